// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.deflate;

import java.util.Arrays;
import java.util.zip.ZipException;

/** Reads the codes that a block brings: lengths of codes, themselves in a code whose lengths come first. */
final class CodeLengths {
    private static final int MAX_LITERAL_SYMBOLS = 286;
    private static final int MAX_DISTANCE_SYMBOLS = 30;
    private static final int LENGTH_BITS = 7;
    private static final byte[] ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    private static final int REPEAT_LAST = 16;
    private static final int REPEAT_ZERO = 17;

    private final PrefixCode code = new PrefixCode(meanings(), LENGTH_BITS, LENGTH_BITS);
    private final byte[] ownLengths = new byte[ORDER.length];
    private final byte[] lengths = new byte[MAX_LITERAL_SYMBOLS + MAX_DISTANCE_SYMBOLS];
    private int literals;
    private int distances;
    private int own;
    private int ownRead;
    private int read;

    private static int[] meanings() {
        int[] meanings = new int[ORDER.length];
        for (int i = 0; i < meanings.length; i++) {
            meanings[i] = i << 16;
        }
        return meanings;
    }

    /** Begins with the codes of another block. */
    void restart() {
        literals = 0;
        ownRead = 0;
        read = 0;
        Arrays.fill(ownLengths, (byte) 0);
    }

    /** Reads what is there; returns whether these are the block's codes, or more input is needed to go on. */
    boolean readInto(BlockCodes codes, BitInput input) throws ZipException {
        if (!readCounts(input) || !readOwnLengths(input) || !readLengths(input)) {
            return false;
        }
        if (lengths[BlockCodes.END_OF_BLOCK_SYMBOL] == 0) {
            throw new ZipException("a block's code has no end of block");
        }
        if (!codes.literals.define(lengths, 0, literals)) {
            throw new ZipException("a block's code for literals and lengths is no code");
        }
        if (!codes.distances.define(lengths, literals, distances)) {
            throw new ZipException("a block's code for distances is no code");
        }
        return true;
    }

    private boolean readCounts(BitInput input) throws ZipException {
        if (literals > 0) {
            return true;
        }
        if (!input.has(14)) {
            return false;
        }
        literals = input.take(5) + 257;
        distances = input.take(5) + 1;
        own = input.take(4) + 4;
        if (literals > MAX_LITERAL_SYMBOLS || distances > MAX_DISTANCE_SYMBOLS) {
            throw new ZipException("a block has codes for " + literals + " literals and lengths, and " + distances
                    + " distances: there are " + MAX_LITERAL_SYMBOLS + " and " + MAX_DISTANCE_SYMBOLS);
        }
        return true;
    }

    private boolean readOwnLengths(BitInput input) throws ZipException {
        if (ownRead == own) {
            return true;
        }
        for (; ownRead < own; ownRead++) {
            if (!input.has(3)) {
                return false;
            }
            ownLengths[ORDER[ownRead]] = (byte) input.take(3);
        }
        // Without any symbol, each bit is a length of 0, as it is to zlib: then the end of block has none.
        if (!code.define(ownLengths, 0, ORDER.length) || code.isOfOneSymbol()) {
            throw new ZipException("a block's code for the lengths of codes is no code");
        }
        return true;
    }

    private boolean readLengths(BitInput input) throws ZipException {
        int all = literals + distances;
        while (read < all) {
            input.fill();
            int entry = code.table[(int) input.bits & PrefixCode.mask(LENGTH_BITS)];
            int symbol = (entry & PrefixCode.OTHER) == 0 ? entry >>> 16 : 0;
            int bits = entry & 63;
            if (symbol < REPEAT_LAST) {
                if (bits > input.count) {
                    return false;
                }
                input.drop(bits);
                lengths[read++] = (byte) symbol;
            } else {
                int extra = symbol == REPEAT_LAST ? 2 : symbol == REPEAT_ZERO ? 3 : 7;
                if (bits + extra > input.count) {
                    return false;
                }
                input.drop(bits);
                repeat(symbol, input.take(extra) + (symbol <= REPEAT_ZERO ? 3 : 11), all);
            }
        }
        return true;
    }

    private void repeat(int symbol, int times, int all) throws ZipException {
        if (read + times > all || (symbol == REPEAT_LAST && read == 0)) {
            throw new ZipException("a block's code repeats a length where there is none, or too often");
        }
        byte length = symbol == REPEAT_LAST ? lengths[read - 1] : 0;
        Arrays.fill(lengths, read, read + times, length);
        read += times;
    }
}
