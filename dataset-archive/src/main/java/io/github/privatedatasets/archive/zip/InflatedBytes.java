// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.zip;

import io.github.privatedatasets.archive.deflate.DeflateDecoder;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * The decoded bytes of a deflated entry, straight from the run's buffer. What follows the deflate stream stays unread, which
 * {@code InflaterInputStream} cannot do.
 */
final class InflatedBytes extends InputStream {
    private final CompressedBytes compressed;
    private final DeflateDecoder decoder;
    private boolean ended;

    /** Uses this decoder, whatever it was used for before. */
    InflatedBytes(CompressedBytes compressed, DeflateDecoder decoder) {
        this.compressed = compressed;
        this.decoder = decoder;
        decoder.reset();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0 || ended) {
            return length == 0 ? 0 : -1;
        }
        while (true) {
            int count = decoder.decode(buffer, offset, length);
            if (count > 0) {
                return count;
            }
            if (decoder.isEnded()) {
                ended = true;
                compressed.takeBack(decoder.unused());
                return -1;
            }
            if (!compressed.lend(decoder)) {
                throw new EOFException("the deflate stream does not end");
            }
        }
    }
}
