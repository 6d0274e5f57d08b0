// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.tukaani.xz.CorruptedInputException;

/** One block of xz data, of which the index says how long it is. */
final class XzBlock {
    private final byte[] encoded;
    private final int checkType;
    private final long unpaddedSize;
    private final long uncompressedSize;

    private XzBlock(byte[] encoded, int checkType, long unpaddedSize, long uncompressedSize) {
        this.encoded = encoded;
        this.checkType = checkType;
        this.unpaddedSize = unpaddedSize;
        this.uncompressedSize = uncompressedSize;
    }

    /** Reads a block, which is next on the stream. */
    static XzBlock read(InputStream encoded, int checkType, XzStreamIndex index, int block) throws IOException {
        byte[] bytes = Encoded.read(encoded, Math.toIntExact(index.paddedSize(block)));
        return new XzBlock(bytes, checkType, index.unpaddedSize(block), index.uncompressedSize(block));
    }

    /** Decodes the block, if a decoder front to back could with so much memory; this takes less. */
    byte[] decode(int memoryLimitKib) throws IOException {
        InputStream in = new ByteArrayInputStream(encoded);
        BlockHeader header = BlockHeader.read(in);
        if (header == null) {
            throw new CorruptedInputException("a block has no header");
        }
        header.requireMemory(memoryLimitKib);
        Check check = Check.ofType(checkType);
        header.requireSizes(unpaddedSize - header.bytes() - check.bytes(), uncompressedSize);
        byte[] bytes = new byte[(int) uncompressedSize];
        // Decoded where it shall be, unless a filter changes there what is still to be repeated.
        Window window = header.filters().isEmpty()
                ? Window.over(bytes, header.dictionarySize())
                : Window.ofDictionary(header.dictionarySize(), uncompressedSize);
        BlockStream block = new BlockStream(in, header, check, new Lzma2Stream(in, window));
        if (block.readNBytes(bytes, 0, bytes.length) < bytes.length
                || block.read() >= 0
                || block.unpaddedSize() != unpaddedSize) {
            throw new CorruptedInputException("a block is not as long as the index says");
        }
        return bytes;
    }
}
