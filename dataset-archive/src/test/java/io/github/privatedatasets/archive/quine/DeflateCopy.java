// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.quine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whole bytes of deflate data that say: the last so many bytes once more. It is one block of fixed codes with a few matches; empty
 * blocks of 10 bits behind it make it as long as is wanted.
 */
final class DeflateCopy {
    private static final int BLOCK_BITS = 10;
    private static final int SHORTEST = 3;
    private static final int LONGEST = 258;
    private static final int LAST_SYMBOL = 285;

    /** Lengths that take the same number of bits: from, to, the bits of the code and of what follows it. */
    private static final int[][] LENGTHS = {
        {3, 10, 7}, {11, 18, 8}, {19, 34, 9}, {35, 66, 10}, {67, 114, 11}, {115, 130, 12}, {131, 257, 13}, {258, 258, 8}
    };

    private DeflateCopy() {}

    /** Returns the bytes that copy so many from so far back, of this size; null if there are none. */
    static byte @Nullable [] of(int length, int distance, int size) {
        for (int blocks = 1; blocks * BLOCK_BITS <= size * Byte.SIZE; blocks++) {
            int bitsOfMatches = size * Byte.SIZE - blocks * BLOCK_BITS;
            List<Integer> chosen = new ArrayList<>();
            if (choose(0, length, length, bitsOfMatches, bitsOfDistance(distance), chosen)) {
                return encoded(lengths(chosen, length), distance, blocks, size);
            }
        }
        return null;
    }

    /** Chooses classes of lengths that take all of the bits and have this sum within their reach. */
    private static boolean choose(int from, int least, int most, int bits, int distanceBits, List<Integer> chosen) {
        if (bits == 0) {
            return least >= 0 && most <= 0;
        }
        for (int i = from; i < LENGTHS.length; i++) {
            int cost = LENGTHS[i][2] + distanceBits;
            if (cost <= bits && LENGTHS[i][0] <= least) {
                chosen.add(i);
                if (choose(i, least - LENGTHS[i][0], most - LENGTHS[i][1], bits - cost, distanceBits, chosen)) {
                    return true;
                }
                chosen.remove(chosen.size() - 1);
            }
        }
        return false;
    }

    private static List<Integer> lengths(List<Integer> chosen, int sum) {
        int left = sum - chosen.stream().mapToInt(i -> LENGTHS[i][0]).sum();
        List<Integer> lengths = new ArrayList<>();
        for (int i : chosen) {
            int more = Math.min(left, LENGTHS[i][1] - LENGTHS[i][0]);
            lengths.add(LENGTHS[i][0] + more);
            left -= more;
        }
        return lengths;
    }

    private static byte[] encoded(List<Integer> lengths, int distance, int blocks, int size) {
        Bits bits = new Bits(size);
        for (int block = 0; block < blocks; block++) {
            bits.field(0b010, 3); // not the last one, of fixed codes
            if (block == 0) {
                lengths.forEach(length -> match(bits, length, distance));
            }
            bits.code(0, 7);
        }
        return bits.bytes;
    }

    private static void match(Bits bits, int length, int distance) {
        int symbol = length == LONGEST ? LAST_SYMBOL : 257;
        int base = length == LONGEST ? LONGEST : SHORTEST;
        while (length >= base + (1 << lengthExtra(symbol))) {
            base += 1 << lengthExtra(symbol);
            symbol++;
        }
        if (symbol < 280) {
            bits.code(symbol - 256, 7);
        } else {
            bits.code(0b11000000 + symbol - 280, 8);
        }
        bits.field(length - base, lengthExtra(symbol));
        int code = distanceCode(distance);
        bits.code(code, 5);
        bits.field(distance - distanceBase(code), distanceExtra(code));
    }

    private static int lengthExtra(int symbol) {
        return symbol < 265 || symbol == LAST_SYMBOL ? 0 : (symbol - 261) / 4;
    }

    private static int bitsOfDistance(int distance) {
        return 5 + distanceExtra(distanceCode(distance));
    }

    private static int distanceCode(int distance) {
        int code = 0;
        while (distance >= distanceBase(code + 1)) {
            code++;
        }
        return code;
    }

    private static int distanceBase(int code) {
        int base = 1;
        for (int before = 0; before < code; before++) {
            base += 1 << distanceExtra(before);
        }
        return base;
    }

    private static int distanceExtra(int code) {
        return Math.max(0, code / 2 - 1);
    }

    /** Bits in the order of deflate: fields from their lowest bit on, codes from their highest. */
    private static final class Bits {
        private final byte[] bytes;
        private int count;

        Bits(int size) {
            bytes = new byte[size];
        }

        void field(int value, int width) {
            for (int i = 0; i < width; i++) {
                bit(value >>> i);
            }
        }

        void code(int value, int width) {
            for (int i = width - 1; i >= 0; i--) {
                bit(value >>> i);
            }
        }

        private void bit(int value) {
            bytes[count >>> 3] |= (byte) ((value & 1) << (count & 7));
            count++;
        }
    }
}
