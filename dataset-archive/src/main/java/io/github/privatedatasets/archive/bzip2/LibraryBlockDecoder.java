// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.bzip2;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/** Makes each block a stream of its own, so that Commons Compress decodes it and checks its CRC. */
final class LibraryBlockDecoder implements BlockDecoder {
    /** How much of a block is decoded ahead: nearly all have less than 2 MB, but one that holds only zeros has 46 MB. */
    private static final int MAX_AHEAD_BYTES = 2 << 20;

    private static final int HEADER_BYTES = 4;
    private static final int CRC_BITS = 32;
    private static final int END_BITS = Bzip2Magic.BITS + CRC_BITS;

    /** A stream's header, and the bits. */
    private byte[] stream = {};

    private long lengthBits;
    private InputStream decoded = InputStream.nullInputStream();

    @Override
    public void load(BitWindow window, long start, long end, int level) {
        lengthBits = end - start;
        stream = new byte[HEADER_BYTES + (int) (lengthBits + END_BITS + 7) / 8];
        stream[0] = 'B';
        stream[1] = 'Z';
        stream[2] = 'h';
        stream[3] = (byte) ('0' + level);
        window.copy(start, end, stream, HEADER_BYTES);
    }

    @Override
    public void decode() throws IOException {
        put(lengthBits, Bzip2Magic.END_OF_STREAM, Bzip2Magic.BITS);
        // A stream's CRC is made of its blocks' CRCs: that of one block is the block's own.
        put(lengthBits + Bzip2Magic.BITS, bits(Bzip2Magic.BITS, CRC_BITS), CRC_BITS);
        try {
            InputStream decoder = new BZip2CompressorInputStream(new Bytes(stream));
            byte[] bytes = decoder.readNBytes(MAX_AHEAD_BYTES);
            InputStream first = new ByteArrayInputStream(bytes);
            decoded = bytes.length < MAX_AHEAD_BYTES ? first : new SequenceInputStream(first, decoder);
        } catch (RuntimeException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void decodeFirst() throws IOException {
        lengthBits = foundLengthBits();
        decode();
    }

    /** Returns how many bits come before the magic that follows the block. */
    private long foundLengthBits() throws IOException {
        Bytes in = new Bytes(stream);
        try (BZip2CompressorInputStream decoder = new BZip2CompressorInputStream(in)) {
            // The decoder has read what is coded of the block, bytewise, and no further.
            long read = 8 * (decoder.getCompressedCount() - HEADER_BYTES);
            // The next magic begins within the last byte read.
            for (long length = read - 7; length <= read && length + Bzip2Magic.BITS <= lengthBits; length++) {
                long magic = bits(length, Bzip2Magic.BITS);
                if (magic == Bzip2Magic.BLOCK || magic == Bzip2Magic.END_OF_STREAM) {
                    return length;
                }
            }
            throw read + Bzip2Magic.BITS > lengthBits ? new EOFException() : Bzip2Stream.noBlock();
        } catch (RuntimeException | IOException e) {
            if (in.ranOut) {
                EOFException end = new EOFException();
                end.initCause(e);
                throw end;
            }
            throw e instanceof IOException io ? io : new IOException(e);
        }
    }

    private long bits(long from, int count) {
        long value = 0;
        for (long bit = 8 * HEADER_BYTES + from; bit < 8 * HEADER_BYTES + from + count; bit++) {
            value = value << 1 | (stream[(int) (bit >>> 3)] >>> (7 - (bit & 7)) & 1);
        }
        return value;
    }

    private void put(long from, long value, int count) {
        for (int i = 0; i < count; i++) {
            long bit = 8 * HEADER_BYTES + from + i;
            int mask = 0x80 >>> (bit & 7);
            boolean set = (value >>> (count - 1 - i) & 1) != 0;
            stream[(int) (bit >>> 3)] =
                    (byte) (set ? stream[(int) (bit >>> 3)] | mask : stream[(int) (bit >>> 3)] & ~mask);
        }
    }

    @Override
    public long lengthBits() {
        return lengthBits;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            return decoded.read(target, offset, length);
        } catch (RuntimeException e) {
            throw new IOException(e);
        }
    }

    /** Not ByteArrayInputStream, whose lock costs more than the decoding where bytes are read one at a time. */
    private static final class Bytes extends InputStream {
        private final byte[] bytes;
        private int position;
        private boolean ranOut;

        private Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            if (position == bytes.length) {
                ranOut = true;
                return -1;
            }
            return bytes[position++] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int count = Math.min(length, bytes.length - position);
            if (count == 0 && length > 0) {
                ranOut = true;
                return -1;
            }
            System.arraycopy(bytes, position, target, offset, count);
            position += count;
            return count;
        }
    }
}
