// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.deflate;

import java.util.Arrays;

/**
 * A prefix code of a deflate block as tables: the next bits of the stream lead to an entry, which tells what they mean. Used again for code after code.
 *
 * <p>The first table is led to by so many bits as its codes mostly have at most; for longer ones an entry leads to a second table, behind the
 * first in the same array, by the bits that follow. Codes stand in the stream from their first bit on, which is the lowest of an index.
 *
 * <p>An entry is an {@code int}:
 *
 * <pre>
 * bits  0-5   how many bits are passed over: the code's, and the extra ones behind it
 * bits  8-11  how many of these are the code's own
 * bit  14     {@link #OTHER}: it is no length or distance, nor a literal
 * bit  15     {@link #MORE}: a second table; then bits 0-5 are 0, and bits 8-11 tell how many bits lead into it
 * bits 16-30  the literal; the least length or distance, to which the extra bits are added; where the second table starts
 * bit  31     it is a literal
 * </pre>
 *
 * An entry with nothing but {@link #OTHER} and the numbers of bits is the end of the block if it has the value 1, else no code at all.
 */
final class PrefixCode {
    static final int OTHER = 1 << 14;
    static final int MORE = 1 << 15;
    static final int END_OF_BLOCK = OTHER | (1 << 16);
    static final int LONGEST_CODE = 15;

    /** An unused code has one bit: there is at most one other code, which also has. */
    private static final int UNUSED = OTHER | (1 << 8) | 1;

    private final int[] meanings;
    private final int firstBits;
    final int[] table;

    private final int[] counts = new int[LONGEST_CODE + 2];
    private final short[] sorted;
    private int used;

    /**
     * Makes tables for codes of these symbols.
     *
     * @param meanings the entry of each symbol, without the bits of its code
     * @param firstBits how many bits lead into the first table
     * @param longestCode how many bits a code may have
     */
    PrefixCode(int[] meanings, int firstBits, int longestCode) {
        this.meanings = meanings;
        this.firstBits = firstBits;
        sorted = new short[meanings.length];
        // Each second table is for two codes at least, and as large as the longest code could need.
        int more = longestCode > firstBits ? (meanings.length / 2) << (longestCode - firstBits) : 0;
        table = new int[(1 << firstBits) + more];
    }

    /** Returns what to cut the next bits down to, to get into the first table. */
    static int mask(int bits) {
        return (1 << bits) - 1;
    }

    /**
     * Fills the tables for a code, which the lengths of its symbols' codes define.
     *
     * @return whether it is a code: complete, or with no symbol at all, or with one, whose code is a single bit
     */
    boolean define(byte[] lengths, int from, int symbols) {
        count(lengths, from, symbols);
        used = symbols - counts[1];
        counts[1] = 0;
        int left = 1;
        int longest = 0;
        for (int length = 1; length <= LONGEST_CODE; length++) {
            int count = counts[length + 1];
            left = (left << 1) - count;
            if (left < 0) {
                return false;
            }
            longest = count > 0 ? length : longest;
        }
        if (left > 0 && (used > 1 || longest > 1)) {
            return false;
        }
        sort(lengths, from, symbols);
        fill(longest);
        return true;
    }

    /** Then counts[n + 1] is how many symbols have codes of n bits. A loop of its own: it is compiled before the rest. */
    private void count(byte[] lengths, int from, int symbols) {
        Arrays.fill(counts, 0);
        for (int i = 0; i < symbols; i++) {
            counts[lengths[from + i] + 1]++;
        }
    }

    /** Sorts the symbols by the lengths of their codes; then counts[n] is how many of them have codes of n bits or less. */
    private void sort(byte[] lengths, int from, int symbols) {
        for (int length = 1; length <= LONGEST_CODE; length++) {
            counts[length + 1] += counts[length];
        }
        for (int symbol = 0; symbol < symbols; symbol++) {
            int length = lengths[from + symbol];
            if (length > 0) {
                sorted[counts[length]++] = (short) symbol;
            }
        }
    }

    private void fill(int longest) {
        int size = 1;
        int code = 0;
        int next = 0;
        table[0] = UNUSED;
        for (int length = 1; length <= Math.min(longest, firstBits); length++) {
            // What is there for shorter codes is there for them with either next bit.
            System.arraycopy(table, 0, table, size, size);
            size <<= 1;
            for (; next < counts[length]; next++) {
                table[code] = meanings[sorted[next]] + length * 0x101;
                code = successor(code, length);
            }
        }
        for (; size < 1 << firstBits; size <<= 1) {
            System.arraycopy(table, 0, table, size, size);
        }
        if (longest > firstBits) {
            fillMore(next, code, longest);
        }
    }

    private void fillMore(int firstLong, int firstCode, int longest) {
        int moreBits = longest - firstBits;
        int mask = mask(firstBits);
        int start = (1 << firstBits) - (1 << moreBits);
        int prefix = -1;
        int code = firstCode;
        int next = firstLong;
        for (int length = firstBits + 1; length <= longest; length++) {
            for (; next < counts[length]; next++) {
                if ((code & mask) != prefix) {
                    prefix = code & mask;
                    start += 1 << moreBits;
                    table[prefix] = (start << 16) | OTHER | MORE | (moreBits << 8);
                }
                int entry = meanings[sorted[next]] + length * 0x101;
                for (int i = code >>> firstBits; i < 1 << moreBits; i += 1 << (length - firstBits)) {
                    table[start + i] = entry;
                }
                code = successor(code, length);
            }
        }
    }

    /** Tells whether it has one symbol, so that half of the codes mean nothing. */
    boolean isOfOneSymbol() {
        return used == 1;
    }

    /** Returns the entry for these next bits. */
    int lookUp(long bits) {
        int entry = table[(int) bits & mask(firstBits)];
        return (entry & MORE) == 0
                ? entry
                : table[(entry >>> 16) + ((int) (bits >>> firstBits) & mask((entry >>> 8) & LONGEST_CODE))];
    }

    /** Returns the next code of so many bits, of which the last is the highest; 0 after the last code. */
    private static int successor(int code, int length) {
        int clear = Integer.highestOneBit(code ^ mask(length));
        return clear == 0 ? 0 : (code & (clear - 1)) | clear;
    }
}
