// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.bzip2;

/**
 * Finds the 48 bits that begin each block of bzip2 data, and those that end each stream; both may begin at any bit.
 *
 * <p>The same bits may also occur inside a block, by chance or by intent: what is found is a guess.
 */
final class Bzip2Magic {
    static final long BLOCK = 0x314159265359L;
    static final long END_OF_STREAM = 0x177245385090L;
    static final int BITS = 48;

    /** All pairs of bytes that lie second and third, to fifth and sixth, in a magic's bytes, however it is shifted. */
    private static final boolean[] PAIRS = pairs();

    private Bzip2Magic() {}

    private static boolean[] pairs() {
        boolean[] pairs = new boolean[1 << 16];
        for (int shift = 0; shift < 8; shift++) {
            for (int pair = 1; pair <= 4; pair++) {
                pairs[(int) (BLOCK << (8 - shift) >>> (40 - 8 * pair)) & 0xffff] = true;
                pairs[(int) (END_OF_STREAM << (8 - shift) >>> (40 - 8 * pair)) & 0xffff] = true;
            }
        }
        return pairs;
    }

    /**
     * Returns the bit at which the first magic begins that begins at {@code fromBit} or after it and lies within the first
     * {@code length} bytes, or -1.
     */
    static long find(byte[] bytes, int length, long fromBit) {
        // A magic covers five bytes wholly, wherever it begins: of their four pairs one is looked at.
        for (int i = (int) (fromBit >>> 3) + 1; i + 1 < length; i += 4) {
            if (PAIRS[(bytes[i] & 0xff) << 8 | (bytes[i + 1] & 0xff)]) {
                long found = findNear(bytes, length, Math.max(fromBit, 8L * (i - 4)), 8L * i);
                if (found >= 0) {
                    return found;
                }
            }
        }
        return -1;
    }

    private static long findNear(byte[] bytes, int length, long fromBit, long toBit) {
        for (long bit = fromBit; bit < toBit && bit + BITS <= 8L * length; bit++) {
            long found = at(bytes, bit);
            if (found == BLOCK || found == END_OF_STREAM) {
                return bit;
            }
        }
        return -1;
    }

    private static long at(byte[] bytes, long bit) {
        int first = (int) (bit >>> 3);
        int shift = (int) (bit & 7);
        long seven = 0;
        for (int i = first; i < first + 6; i++) {
            seven = seven << 8 | (bytes[i] & 0xff);
        }
        seven = seven << 8 | (shift == 0 ? 0 : bytes[first + 6] & 0xff);
        return seven >>> (8 - shift) & 0xffff_ffff_ffffL;
    }
}
