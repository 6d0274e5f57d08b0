// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.tukaani.xz.ArrayCache;
import org.tukaani.xz.CorruptedInputException;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZInputStream;

/** One block of xz data, made a file of its own, so that XZ for Java decodes it and checks all that a file can be checked for. */
final class XzBlock {
    private static final int MAX_INDEX_BYTES = 28;

    private final byte[] file;
    private final int length;
    private final long uncompressedSize;
    private final ArrayCache arrays;

    private XzBlock(byte[] file, int length, long uncompressedSize, ArrayCache arrays) {
        this.file = file;
        this.length = length;
        this.uncompressedSize = uncompressedSize;
        this.arrays = arrays;
    }

    /** Reads a block, which is next on the stream. */
    static XzBlock read(InputStream encoded, byte[] header, XzStreamIndex index, int block, ArrayCache arrays)
            throws IOException {
        int size = Math.toIntExact(index.paddedSize(block));
        byte[] file = new byte[header.length + size + MAX_INDEX_BYTES + XzStreamIndex.FOOTER_BYTES];
        System.arraycopy(header, 0, file, 0, header.length);
        if (encoded.readNBytes(file, header.length, size) < size) {
            throw new EOFException();
        }
        int indexStart = header.length + size;
        ByteBuffer out = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(indexStart);
        out.put((byte) 0).put((byte) 1);
        putNumber(out, index.unpaddedSize(block));
        putNumber(out, index.uncompressedSize(block));
        out.position(indexStart + (out.position() - indexStart + 3) / 4 * 4);
        out.putInt(XzStreamIndex.crc(file, indexStart, out.position() - indexStart));
        int footer = out.position();
        out.putInt(footer + 4, (footer - indexStart) / 4 - 1);
        out.put(footer + 8, header[6]).put(footer + 9, header[7]);
        out.putChar(footer + 10, (char) XzStreamIndex.FOOTER_MAGIC);
        out.putInt(footer, XzStreamIndex.crc(file, footer + 4, 6));
        return new XzBlock(file, footer + XzStreamIndex.FOOTER_BYTES, index.uncompressedSize(block), arrays);
    }

    private static void putNumber(ByteBuffer out, long number) {
        long rest = number;
        while (rest > 0x7f) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    /** Decodes the block with so much memory; where it wants more, with {@code mostKib}, while it is read. */
    Decoded decode(int kib, int mostKib) throws IOException {
        try (InputStream decoder = open(kib)) {
            byte[] bytes = new byte[(int) uncompressedSize];
            // Asked for one more byte, the decoder looks at the end of the block, and at what the index says of it.
            if (decoder.readNBytes(bytes, 0, bytes.length) < bytes.length || decoder.read() >= 0) {
                throw new CorruptedInputException("a block is not as long as the index says");
            }
            return () -> new ByteArrayInputStream(bytes);
        } catch (MemoryLimitException e) {
            if (kib >= mostKib) {
                throw e;
            }
            return () -> open(mostKib);
        }
    }

    private InputStream open(int kib) throws IOException {
        return new XZInputStream(new ByteArrayInputStream(file, 0, length), kib, true, arrays);
    }

    /** What came of a block. */
    @FunctionalInterface
    interface Decoded {
        InputStream open() throws IOException;
    }
}
