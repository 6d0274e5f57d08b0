// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import io.github.privatedatasets.spi.LentBytes;
import io.github.privatedatasets.spi.Slot;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A file's content on its way into the tree, counted and digested as it passes; tells of itself now and then. Used by one thread. */
final class DigestedContent extends FilterInputStream implements LentBytes {
    // The processor has instructions for it, so that it costs next to nothing beside the writing.
    private final CRC32C digest = new CRC32C();
    private final Growth growth;
    /** Of all up to the last hole's end. */
    private int crc32cBefore;

    private long sizeBytes;
    private long sizeBytesBefore;
    private long tellAt = Slot.GROWTH_BYTES;

    DigestedContent(InputStream content, Growth growth) {
        super(content);
        this.growth = growth;
    }

    /** Is told how far a big file is. */
    @FunctionalInterface
    interface Growth {
        /** So many bytes are written, but for the last few, and this is their CRC32C. */
        void grownTo(long sizeBytes, int crc32c) throws IOException;
    }

    @Override
    public int read() throws IOException {
        int next = in.read();
        if (next >= 0) {
            digest.update(next);
            sizeBytes++;
        }
        return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        tellGrowth();
        int count = in.read(buffer, offset, length);
        if (count > 0) {
            digest.update(buffer, offset, count);
            sizeBytes += count;
        }
        return count;
    }

    @Override
    public boolean lends() {
        return in instanceof LentBytes content && content.lends();
    }

    @Override
    public @Nullable ByteBuffer lend(int most) throws IOException {
        tellGrowth();
        ByteBuffer next = ((LentBytes) in).lend(most);
        if (next != null) {
            sizeBytes += next.remaining();
            digest.update(next.duplicate());
        }
        return next;
    }

    /** Tells before more is read, since what was read before is written by now. */
    private void tellGrowth() throws IOException {
        if (sizeBytes >= tellAt) {
            growth.grownTo(sizeBytes, crc32c());
            tellAt = sizeBytes + Slot.GROWTH_BYTES;
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Takes in that so many zeros lie between what has passed and what comes; they take no time. */
    void hole(long zeros) {
        crc32cBefore = Crc32cSums.withZeros(crc32c(), zeros);
        digest.reset();
        sizeBytes += zeros;
        sizeBytesBefore = sizeBytes;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    int crc32c() {
        return Crc32cSums.joined(crc32cBefore, (int) digest.getValue(), sizeBytes - sizeBytesBefore);
    }
}
