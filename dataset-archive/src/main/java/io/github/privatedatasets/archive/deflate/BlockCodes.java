// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.deflate;

import java.util.Arrays;

/** The two codes of a deflate block: one for literals, lengths and the block's end, one for distances. */
final class BlockCodes {
    static final int LITERAL_BITS = 11;
    static final int DISTANCE_BITS = 8;

    /** Those that have numbers; of these the last two of each are never used. */
    static final int LITERAL_SYMBOLS = 288;

    static final int DISTANCE_SYMBOLS = 32;
    static final int END_OF_BLOCK_SYMBOL = 256;

    /** The codes of blocks that bring none of their own. Nobody changes them. */
    static final BlockCodes FIXED = fixed();

    private static final int FIRST_LENGTH_SYMBOL = 257;
    private static final int LONGEST = 258;

    final PrefixCode literals = new PrefixCode(literalMeanings(), LITERAL_BITS, PrefixCode.LONGEST_CODE);
    final PrefixCode distances = new PrefixCode(distanceMeanings(), DISTANCE_BITS, PrefixCode.LONGEST_CODE);

    private static BlockCodes fixed() {
        byte[] lengths = new byte[LITERAL_SYMBOLS];
        Arrays.fill(lengths, 0, 144, (byte) 8);
        Arrays.fill(lengths, 144, 256, (byte) 9);
        Arrays.fill(lengths, 256, 280, (byte) 7);
        Arrays.fill(lengths, 280, LITERAL_SYMBOLS, (byte) 8);
        BlockCodes codes = new BlockCodes();
        codes.literals.define(lengths, 0, LITERAL_SYMBOLS);
        Arrays.fill(lengths, 0, DISTANCE_SYMBOLS, (byte) 5);
        codes.distances.define(lengths, 0, DISTANCE_SYMBOLS);
        return codes;
    }

    private static int[] literalMeanings() {
        int[] meanings = new int[LITERAL_SYMBOLS];
        Arrays.fill(meanings, PrefixCode.OTHER);
        for (int literal = 0; literal < END_OF_BLOCK_SYMBOL; literal++) {
            meanings[literal] = (1 << 31) | (literal << 16);
        }
        meanings[END_OF_BLOCK_SYMBOL] = PrefixCode.END_OF_BLOCK;
        int length = 3;
        for (int i = 0; i < 28; i++) {
            int extra = Math.max(0, (i >> 2) - 1);
            meanings[FIRST_LENGTH_SYMBOL + i] = (length << 16) | extra;
            length += 1 << extra;
        }
        meanings[FIRST_LENGTH_SYMBOL + 28] = LONGEST << 16;
        return meanings;
    }

    private static int[] distanceMeanings() {
        int[] meanings = new int[DISTANCE_SYMBOLS];
        Arrays.fill(meanings, PrefixCode.OTHER);
        int distance = 1;
        for (int i = 0; i < 30; i++) {
            int extra = Math.max(0, (i >> 1) - 1);
            meanings[i] = (distance << 16) | extra;
            distance += 1 << extra;
        }
        return meanings;
    }
}
