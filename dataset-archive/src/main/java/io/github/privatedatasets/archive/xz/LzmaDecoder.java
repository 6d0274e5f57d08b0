// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.tukaani.xz.CorruptedInputException;

/** Decodes LZMA symbols: bytes, and repetitions of bytes. */
final class LzmaDecoder {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** From this state on, the last symbol was a repetition. */
    private static final int AFTER_REPETITION = 7;

    private static final int MIN_LENGTH = 2;
    /** Below this, a slot is a distance; below the next, the rest of the distance has probabilities of its own. */
    private static final int FIRST_SLOT_OF_SEVERAL = 4;

    private static final int FIRST_SLOT_OF_MANY = 14;
    private static final int ALIGN_BITS = 4;

    private final RangeDecoder bits;
    private final Probabilities probabilities;
    /** What the last symbols were. */
    private int state;
    /** The distances used last, each less one. */
    private int rep0;

    private int rep1;
    private int rep2;
    private int rep3;
    /** How much of the last repetition is still to be put. */
    private int pending;

    LzmaDecoder(RangeDecoder bits, Probabilities probabilities) {
        this.bits = bits;
        this.probabilities = probabilities;
    }

    /** Starts as if nothing was decoded before. */
    void reset() {
        probabilities.reset();
        state = 0;
        rep0 = 0;
        rep1 = 0;
        rep2 = 0;
        rep3 = 0;
    }

    /**
     * Decodes up to this position of the window, which has room for it. Called for some thousand bytes at a time, so that it is soon compiled as
     * a whole.
     */
    void decode(Window window, int limit) throws CorruptedInputException {
        if (pending > 0) {
            int end = Math.min(limit, window.position + pending);
            pending -= end - window.position;
            repeat(window.bytes, source(window.position, rep0, window.bytes.length), window.position, end);
            window.advance(end);
        }
        try {
            decodeSymbols(window, limit);
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new CorruptedInputException("a chunk is shorter than its symbols");
        }
    }

    /** Tells whether a chunk may end here. */
    boolean isFinished() throws CorruptedInputException {
        try {
            return pending == 0 && bits.isFinished();
        } catch (ArrayIndexOutOfBoundsException e) {
            return false;
        }
    }

    private void decodeSymbols(Window window, int limit) throws CorruptedInputException {
        char[] model = probabilities.values;
        int contextBits = probabilities.contextBits;
        int literalMask = probabilities.literalMask;
        int positionMask = probabilities.positionMask;
        byte[] out = window.bytes;
        int size = out.length;
        int to = window.position;
        int reachBefore = window.reach - to;
        int dictionarySize = window.dictionarySize;
        int previous = window.previous();
        int state = this.state;
        while (to < limit) {
            int position = to & positionMask;
            if (!bits.bit(model, Probabilities.IS_REPETITION + (state << 4) + position)) {
                int context = ((to & literalMask) << contextBits) + (previous >>> (Byte.SIZE - contextBits));
                int tree = Probabilities.LITERAL + Probabilities.LITERAL_SIZE * context;
                int literal;
                if (state < AFTER_REPETITION) {
                    state = Math.max(state, 3) - 3;
                    literal = bits.number(model, tree, Byte.SIZE);
                } else {
                    state -= state < 10 ? 3 : 6;
                    literal = bits.likely(out[source(to, rep0, size)], model, tree);
                }
                previous = literal & 0xff;
                out[to++] = (byte) literal;
                continue;
            }
            this.state = state;
            int length = decodeRepetition(position);
            state = this.state;
            int rep = this.rep0;
            if (rep < 0 || rep >= reachBefore + to || rep >= dictionarySize) {
                throw new CorruptedInputException("bytes are repeated from before the start, or before the dictionary");
            }
            int from = to - rep - 1;
            int end = to + length;
            if ((from | (limit - Long.BYTES - end)) < 0) {
                pending = Math.max(0, end - limit);
                end -= pending;
                repeat(out, source(to, rep, size), to, end);
            } else if (rep >= Long.BYTES - 1) {
                do {
                    LONGS.set(out, to, (long) LONGS.get(out, from));
                    from += Long.BYTES;
                    to += Long.BYTES;
                } while (to < end);
            } else {
                do {
                    out[to++] = out[from++];
                } while (to < end);
            }
            to = end;
            previous = out[to - 1] & 0xff;
        }
        this.state = state;
        window.advance(to);
    }

    /** Decodes from where bytes are repeated, which is the first of the last distances then, and returns how many. */
    private int decodeRepetition(int position) {
        char[] model = probabilities.values;
        int node = Probabilities.KIND + state;
        boolean again = state >= AFTER_REPETITION;
        if (!bits.bit(model, node)) {
            rep3 = rep2;
            rep2 = rep1;
            rep1 = rep0;
            state = again ? 10 : 7;
            int length = decodeLength(Probabilities.LENGTH, position);
            rep0 = decodeDistance(length);
            return length;
        }
        if (!bits.bit(model, node + Probabilities.STATES)) {
            if (!bits.bit(model, Probabilities.IS_LONG + (state << 4) + position)) {
                state = again ? 11 : 9;
                return 1;
            }
        } else {
            int distance = rep1;
            if (bits.bit(model, node + 2 * Probabilities.STATES)) {
                distance = rep2;
                if (bits.bit(model, node + 3 * Probabilities.STATES)) {
                    distance = rep3;
                    rep3 = rep2;
                }
                rep2 = rep1;
            }
            rep1 = rep0;
            rep0 = distance;
        }
        state = again ? 11 : 8;
        return decodeLength(Probabilities.LENGTH_AGAIN, position);
    }

    private int decodeLength(int lengths, int position) {
        char[] model = probabilities.values;
        if (!bits.bit(model, lengths)) {
            return MIN_LENGTH - 8 + bits.number(model, lengths + Probabilities.SHORT + (position << 3), 3);
        }
        if (!bits.bit(model, lengths + 1)) {
            return MIN_LENGTH + bits.number(model, lengths + Probabilities.MIDDLE + (position << 3), 3);
        }
        return MIN_LENGTH + 16 - 256 + bits.number(model, lengths + Probabilities.LONG, 8);
    }

    private int decodeDistance(int length) {
        char[] model = probabilities.values;
        int slot = bits.number(model, Probabilities.SLOT + (Math.min(length - MIN_LENGTH, 3) << 6), 6) - 64;
        if (slot < FIRST_SLOT_OF_SEVERAL) {
            return slot;
        }
        int count = (slot >> 1) - 1;
        int distance = (2 | (slot & 1)) << count;
        if (slot < FIRST_SLOT_OF_MANY) {
            int tree = Probabilities.LOW_BITS + ((slot - FIRST_SLOT_OF_SEVERAL) << 5);
            return distance + reversed(bits.number(model, tree, count), count);
        }
        distance += bits.direct(count - ALIGN_BITS) << ALIGN_BITS;
        return distance + reversed(bits.number(model, Probabilities.ALIGN, ALIGN_BITS), ALIGN_BITS);
    }

    /** Returns the lower bits in reverse. */
    private static int reversed(int number, int count) {
        return Integer.reverse(number) >>> (Integer.SIZE - count);
    }

    /** Returns where a byte is that was so far back, in a ring or not: without a branch, which would be compiled again when first taken. */
    private static int source(int to, int rep, int size) {
        int from = to - rep - 1;
        return from + (size & (from >> 31));
    }

    /** Repeats bytes one by one, also around the end of a ring. */
    private static void repeat(byte[] bytes, int source, int position, int end) {
        int from = source;
        for (int to = position; to < end; to++) {
            bytes[to] = bytes[from++];
            from &= (from - bytes.length) >> 31;
        }
    }
}
