// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.bzip2;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/**
 * The CRC of bzip2. It is that of zip with the bits of each byte, and those of the result, the other way round: so the processor's own
 * instructions can be had for it.
 */
final class BlockCrc {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final CRC32 crc = new CRC32();

    void reset() {
        crc.reset();
    }

    int value() {
        return Integer.reverse((int) crc.getValue());
    }

    /** Adds so many bytes, and leaves them the other way round. */
    void update(byte[] bytes, int count) {
        int whole = count & -Long.BYTES;
        for (int i = 0; i < whole; i += Long.BYTES) {
            LONG.set(bytes, i, mirrored((long) LONG.get(bytes, i)));
        }
        for (int i = whole; i < count; i++) {
            bytes[i] = (byte) mirrored(bytes[i]);
        }
        crc.update(bytes, 0, count);
    }

    /** Turns round the bits of each byte. */
    private static long mirrored(long bytes) {
        long pairs = (bytes >>> 1 & 0x5555555555555555L) | (bytes & 0x5555555555555555L) << 1;
        long nibbles = (pairs >>> 2 & 0x3333333333333333L) | (pairs & 0x3333333333333333L) << 2;
        return (nibbles >>> 4 & 0x0f0f0f0f0f0f0f0fL) | (nibbles & 0x0f0f0f0f0f0f0f0fL) << 4;
    }
}
