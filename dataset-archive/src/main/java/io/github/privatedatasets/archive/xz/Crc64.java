// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/**
 * The CRC-64 of the xz file format, which is that of ECMA-182; the JDK has none.
 *
 * <p>Reflected, beginning and ending inverted. Takes in eight bytes a step: one table each, all looked up independently.
 */
final class Crc64 implements Checksum {
    /** The polynomial 0x42F0E1EBA9EA3693, bits in reverse. */
    private static final long POLYNOMIAL = 0xC96C5795D7870F42L;

    /** {@code TABLE[256 * i + b]} is what byte {@code b} does to the register when {@code i} more bytes follow it. */
    private static final long[] TABLE = new long[Long.BYTES * 256];

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    static {
        for (int b = 0; b < 256; b++) {
            long crc = b;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc >>> 1) ^ (POLYNOMIAL & -(crc & 1));
            }
            TABLE[b] = crc;
        }
        for (int i = 256; i < TABLE.length; i++) {
            long crc = TABLE[i - 256];
            TABLE[i] = (crc >>> 8) ^ TABLE[(int) crc & 0xff];
        }
    }

    private long register = -1;

    @Override
    public void update(int b) {
        register = (register >>> 8) ^ TABLE[(int) (register ^ b) & 0xff];
    }

    @Override
    public void update(byte[] buffer, int offset, int length) {
        long[] t = TABLE;
        long crc = register;
        int at = offset;
        int end = offset + length;
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            long a = (long) LONGS.get(buffer, at) ^ crc;
            crc = t[7 * 256 + ((int) a & 0xff)]
                    ^ t[6 * 256 + ((int) (a >>> 8) & 0xff)]
                    ^ t[5 * 256 + ((int) (a >>> 16) & 0xff)]
                    ^ t[4 * 256 + ((int) (a >>> 24) & 0xff)]
                    ^ t[3 * 256 + ((int) (a >>> 32) & 0xff)]
                    ^ t[2 * 256 + ((int) (a >>> 40) & 0xff)]
                    ^ t[256 + ((int) (a >>> 48) & 0xff)]
                    ^ t[(int) (a >>> 56)];
        }
        for (; at < end; at++) {
            crc = (crc >>> 8) ^ t[(int) (crc ^ buffer[at]) & 0xff];
        }
        register = crc;
    }

    @Override
    public long getValue() {
        return ~register;
    }

    @Override
    public void reset() {
        register = -1;
    }
}
