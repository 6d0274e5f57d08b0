// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.spi.WrittenFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The list of an attempt's files, beside its record, by which its tree is verified: a line each of path, size and CRC32C, as they were
 * written, the last two as far as they are known; a line with the path alone says that the file was removed again. The last line of a path counts. Thread-safe.
 */
final class WrittenFiles implements Closeable {
    private final LineFile file;

    WrittenFiles(Path file) {
        this.file = new LineFile(file);
    }

    void wrote(WrittenFile written) throws IOException {
        file.add(
                written.path(),
                written.sizeBytes().isPresent()
                        ? Long.toString(written.sizeBytes().getAsLong())
                        : "",
                written.crc32c().isPresent()
                        ? HexFormat.of().toHexDigits(written.crc32c().getAsInt())
                        : "");
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
        void wrote(WrittenFile file) throws IOException;

        void removed(String path) throws IOException;
    }

    /** Reads such a list from the first line to the last. */
    static void read(Path file, Reader reader) throws IOException {
        LineFile.read(file, fields -> read(file, fields, reader));
    }

    private static void read(Path file, List<String> fields, Reader reader) throws IOException {
        if (fields.size() == 1) {
            reader.removed(fields.get(0));
            return;
        }
        try {
            String size = fields.get(1);
            String crc32c = fields.get(2);
            reader.wrote(new WrittenFile(
                    fields.get(0),
                    size.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(size)),
                    crc32c.isEmpty() ? OptionalInt.empty() : OptionalInt.of(HexFormat.fromHexDigits(crc32c))));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException(file + " has a line that is no file's: " + fields, e);
        }
    }
}
