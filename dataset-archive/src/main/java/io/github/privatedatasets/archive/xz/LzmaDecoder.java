// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.tukaani.xz.CorruptedInputException;

/**
 * Decodes LZMA symbols: bytes, and repetitions of bytes.
 *
 * <p>Every bit is decoded from a range, of which its probability cuts off a part: the bit is a zero if the code lies within that part.
 * Where the bit decides what comes next, that is a branch. Bits of a number, which nobody can predict, do without: {@code zero} is
 * all ones if the bit is a zero, and selects what it leaves of the range, the probability and the number.
 */
final class LzmaDecoder {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** A range below this is widened by the next byte. */
    private static final long TOP = 1L << 24;

    private static final int PROBABILITY_BITS = 11;
    private static final int CERTAIN = 1 << PROBABILITY_BITS;
    private static final int SPEED = 5;
    /** What makes a probability rise by as much less as it falls when shifted: a shift of what is negative rounds the other way. */
    private static final int RISE = (1 << SPEED) - 1 - CERTAIN;

    private static final int FIRST_STATE_AFTER_MATCH = 7;
    private static final int MIN_LENGTH = 2;
    private static final int LENGTH_CLASSES = 4;
    private static final int ALIGN_BITS = 4;

    private final RangeInput input;
    final Probabilities probabilities = new Probabilities();
    /** What the last symbols were. */
    private int state;
    /** The distances used last, each less one. */
    private int rep0;

    private int rep1;
    private int rep2;
    private int rep3;
    /** How much of the last repetition is still to be put. */
    private int pending;

    LzmaDecoder(RangeInput input) {
        this.input = input;
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

    /** Tells whether nothing is left of the last symbol. */
    boolean isFinished() {
        return pending == 0;
    }

    /** Decodes up to this position of the window, which has room for it. */
    void decode(Window window, int limit) throws CorruptedInputException {
        try {
            if (pending > 0) {
                int end = Math.min(limit, window.position + pending);
                pending -= end - window.position;
                repeat(window.bytes, source(window.position, rep0, window.bytes.length), window.position, end);
                window.advance(end);
            }
            decodeSymbols(window, limit);
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new CorruptedInputException("a chunk is shorter than its symbols");
        }
    }

    /**
     * The loop of all symbols. All is in local variables, since only those are kept in registers; and called for a few thousand bytes at a time, so
     * that it is soon compiled as a method, not only as the loop that is running.
     */
    private void decodeSymbols(Window window, int limit) throws CorruptedInputException {
        byte[] in = input.bytes;
        int at = input.position;
        long range = input.range;
        long code = input.code;
        char[] model = probabilities.values;
        int contextBits = probabilities.contextBits;
        int literalMask = probabilities.literalMask;
        int positionMask = probabilities.positionMask;
        byte[] out = window.bytes;
        int size = out.length;
        int to = window.position;
        int origin = window.origin;
        int reachBefore = window.reach - to;
        int dictionarySize = window.dictionarySize;
        int previous = window.previous();
        int state = this.state;
        int rep0 = this.rep0;
        int rep1 = this.rep1;
        int rep2 = this.rep2;
        int rep3 = this.rep3;
        while (to < limit) {
            int alignment = to - origin;
            int position = alignment & positionMask;
            int node = Probabilities.IS_MATCH + (state << 4) + position;
            if (range < TOP) {
                range <<= 8;
                code = Integer.toUnsignedLong(((int) code << 8) | (in[at++] & 0xff));
            }
            int probability = model[node];
            long bound = (range >>> PROBABILITY_BITS) * probability;
            if (code < bound) {
                range = bound;
                model[node] = (char) (probability - ((probability + RISE) >> SPEED));
                int context = ((alignment & literalMask) << contextBits) + (previous >>> (8 - contextBits));
                int tree = Probabilities.LITERAL + Probabilities.LITERAL_SIZE * context;
                int symbol = 1;
                if (state < FIRST_STATE_AFTER_MATCH) {
                    state = Math.max(state, 3) - 3;
                    probability = model[tree + 1];
                    for (int i = 0; i < 8; i++) {
                        // Both are read before it is known which is the next one.
                        int ifZero = model[tree + 2 * symbol];
                        int ifOne = model[tree + 2 * symbol + 1];
                        if (range < TOP) {
                            range <<= 8;
                            code = Integer.toUnsignedLong(((int) code << 8) | (in[at++] & 0xff));
                        }
                        bound = (range >>> PROBABILITY_BITS) * probability;
                        long rest = code - bound;
                        long zero = rest >> 63;
                        range -= bound;
                        range += (bound - range) & zero;
                        code = rest + (bound & zero);
                        model[tree + symbol] = after((int) zero, probability);
                        probability = ifOne + ((ifZero - ifOne) & (int) zero);
                        symbol += symbol + 1 + (int) zero;
                    }
                } else {
                    state -= state < 10 ? 3 : 6;
                    int likely = out[source(to, rep0, size)];
                    int half = 0x100; // 0 after the first bit that is not the likely one's
                    for (int i = 0; i < 8; i++) {
                        likely <<= 1;
                        int likelyBit = likely & half;
                        node = tree + half + likelyBit + symbol;
                        if (range < TOP) {
                            range <<= 8;
                            code = Integer.toUnsignedLong(((int) code << 8) | (in[at++] & 0xff));
                        }
                        probability = model[node];
                        bound = (range >>> PROBABILITY_BITS) * probability;
                        long rest = code - bound;
                        long zero = rest >> 63;
                        range -= bound;
                        range += (bound - range) & zero;
                        code = rest + (bound & zero);
                        model[node] = after((int) zero, probability);
                        symbol += symbol + 1 + (int) zero;
                        half &= likelyBit ^ (int) zero;
                    }
                }
                previous = symbol & 0xff;
                out[to++] = (byte) symbol;
                continue;
            }
            range -= bound;
            code -= bound;
            model[node] = (char) (probability - (probability >> SPEED));

            // 0 if a distance follows, or else how long ago that distance was used.
            int kind = 0;
            node = Probabilities.KIND + state;
            while (kind < 4) {
                if (range < TOP) {
                    range <<= 8;
                    code = Integer.toUnsignedLong(((int) code << 8) | (in[at++] & 0xff));
                }
                probability = model[node];
                bound = (range >>> PROBABILITY_BITS) * probability;
                if (code < bound) {
                    range = bound;
                    model[node] = (char) (probability - ((probability + RISE) >> SPEED));
                    break;
                }
                range -= bound;
                code -= bound;
                model[node] = (char) (probability - (probability >> SPEED));
                node += Probabilities.STATES;
                kind++;
            }
            int lengths = Probabilities.REPEATED_LENGTH;
            if (kind == 0) {
                lengths = Probabilities.LENGTH;
                rep3 = rep2;
                rep2 = rep1;
                rep1 = rep0;
                state = state < FIRST_STATE_AFTER_MATCH ? 7 : 10;
            } else if (kind == 1) {
                node = Probabilities.IS_LONG + (state << 4) + position;
                if (range < TOP) {
                    range <<= 8;
                    code = Integer.toUnsignedLong(((int) code << 8) | (in[at++] & 0xff));
                }
                probability = model[node];
                bound = (range >>> PROBABILITY_BITS) * probability;
                if (code < bound) {
                    range = bound;
                    model[node] = (char) (probability - ((probability + RISE) >> SPEED));
                    state = state < FIRST_STATE_AFTER_MATCH ? 9 : 11;
                    if (rep0 >= reachBefore + to) {
                        throw new CorruptedInputException("a byte is repeated from before the start");
                    }
                    byte repeated = out[source(to, rep0, size)];
                    previous = repeated & 0xff;
                    out[to++] = repeated;
                    continue;
                }
                range -= bound;
                code -= bound;
                model[node] = (char) (probability - (probability >> SPEED));
                state = state < FIRST_STATE_AFTER_MATCH ? 8 : 11;
            } else {
                int distance = rep1;
                if (kind > 2) {
                    distance = rep2;
                    if (kind > 3) {
                        distance = rep3;
                        rep3 = rep2;
                    }
                    rep2 = rep1;
                }
                rep1 = rep0;
                rep0 = distance;
                state = state < FIRST_STATE_AFTER_MATCH ? 8 : 11;
            }

            int lengthClass = 0;
            while (lengthClass < 2) {
                node = lengths + lengthClass;
                if (range < TOP) {
                    range <<= 8;
                    code = Integer.toUnsignedLong(((int) code << 8) | (in[at++] & 0xff));
                }
                probability = model[node];
                bound = (range >>> PROBABILITY_BITS) * probability;
                if (code < bound) {
                    range = bound;
                    model[node] = (char) (probability - ((probability + RISE) >> SPEED));
                    break;
                }
                range -= bound;
                code -= bound;
                model[node] = (char) (probability - (probability >> SPEED));
                lengthClass++;
            }
            int bits = lengthClass < 2 ? 3 : 8;
            int tree = lengths + Probabilities.SHORT + (lengthClass << 7) + (lengthClass < 2 ? position << 3 : 0);
            int symbol = 1;
            for (int i = 0; i < bits; i++) {
                if (range < TOP) {
                    range <<= 8;
                    code = Integer.toUnsignedLong(((int) code << 8) | (in[at++] & 0xff));
                }
                probability = model[tree + symbol];
                bound = (range >>> PROBABILITY_BITS) * probability;
                long rest = code - bound;
                long zero = rest >> 63;
                range -= bound;
                range += (bound - range) & zero;
                code = rest + (bound & zero);
                model[tree + symbol] = after((int) zero, probability);
                symbol += symbol + 1 + (int) zero;
            }
            int length = MIN_LENGTH + (lengthClass << 3) + symbol - (1 << bits);

            if (kind == 0) {
                tree = Probabilities.SLOT + (Math.min(length - MIN_LENGTH, LENGTH_CLASSES - 1) << 6);
                symbol = 1;
                for (int i = 0; i < 6; i++) {
                    if (range < TOP) {
                        range <<= 8;
                        code = Integer.toUnsignedLong(((int) code << 8) | (in[at++] & 0xff));
                    }
                    probability = model[tree + symbol];
                    bound = (range >>> PROBABILITY_BITS) * probability;
                    long rest = code - bound;
                    long zero = rest >> 63;
                    range -= bound;
                    range += (bound - range) & zero;
                    code = rest + (bound & zero);
                    model[tree + symbol] = after((int) zero, probability);
                    symbol += symbol + 1 + (int) zero;
                }
                int slot = symbol - 64;
                rep0 = slot;
                if (slot > 3) {
                    bits = (slot >> 1) - 1;
                    rep0 = (2 | (slot & 1)) << bits;
                    tree = Probabilities.LOW_BITS + ((slot - 4) << 5);
                    if (slot > 13) {
                        int direct = 0;
                        for (int i = bits - ALIGN_BITS; i > 0; i--) {
                            if (range < TOP) {
                                range <<= 8;
                                code = Integer.toUnsignedLong(((int) code << 8) | (in[at++] & 0xff));
                            }
                            range >>>= 1;
                            int rest = (int) (code - range);
                            int zero = rest >> 31;
                            code = Integer.toUnsignedLong(rest + ((int) range & zero));
                            direct += direct + 1 + zero;
                        }
                        rep0 += direct << ALIGN_BITS;
                        bits = ALIGN_BITS;
                        tree = Probabilities.ALIGN;
                    }
                    symbol = 1;
                    for (int i = 0; i < bits; i++) {
                        if (range < TOP) {
                            range <<= 8;
                            code = Integer.toUnsignedLong(((int) code << 8) | (in[at++] & 0xff));
                        }
                        probability = model[tree + symbol];
                        bound = (range >>> PROBABILITY_BITS) * probability;
                        long rest = code - bound;
                        long zero = rest >> 63;
                        range -= bound;
                        range += (bound - range) & zero;
                        code = rest + (bound & zero);
                        model[tree + symbol] = after((int) zero, probability);
                        symbol += symbol + 1 + (int) zero;
                        rep0 += (1 + (int) zero) << i;
                    }
                }
            }

            if (rep0 < 0 || rep0 >= reachBefore + to || rep0 >= dictionarySize) {
                throw new CorruptedInputException("bytes are repeated from before the start, or before the dictionary");
            }
            int from = to - rep0 - 1;
            int end = to + length;
            if ((from | (limit - Long.BYTES - end)) < 0) {
                pending = Math.max(0, end - limit);
                end -= pending;
                repeat(out, source(to, rep0, size), to, end);
                to = end;
            } else if (rep0 >= Long.BYTES - 1) {
                do {
                    LONGS.set(out, to, (long) LONGS.get(out, from));
                    from += Long.BYTES;
                    to += Long.BYTES;
                } while (to < end);
                to = end;
            } else {
                do {
                    out[to++] = out[from++];
                } while (to < end);
            }
            previous = out[to - 1] & 0xff;
        }
        if (range < TOP) {
            range <<= 8;
            code = Integer.toUnsignedLong(((int) code << 8) | (in[at++] & 0xff));
        }
        input.position = at;
        input.range = range;
        input.code = code;
        this.state = state;
        this.rep0 = rep0;
        this.rep1 = rep1;
        this.rep2 = rep2;
        this.rep3 = rep3;
        window.advance(to);
    }

    private static char after(int zero, int probability) {
        return (char) (probability - ((probability + (RISE & zero)) >> SPEED));
    }

    /** Returns where a byte is that was so far back, in a ring or not: no branch, since that would be compiled again when first taken. */
    private static int source(int to, int rep, int size) {
        int from = to - rep - 1;
        return from + (size & (from >> 31));
    }

    /** Repeats bytes one by one, around the end of a ring and into what was just repeated. */
    private static void repeat(byte[] bytes, int source, int position, int end) {
        int from = source;
        for (int to = position; to < end; to++) {
            bytes[to] = bytes[from++];
            from &= (from - bytes.length) >> 31;
        }
    }
}
