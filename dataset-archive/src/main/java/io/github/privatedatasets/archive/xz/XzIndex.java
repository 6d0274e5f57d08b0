// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.spi.ArchiveContent;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the blocks of an xz file lie, as the indexes at the ends of its streams say; read from the file's end.
 *
 * @param streams the streams, first to last, each followed by zeros up to where the next one begins
 */
public record XzIndex(List<Placed> streams) {
    private static final int TAIL_BYTES = 1 << 16;
    /** Some 16,000 blocks; in memory these take up to nine times as much. */
    private static final int MAX_INDEX_BYTES = 1 << 17;
    /** Each is a request to the store: a file of more streams than that is read front to back. */
    private static final int MAX_READS = 8;

    /** A stream, and how many zeros follow it. */
    record Placed(XzStreamIndex index, long padding) {}

    /**
     * Reads the index of an archive; returns nothing where there is none that covers the archive from its first byte to its last, or where
     * that takes more than a few small requests.
     */
    public static @Nullable XzIndex read(ArchiveContent archive) throws IOException, InterruptedException {
        Tail tail = new Tail(archive);
        ArrayDeque<Placed> streams = new ArrayDeque<>();
        long end = archive.sizeBytes();
        while (end > 0) {
            long padding = 0;
            byte[] footer = tail.before(end, StreamFlags.FOOTER_BYTES);
            while (footer != null && isZero(footer)) {
                padding += 4;
                footer = tail.before(end - padding, StreamFlags.FOOTER_BYTES);
            }
            long indexBytes = footer == null ? -1 : StreamFlags.indexBytes(footer);
            end -= padding;
            if (indexBytes < 0 || indexBytes > MAX_INDEX_BYTES) {
                return null;
            }
            byte[] bytes = tail.before(end, (int) indexBytes + StreamFlags.FOOTER_BYTES);
            XzStreamIndex index = bytes == null ? null : XzStreamIndex.parse(bytes, end);
            if (index == null) {
                return null;
            }
            streams.addFirst(new Placed(index, padding));
            end -= index.streamBytes();
        }
        return new XzIndex(List.copyOf((Collection<Placed>) streams));
    }

    private static boolean isZero(byte[] footer) {
        return footer[8] == 0 && footer[9] == 0 && footer[10] == 0 && footer[11] == 0;
    }

    /** Returns how many blocks there are. */
    long blocks() {
        return streams.stream().mapToLong(s -> s.index.blocks()).sum();
    }

    /**
     * Returns the most bytes that a block takes while it is decoded: encoded, decoded, and decoded once more before its filters; {@code
     * Long.MAX_VALUE} is too many to add.
     */
    long largestBlockBytes() {
        long largest = 0;
        for (Placed stream : streams) {
            XzStreamIndex index = stream.index;
            for (int i = 0; i < index.blocks(); i++) {
                // Neither of the two is too large by itself, so that the sum is negative if it is.
                long decoded = Math.min(index.uncompressedSize(i), Long.MAX_VALUE / 2);
                long sum = index.paddedSize(i) + 2 * decoded;
                largest = Math.max(largest, sum < 0 ? Long.MAX_VALUE : sum);
            }
        }
        return largest;
    }

    /** The last bytes of an archive, which are asked for as few times as may be. */
    private static final class Tail {
        private final ArchiveContent archive;
        private byte[] bytes = new byte[0];
        private long start;
        private int reads;

        private Tail(ArchiveContent archive) {
            this.archive = archive;
        }

        /** Returns so many bytes that end there; nothing where the archive has not as many, or was asked too often. */
        private byte @Nullable [] before(long end, int count) throws IOException, InterruptedException {
            if (end < count) {
                return null;
            }
            if (end - count < start || end > start + bytes.length) {
                if (++reads > MAX_READS) {
                    return null;
                }
                start = Math.max(0, end - Math.max(count, TAIL_BYTES));
                try (InputStream range = archive.openRange(start, end - start)) {
                    bytes = range.readNBytes((int) (end - start));
                }
                if (bytes.length < end - start) {
                    throw new CorruptArchiveException(
                            archive.name(), "it ends at byte " + (start + bytes.length), null);
                }
            }
            int from = (int) (end - count - start);
            return Arrays.copyOfRange(bytes, from, from + count);
        }
    }
}
