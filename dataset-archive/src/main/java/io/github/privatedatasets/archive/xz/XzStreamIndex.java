// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Where the blocks of one xz stream lie, as its index says (section 4 of the xz file format, version 1.1.0). An index may lie: who reads
 * a block by it learns so.
 */
final class XzStreamIndex {
    static final int HEADER_BYTES = 12;
    static final int FOOTER_BYTES = 12;
    static final int FOOTER_MAGIC = 'Y' | 'Z' << 8;

    private static final int CRC_BYTES = 4;
    /** An index without a block: its indicator, the number of blocks, two zeros and a CRC. */
    private static final int MIN_INDEX_BYTES = 8;
    /** The smallest block has a header of 8 bytes and one byte of data; zeros fill it up. */
    private static final int MIN_BLOCK_BYTES = 12;

    private final byte[] bytes;
    private final long[] unpaddedSizes;
    private final long[] uncompressedSizes;

    private XzStreamIndex(byte[] bytes, int blocks) {
        this.bytes = bytes;
        this.unpaddedSizes = new long[blocks];
        this.uncompressedSizes = new long[blocks];
    }

    /** Returns how long the index is that is before this footer, or -1 if it is none. */
    static long indexBytes(byte[] footer) {
        ByteBuffer fields = ByteBuffer.wrap(footer).order(ByteOrder.LITTLE_ENDIAN);
        if (fields.getChar(10) != FOOTER_MAGIC || fields.getInt(0) != crc(footer, 4, 6)) {
            return -1;
        }
        return ((fields.getInt(4) & 0xffff_ffffL) + 1) * 4;
    }

    /** Reads an index and the footer after it; returns nothing if it is damaged, or its stream longer than {@code maxStreamBytes}. */
    static @Nullable XzStreamIndex parse(byte[] bytes, long maxStreamBytes) {
        int end = bytes.length - FOOTER_BYTES - CRC_BYTES;
        ByteBuffer fields = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (end < MIN_INDEX_BYTES - CRC_BYTES || fields.getInt(end) != crc(bytes, 0, end) || fields.get() != 0) {
            return null;
        }
        fields.limit(end);
        long count = number(fields);
        if (count < 0 || count > fields.remaining() / 2) { // two bytes a block at least, so this bounds the arrays
            return null;
        }
        XzStreamIndex index = new XzStreamIndex(bytes, (int) count);
        long left = maxStreamBytes - HEADER_BYTES - bytes.length;
        for (int i = 0; i < count; i++) {
            index.unpaddedSizes[i] = number(fields);
            index.uncompressedSizes[i] = number(fields);
            if (index.unpaddedSizes[i] < MIN_BLOCK_BYTES - 3
                    || index.uncompressedSizes[i] < 0
                    || index.unpaddedSizes[i] > left) {
                return null;
            }
            left -= index.paddedSize(i);
        }
        while (fields.hasRemaining()) {
            if (fields.get() != 0) {
                return null;
            }
        }
        return left < 0 ? null : index;
    }

    /** Returns the next number of seven bits a byte; -1 if there is none. */
    private static long number(ByteBuffer fields) {
        long number = 0;
        for (int shift = 0; shift < 63 && fields.hasRemaining(); shift += 7) {
            int b = fields.get();
            number |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return number;
            }
        }
        return -1;
    }

    /** Returns the index itself and the footer after it; not a copy. */
    byte[] bytes() {
        return bytes;
    }

    /** Returns the two bytes of the stream's flags, which its header has too. */
    char flags() {
        return ByteBuffer.wrap(bytes).getChar(bytes.length - 4);
    }

    /** Returns how many blocks there are. */
    int blocks() {
        return unpaddedSizes.length;
    }

    /** Returns a block's length when decoded. */
    long uncompressedSize(int block) {
        return uncompressedSizes[block];
    }

    /** Returns a block's length without the zeros that fill it up to a multiple of four. */
    long unpaddedSize(int block) {
        return unpaddedSizes[block];
    }

    /** Returns a block's length with the zeros that fill it up. */
    long paddedSize(int block) {
        return (unpaddedSizes[block] + 3) & ~3L;
    }

    /** Returns the length of the whole stream. */
    long streamBytes() {
        long sum = HEADER_BYTES + (long) bytes.length;
        for (int i = 0; i < blocks(); i++) {
            sum += paddedSize(i);
        }
        return sum;
    }

    static int crc(byte[] bytes, int offset, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
