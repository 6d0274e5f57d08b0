// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

/**
 * The CRC32C of bytes that come after others whose CRC32C is known, without a look at those. A CRC is the remainder of a polynomial over GF(2), and
 * so n bytes more multiply that of what came before by x^8n.
 */
final class Crc32cSums {
    /** The polynomial of CRC32C, as all here with its highest power in the lowest bit. */
    private static final int POLYNOMIAL = 0x82F63B78;

    private static final int ONE = 1 << 31;

    /** At n: x^8 to the power of 2^n. */
    private static final int[] SHIFTS = new int[Long.SIZE];

    static {
        SHIFTS[0] = ONE >>> 8;
        for (int i = 1; i < SHIFTS.length; i++) {
            SHIFTS[i] = product(SHIFTS[i - 1], SHIFTS[i - 1]);
        }
    }

    private Crc32cSums() {}

    /** Returns the CRC32C of what the first is of, followed by as many bytes of which the second is. */
    static int joined(int first, int second, long secondBytes) {
        return shifted(first, secondBytes) ^ second;
    }

    /** Returns the CRC32C of what this one is of, followed by so many zeros. */
    static int withZeros(int crc, long zeros) {
        return ~shifted(~crc, zeros);
    }

    private static int shifted(int crc, long bytes) {
        int shifted = crc;
        for (long left = bytes; left != 0; left &= left - 1) {
            shifted = product(shifted, SHIFTS[Long.numberOfTrailingZeros(left)]);
        }
        return shifted;
    }

    /** Multiplies modulo the polynomial. */
    private static int product(int a, int b) {
        int product = 0;
        int shifted = b;
        for (int bits = a; bits != 0; bits <<= 1) {
            if (bits < 0) {
                product ^= shifted;
            }
            shifted = (shifted & 1) == 0 ? shifted >>> 1 : (shifted >>> 1) ^ POLYNOMIAL;
        }
        return product;
    }
}
