package io.github.privatedatasets.archive.bzip2;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.jspecify.annotations.Nullable;

/** One block of bzip2 data, made a stream of its own, so that Commons Compress decodes it and checks its CRC. */
final class Bzip2Block {
    /** How much of a block is decoded ahead: nearly all have less than 2 MB, but one that holds only zeros has 46 MB. */
    static final int MAX_AHEAD_BYTES = 2 << 20;

    private static final int HEADER_BYTES = 4;
    private static final int CRC_BITS = 32;

    private final byte[] stream;

    private Bzip2Block(byte[] stream) {
        this.stream = stream;
    }

    /** Copies the block that lies from bit to bit of the window, its magic included. */
    static Bzip2Block of(BitWindow window, long start, long end, int level) {
        long bits = end - start;
        byte[] stream = new byte[(int) (HEADER_BYTES + (bits + Bzip2Magic.BITS + CRC_BITS + 7) / 8)];
        stream[0] = 'B';
        stream[1] = 'Z';
        stream[2] = 'h';
        stream[3] = (byte) ('0' + level);
        window.copy(start, end, stream, HEADER_BYTES);
        put(stream, 8 * HEADER_BYTES + bits, Bzip2Magic.END_OF_STREAM, Bzip2Magic.BITS);
        // A stream's CRC is made of its blocks' CRCs: that of one block is the block's own.
        put(stream, 8 * HEADER_BYTES + bits + Bzip2Magic.BITS, crc(window, start), CRC_BITS);
        return new Bzip2Block(stream);
    }

    /** Returns the CRC that is written in the block that begins there. */
    static int crc(BitWindow window, long start) {
        return (int) window.bits(start + Bzip2Magic.BITS, CRC_BITS);
    }

    private static void put(byte[] target, long bit, long value, int bits) {
        for (int i = 0; i < bits; i++) {
            if ((value >>> (bits - 1 - i) & 1) != 0) {
                target[(int) ((bit + i) >>> 3)] |= (byte) (0x80 >>> ((bit + i) & 7));
            }
        }
    }

    /** Decodes the block, or returns nothing if it is damaged, or not the whole of a block. */
    Decoded decodeIfWhole() {
        try {
            return new Decoded(decode());
        } catch (IOException | RuntimeException e) {
            return new Decoded(null);
        }
    }

    /** Decodes the block; of a very large one the rest is decoded and checked as it is read. */
    InputStream decode() throws IOException {
        InputStream decoder = new BZip2CompressorInputStream(new Bytes(stream));
        byte[] bytes = decoder.readNBytes(MAX_AHEAD_BYTES);
        InputStream first = new ByteArrayInputStream(bytes);
        return bytes.length < MAX_AHEAD_BYTES ? first : new SequenceInputStream(first, decoder);
    }

    /**
     * Returns how many bits the block really has, rounded up so that it ends within a byte: for when it is not known where it ends,
     * and more follows in this one.
     */
    long lengthBits() throws IOException {
        Bytes in = new Bytes(stream);
        try (BZip2CompressorInputStream decoder = new BZip2CompressorInputStream(in)) {
            // The decoder has read what is coded of the block, bytewise, and no further.
            return 8 * (decoder.getCompressedCount() - HEADER_BYTES);
        } catch (IOException | RuntimeException e) {
            if (in.ranOut) {
                EOFException end = new EOFException();
                end.initCause(e);
                throw end;
            }
            throw e;
        }
    }

    /** What came of a block: its bytes, or nothing. */
    record Decoded(@Nullable InputStream bytes) {}

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
