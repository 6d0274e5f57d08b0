// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.manifest;

import io.github.privatedatasets.spi.DatasetOrigin;
import io.github.privatedatasets.spi.RemoteObject;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.spi.WrittenEntry;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an attempt notes, beside its lists, for who reads from its staging if it dies: whence its objects come, and how far the big ones are that
 * are not whole yet. Thread-safe.
 *
 * <p>The first line is the origin's; then, for a big object, one of its path, size, etag and version, some of its path, a length and the CRC32C of
 * the bytes up to there, and in the end one of its path alone.
 *
 * <p>Nothing here needs to be flushed: what a power cut takes is not vouched for, and what it leaves is compared with its CRC32C.
 */
final class Journal implements Closeable {
    private static final String FORMAT = "1";

    /** Of objects of five terabytes, one whole and a few begun. */
    private static final int MAX_PIECES = 1_000_000;

    private final DatasetOrigin origin;
    private final LineFile file;
    private boolean begun;
    private boolean vouches;

    Journal(Path file, DatasetOrigin origin) {
        this.file = new LineFile(file);
        this.origin = origin;
    }

    /** The first bytes of a file, as its attempt vouches for them. */
    record Piece(long endsAt, int crc32c) {}

    /** An object that was not whole. */
    record Unfinished(List<String> revision, List<Piece> pieces) {
        boolean isOf(RemoteObject object) {
            return revision.equals(FetchedObjects.revision(object));
        }
    }

    synchronized void fetching(RemoteObject object) throws IOException {
        if (!begun) {
            begun = true;
            file.add(FORMAT, origin.uri().toString(), endpointOf(origin));
        }
        if (isBig(object)) {
            file.add(FetchedObjects.revision(object).toArray(String[]::new));
        }
    }

    /** Does nothing for what is no object's file, but one out of an archive. */
    synchronized void growing(WrittenEntry.File soFar) throws IOException {
        if (begun) {
            vouches = true;
            file.add(
                    soFar.path(),
                    Long.toString(soFar.sizeBytes()),
                    HexFormat.of().toHexDigits(soFar.crc32c()));
        }
    }

    synchronized void fetched(RemoteObject object) throws IOException {
        vouches |= begun && object.sizeBytes() > 0;
        if (isBig(object)) {
            file.add(object.path());
        }
    }

    /** Tells whether it vouches for any byte. */
    synchronized boolean vouches() {
        return vouches;
    }

    void writeOut() throws IOException {
        file.writeOut();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static boolean isBig(RemoteObject object) {
        return object.sizeBytes() > Slot.GROWTH_BYTES;
    }

    private static String endpointOf(DatasetOrigin origin) {
        return origin.endpoint().map(URI::toString).orElse("");
    }

    /**
     * Reads which objects an attempt left unfinished, by their paths.
     *
     * @throws IOException if there is no such journal, or it is about another origin
     */
    static Map<String, Unfinished> read(Path file, DatasetOrigin origin) throws IOException {
        Map<String, Unfinished> unfinished = new HashMap<>();
        int pieces = 0;
        try (LeftLines lines = LeftLines.open(file)) {
            if (!lines.next().equals(Optional.of(List.of(FORMAT, origin.uri().toString(), endpointOf(origin))))) {
                throw new IOException(file + " is no journal of " + origin.uri());
            }
            for (Optional<List<String>> line = lines.next();
                    line.isPresent() && pieces < MAX_PIECES;
                    line = lines.next()) {
                List<String> fields = line.get();
                String path = fields.get(0);
                switch (fields.size()) {
                    case 1 -> unfinished.remove(path);
                    case 3 -> {
                        Unfinished object = unfinished.get(path);
                        if (object != null) {
                            object.pieces().add(piece(fields));
                            pieces++;
                        }
                    }
                    default -> {
                        unfinished.put(path, new Unfinished(fields, new ArrayList<>()));
                        pieces++;
                    }
                }
            }
        }
        return unfinished;
    }

    /** Reads a line of a path, a length and a CRC32C, such as those of {@link WrittenFiles} are too. */
    static Piece piece(List<String> fields) throws IOException {
        try {
            return new Piece(Long.parseLong(fields.get(1)), HexFormat.fromHexDigits(fields.get(2)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException("no piece of a file: " + fields, e);
        }
    }
}
