// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import java.util.Arrays;

/** How likely each bit of each kind of symbol is a zero, of 2048: all in one array, and where in it which lie. */
final class Probabilities {
    static final int STATES = 12;

    /** By state and alignment: whether something is repeated, rather than a byte told. */
    static final int IS_REPETITION = 0;
    /** By state, four bits after one another: whether a distance is used again; if so, whether it is not the last, and then, not the one before. */
    static final int KIND = IS_REPETITION + (STATES << 4);
    /** By state and alignment: whether more than one byte is repeated from the last distance. */
    static final int IS_LONG = KIND + 4 * STATES;
    /** By length, four trees of 64: the upper bits of a distance, and how many more there are. */
    static final int SLOT = IS_LONG + (STATES << 4);
    /** Trees of up to 32, for the lower bits of the distances below 128, by slot. */
    static final int LOW_BITS = SLOT + (4 << 6);
    /** A tree of 16 for the lowest bits of all others. */
    static final int ALIGN = LOW_BITS + (10 << 5);
    /** The lengths that come with a distance. */
    static final int LENGTH = ALIGN + 16;

    /** Of a kind of lengths: two bits that choose among short, middle and long, then trees of them, the first two by alignment. */
    static final int SHORT = 2;

    static final int MIDDLE = SHORT + (16 << 3);
    static final int LONG = MIDDLE + (16 << 3);

    /** The lengths that come without one. */
    static final int LENGTH_AGAIN = LENGTH + LONG + (1 << 8);
    /** By context, a tree of 256 for a byte, and two more for one that is likely the byte at the last distance. */
    static final int LITERAL = LENGTH_AGAIN + LONG + (1 << 8);

    static final int LITERAL_SIZE = 0x300;

    private static final int MAX_LITERAL_BITS = 4;
    private static final char EVEN = 1 << 10;

    final char[] values = new char[LITERAL + (LITERAL_SIZE << MAX_LITERAL_BITS)];

    /** How many of the upper bits of the byte before choose the context of a byte. */
    int contextBits;
    /** What part of the alignment does so as well. */
    int literalMask;
    /** What part of the alignment the other symbols go by. */
    int positionMask;

    void reset() {
        Arrays.fill(values, EVEN);
    }

    /** Takes on the properties of LZMA data, as they are in one byte; returns false if there is no such byte. */
    boolean set(int properties) {
        int lc = properties % 9;
        int lp = properties / 9 % 5;
        int pb = properties / 45;
        if (pb > 4 || lc + lp > MAX_LITERAL_BITS) {
            return false;
        }
        contextBits = lc;
        literalMask = (1 << lp) - 1;
        positionMask = (1 << pb) - 1;
        return true;
    }
}
