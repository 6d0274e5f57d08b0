// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.bzip2;

import java.util.Arrays;

/**
 * One of the up to six Huffman codes of a block.
 *
 * <p>As for bzip2 itself, bits that stand for no symbol are an error only where they occur; and where there are more symbols than bits can tell
 * apart, those that come too late are never found.
 */
final class HuffmanTable {
    static final int MAX_BITS = 20;
    static final int MAX_SYMBOLS = 258;
    /** After so many symbols another code may be chosen. */
    static final int GROUP = 50;
    /** Nearly all codes are at most so long, and found in one step. */
    static final int LOOKUP_BITS = 10;

    private static final int LENGTH_BITS = 5;

    /** What the next bits begin with, to be asked by {@link #symbol} and {@link #length}; 0 if its code is longer, or none. */
    final short[] lookup = new short[1 << LOOKUP_BITS];

    private final short[] symbolsByCode = new short[MAX_SYMBOLS];
    /** For each length how many symbols have it; the first code that is longer, with zeros behind it; and what a code is more than its index. */
    private final int[] counts = new int[MAX_BITS + 1];

    private final int[] limits = new int[MAX_BITS + 1];
    private final int[] offsets = new int[MAX_BITS + 1];

    static int symbol(int found) {
        return found >>> LENGTH_BITS;
    }

    static int length(int found) {
        return found & ((1 << LENGTH_BITS) - 1);
    }

    private static int found(int symbol, int length) {
        return symbol << LENGTH_BITS | length;
    }

    /** Makes this the code of so many symbols, whose lengths are 1 to 20. */
    void make(byte[] lengths, int symbols) {
        Arrays.fill(counts, 0);
        for (int symbol = 0; symbol < symbols; symbol++) {
            counts[lengths[symbol]]++;
        }
        Arrays.fill(lookup, (short) 0);
        int code = 0;
        int index = 0;
        for (int length = 1; length <= MAX_BITS; length++) {
            code <<= 1;
            offsets[length] = code - index;
            for (int symbol = 0; counts[length] > 0 && symbol < symbols; symbol++) {
                if (lengths[symbol] == length) {
                    symbolsByCode[index] = (short) symbol;
                    enter(code, length, symbol);
                    index++;
                    code++;
                }
            }
            limits[length] = Math.min(code, 1 << length) << (MAX_BITS - length);
        }
    }

    private void enter(int code, int length, int symbol) {
        if (length <= LOOKUP_BITS && code < 1 << length) {
            int from = code << (LOOKUP_BITS - length);
            int to = (code + 1) << (LOOKUP_BITS - length);
            Arrays.fill(lookup, from, to, (short) found(symbol, length));
        }
    }

    /** Finds a code, from the highest bit on, that the lookup has not; 0 if it is none. */
    int longCode(long bits) {
        int code = (int) (bits >>> (Long.SIZE - MAX_BITS));
        for (int length = LOOKUP_BITS + 1; length <= MAX_BITS; length++) {
            if (code < limits[length]) {
                return found(symbolsByCode[(code >>> (MAX_BITS - length)) - offsets[length]], length);
            }
        }
        return 0;
    }
}
