// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Where the blocks of one xz stream lie, as its index says (section 4 of the xz file format, version 1.1.0). An index may lie: who reads
 * a block by it learns so.
 */
final class XzStreamIndex {
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

    /** Reads an index and the footer after it; returns nothing if it is damaged, or its stream longer than {@code maxStreamBytes}. */
    static @Nullable XzStreamIndex parse(byte[] bytes, long maxStreamBytes) {
        int end = bytes.length - StreamFlags.FOOTER_BYTES - CRC_BYTES;
        ByteBuffer fields = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (end < MIN_INDEX_BYTES - CRC_BYTES
                || fields.getInt(end) != StreamFlags.crc(bytes, 0, end)
                || fields.get() != 0) {
            return null;
        }
        fields.limit(end);
        long count = Numbers.next(fields);
        if (count < 0 || count > fields.remaining() / 2) { // two bytes a block at least, so this bounds the arrays
            return null;
        }
        XzStreamIndex index = new XzStreamIndex(bytes, (int) count);
        long left = maxStreamBytes - StreamFlags.HEADER_BYTES - bytes.length;
        for (int i = 0; i < count; i++) {
            index.unpaddedSizes[i] = Numbers.next(fields);
            index.uncompressedSizes[i] = Numbers.next(fields);
            if (index.unpaddedSizes[i] < MIN_BLOCK_BYTES - 3
                    || index.uncompressedSizes[i] < 0
                    || index.unpaddedSizes[i] > left) {
                return null;
            }
            left -= index.paddedSize(i);
        }
        if (fields.remaining() > 3) { // more than fill it up to a multiple of four
            return null;
        }
        while (fields.hasRemaining()) {
            if (fields.get() != 0) {
                return null;
            }
        }
        return left < 0 ? null : index;
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
        long sum = StreamFlags.HEADER_BYTES + (long) bytes.length;
        for (int i = 0; i < blocks(); i++) {
            sum += paddedSize(i);
        }
        return sum;
    }
}
