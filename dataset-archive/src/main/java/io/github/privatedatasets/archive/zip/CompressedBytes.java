// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.zip;

import io.github.privatedatasets.archive.deflate.DeflateDecoder;
import io.github.privatedatasets.spi.LentBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The bytes of one zip entry as they lie in the archive, so many as its directory says. Closing does nothing. */
final class CompressedBytes extends InputStream implements LentBytes {
    private final ZipRunBytes run;
    private final byte[] one = new byte[1]; // some decoders read byte by byte
    private long left;

    CompressedBytes(ZipRunBytes run, long length) {
        this.run = run;
        this.left = length;
    }

    /** Returns how many bytes were not read. */
    long left() {
        return left;
    }

    @Override
    public int read() throws IOException {
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0 || left == 0) {
            return length == 0 ? 0 : -1;
        }
        int count = run.read(buffer, offset, (int) Math.min(length, left));
        left -= count;
        return count;
    }

    @Override
    public boolean lends() {
        return true;
    }

    @Override
    public @Nullable ByteBuffer lend(int most) throws IOException {
        if (left == 0) {
            return null;
        }
        ByteBuffer lent = run.lend(Math.min(most, left));
        left -= lent.remaining();
        return lent;
    }

    /** Gives the decoder what is there of the bytes; tells whether there were any left. */
    boolean lend(DeflateDecoder decoder) throws IOException {
        if (left == 0) {
            return false;
        }
        left -= run.lend(decoder, left);
        return true;
    }

    /** Takes back what the decoder did not use. */
    void takeBack(int count) {
        run.takeBack(count);
        left += count;
    }
}
