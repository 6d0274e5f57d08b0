// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.manifest;

import io.github.privatedatasets.spi.WrittenEntry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/**
 * The list of an attempt's files, beside its record, by which its tree is verified, and of what else it holds. Thread-safe.
 *
 * <p>A line each: of a file its path, size and CRC32C; of a file that got another path {@code PATH <- OLD}; of a hard link {@code PATH = FILE}, of a
 * symbolic one {@code PATH -> TARGET}, of a directory {@code PATH /}; a line with the path alone says that the file was removed again. The last line of
 * a path counts.
 */
final class WrittenFiles implements Closeable {
    private static final String MOVED = "<-";
    private static final String HARD_LINK = "=";
    private static final String SYMBOLIC_LINK = "->";
    private static final String DIRECTORY = "/";

    private final LineFile file;

    WrittenFiles(Path file) {
        this.file = new LineFile(file);
    }

    void wrote(WrittenEntry entry) throws IOException {
        if (entry instanceof WrittenEntry.File written) {
            file.add(
                    written.path(),
                    Long.toString(written.sizeBytes()),
                    HexFormat.of().toHexDigits(written.crc32c()));
        } else if (entry instanceof WrittenEntry.Moved moved) {
            file.add(moved.path(), MOVED, moved.from());
        } else if (entry instanceof WrittenEntry.HardLink link) {
            file.add(link.path(), HARD_LINK, link.original());
        } else if (entry instanceof WrittenEntry.SymbolicLink link) {
            file.add(link.path(), SYMBOLIC_LINK, link.target());
        } else {
            file.add(entry.path(), DIRECTORY);
        }
    }

    void removed(String path) throws IOException {
        file.add(path);
    }

    void writeOut() throws IOException {
        file.writeOut();
    }

    /** Writes out what was noted; more may be. */
    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Is told each line of such a list. */
    interface Reader {
        void wrote(WrittenEntry entry) throws IOException;

        void removed(String path) throws IOException;
    }

    /** Reads such a list from the first line to the last. */
    static void read(Path file, Reader reader) throws IOException {
        LineFile.read(file, fields -> {
            if (fields.size() == 1) {
                reader.removed(fields.get(0));
            } else {
                reader.wrote(entry(file, fields));
            }
        });
    }

    private static WrittenEntry entry(Path file, List<String> fields) throws IOException {
        String path = fields.get(0);
        try {
            return switch (fields.get(1)) {
                case MOVED -> new WrittenEntry.Moved(path, fields.get(2));
                case HARD_LINK -> new WrittenEntry.HardLink(path, fields.get(2));
                case SYMBOLIC_LINK -> new WrittenEntry.SymbolicLink(path, fields.get(2));
                case DIRECTORY -> new WrittenEntry.Directory(path);
                default ->
                    new WrittenEntry.File(path, Long.parseLong(fields.get(1)), HexFormat.fromHexDigits(fields.get(2)));
            };
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // Lists of before 0.1.0 left out the size and CRC32C of hard links, and the CRC32C of sparse files.
            throw new IOException(
                    file + " does not say what this was: " + fields + "; delete the dataset, and stage it again", e);
        }
    }
}
