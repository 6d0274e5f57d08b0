// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.tukaani.xz.CorruptedInputException;

/**
 * What the index of a stream must be after the blocks that were read. There is but one way to write an index, so its bytes are compared; by
 * their digest, since there may be any number of blocks.
 */
final class IndexDigest {
    private static final int BUFFER_BYTES = 1 << 13;

    private final MessageDigest records = Check.sha256();
    private final ByteBuffer record = ByteBuffer.allocate(2 * Numbers.MAX_BYTES);
    private long recordBytes;
    private long blocks;

    /** Adds a block. */
    void add(long unpaddedSize, long uncompressedSize) {
        record.clear();
        Numbers.put(record, unpaddedSize);
        Numbers.put(record, uncompressedSize);
        records.update(record.flip());
        recordBytes += record.limit();
        blocks++;
    }

    /**
     * Reads an index, of which the first byte was read before, and requires that it is the one.
     *
     * @return its length
     */
    long verify(InputStream encoded) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(0);
        ByteBuffer start = ByteBuffer.allocate(Numbers.MAX_BYTES);
        Numbers.put(start, blocks);
        byte[] count = Arrays.copyOf(start.array(), start.position());
        require(Arrays.equals(read(encoded, count.length, crc), count));
        MessageDigest actual = Check.sha256();
        for (long left = recordBytes; left > 0; left -= BUFFER_BYTES) {
            actual.update(read(encoded, (int) Math.min(left, BUFFER_BYTES), crc));
        }
        require(MessageDigest.isEqual(actual.digest(), records.digest()));
        long length = 1 + count.length + recordBytes;
        int padding = (int) (-length & 3);
        require(Arrays.equals(read(encoded, padding, crc), new byte[padding]));
        int expectedCrc = (int) crc.getValue();
        byte[] actualCrc = read(encoded, Integer.BYTES, crc);
        require(ByteBuffer.wrap(actualCrc).order(ByteOrder.LITTLE_ENDIAN).getInt() == expectedCrc);
        return length + padding + Integer.BYTES;
    }

    private static byte[] read(InputStream encoded, int count, CRC32 crc) throws IOException {
        byte[] bytes = Encoded.read(encoded, count);
        crc.update(bytes);
        return bytes;
    }

    private static void require(boolean isTrue) throws CorruptedInputException {
        if (!isTrue) {
            throw new CorruptedInputException("an index is damaged, or not that of the blocks before it");
        }
    }
}
