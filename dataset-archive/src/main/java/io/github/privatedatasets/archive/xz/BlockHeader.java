// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.CorruptedInputException;
import org.tukaani.xz.FilterOptions;
import org.tukaani.xz.LZMA2InputStream;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.UnsupportedOptionsException;

/**
 * The header of a block (section 3.1 of the xz file format, version 1.1.0).
 *
 * @param bytes its own length
 * @param compressedSize how long the block's data is; -1 if it does not say
 * @param uncompressedSize how long that is when decoded; -1 if it does not say
 * @param dictionarySize how far back LZMA2, which is the last filter, may repeat
 * @param filters those before it, the last first: the order in which they are undone
 */
record BlockHeader(
        int bytes, long compressedSize, long uncompressedSize, int dictionarySize, Deque<FilterOptions> filters) {
    private static final int CRC_BYTES = 4;
    private static final int FILTERS = 3;
    private static final int RESERVED = 0x3c;
    private static final int HAS_COMPRESSED_SIZE = 0x40;
    private static final int HAS_UNCOMPRESSED_SIZE = 0x80;
    private static final int LZMA2 = 0x21;
    /** A dictionary of 1.5 GiB: the next size has no array. */
    private static final int MAX_DICTIONARY = 37;

    /** Reads a header; returns nothing if what comes instead is the index, whose first byte is then read. */
    static @Nullable BlockHeader read(InputStream encoded) throws IOException {
        int size = encoded.read();
        if (size <= 0) {
            if (size < 0) {
                throw new EOFException();
            }
            return null;
        }
        byte[] bytes = new byte[4 * (size + 1)];
        bytes[0] = (byte) size;
        Encoded.read(encoded, bytes, 1, bytes.length - 1);
        return parse(bytes);
    }

    private static BlockHeader parse(byte[] bytes) throws IOException {
        int end = bytes.length - CRC_BYTES;
        ByteBuffer fields =
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(1);
        if (fields.getInt(end) != StreamFlags.crc(bytes, 0, end)) {
            throw damaged();
        }
        fields.limit(end);
        int flags = fields.get();
        if ((flags & RESERVED) != 0) {
            throw new UnsupportedOptionsException("a block has flags that are not supported");
        }
        long compressedSize = (flags & HAS_COMPRESSED_SIZE) == 0 ? -1 : number(fields);
        long uncompressedSize = (flags & HAS_UNCOMPRESSED_SIZE) == 0 ? -1 : number(fields);
        if (compressedSize == 0) {
            throw damaged();
        }
        Deque<FilterOptions> filters = new ArrayDeque<>();
        for (int i = flags & FILTERS; i > 0; i--) {
            filters.addFirst(Filters.of(number(fields), properties(fields)));
        }
        int dictionarySize = dictionarySize(number(fields), properties(fields));
        while (fields.hasRemaining()) {
            if (fields.get() != 0) {
                throw new UnsupportedOptionsException("a block's header has more than is supported");
            }
        }
        return new BlockHeader(bytes.length, compressedSize, uncompressedSize, dictionarySize, filters);
    }

    private static int dictionarySize(long id, ByteBuffer properties) throws UnsupportedOptionsException {
        int size = id == LZMA2 && properties.remaining() == 1 ? properties.get() : -1;
        if (size < 0 || size > MAX_DICTIONARY) {
            throw new UnsupportedOptionsException(
                    "a block's last filter is not LZMA2, or has a dictionary that is not supported");
        }
        return (2 | (size & 1)) << ((size >> 1) + 11);
    }

    private static ByteBuffer properties(ByteBuffer fields) throws CorruptedInputException {
        long length = number(fields);
        if (length > fields.remaining()) {
            throw damaged();
        }
        ByteBuffer properties = fields.slice(fields.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
        fields.position(fields.position() + (int) length);
        return properties;
    }

    private static long number(ByteBuffer fields) throws CorruptedInputException {
        long number = Numbers.next(fields);
        if (number < 0) {
            throw damaged();
        }
        return number;
    }

    private static CorruptedInputException damaged() {
        return new CorruptedInputException("the header of a block is damaged");
    }

    /** Requires that a decoder may take as much memory as it needs for this, which is mostly for the dictionary. */
    void requireMemory(int limitKib) throws MemoryLimitException {
        int needed = LZMA2InputStream.getMemoryUsage(dictionarySize);
        for (FilterOptions filter : filters) {
            needed += filter.getDecoderMemoryUsage();
        }
        if (needed > limitKib) {
            throw new MemoryLimitException(needed, limitKib);
        }
    }

    /** Requires that it says nothing else than this of its lengths. */
    void requireSizes(long expectedCompressed, long expectedUncompressed) throws CorruptedInputException {
        if ((compressedSize >= 0 && compressedSize != expectedCompressed)
                || (uncompressedSize >= 0 && uncompressedSize != expectedUncompressed)) {
            throw new CorruptedInputException("a block is not as long as it says");
        }
    }
}
