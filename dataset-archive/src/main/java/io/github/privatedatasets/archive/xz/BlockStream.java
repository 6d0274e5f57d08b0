// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.tukaani.xz.CorruptedInputException;
import org.tukaani.xz.FilterOptions;

/** A block, decoded: ends only if all that is known of its bytes is true. */
final class BlockStream extends InputStream {
    private final InputStream encoded;
    private final BlockHeader header;
    private final Check check;
    private final Lzma2Stream lzma2;
    private final InputStream filtered;
    private long uncompressedSize;
    private boolean ended;

    /** Reads from behind the header. */
    BlockStream(InputStream encoded, BlockHeader header, Check check, Lzma2Stream lzma2) throws IOException {
        this.encoded = encoded;
        this.header = header;
        this.check = check;
        this.lzma2 = lzma2;
        InputStream last = lzma2;
        for (FilterOptions filter : header.filters()) {
            last = filter.getInputStream(last);
        }
        this.filtered = last;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (ended) {
            return -1;
        }
        int count = filtered.read(buffer, offset, length);
        if (count >= 0) {
            check.update(buffer, offset, count);
            uncompressedSize += count;
            requireNoMore(lzma2.encodedBytes(), header.compressedSize());
            requireNoMore(uncompressedSize, header.uncompressedSize());
            return count;
        }
        ended = true;
        header.requireSizes(lzma2.encodedBytes(), uncompressedSize);
        for (long at = lzma2.encodedBytes(); at % 4 != 0; at++) {
            int padding = encoded.read();
            if (padding != 0) {
                throw padding < 0
                        ? new EOFException()
                        : new CorruptedInputException("a block is not filled up with zeros");
            }
        }
        check.verify(encoded);
        return -1;
    }

    private static void requireNoMore(long size, long said) throws CorruptedInputException {
        if (said >= 0 && size > said) {
            throw new CorruptedInputException("a block is longer than it says");
        }
    }

    /** Returns how long it is in the file, without the zeros that fill it up; of use after its end. */
    long unpaddedSize() {
        return header.bytes() + lzma2.encodedBytes() + check.bytes();
    }

    /** Returns how many bytes were read. */
    long uncompressedSize() {
        return uncompressedSize;
    }
}
