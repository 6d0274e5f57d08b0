// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import java.io.IOException;
import java.io.InputStream;
import org.tukaani.xz.CorruptedInputException;

/**
 * Decodes the bits of a chunk, which are range coded: of a range each bit's probability cuts off a part, and the bit is a zero if the
 * code lies within that. The probabilities, of 2048 that the bit is a zero, follow what was decoded.
 *
 * <p>A single bit decides what comes next: that is a branch. The bits of numbers nobody can foresee, so that every other branch would cost more than
 * decoding does: there {@code zero} is all ones if the bit is a zero, and selects what becomes of the range, the code, the probability and the number.
 *
 * <p>Range and code are unsigned numbers of 32 bits; Java compares those best as parts of signed ones of 64. Loops have them in local variables, since those
 * are kept in registers.
 */
final class RangeDecoder {
    private static final int FIRST_BYTES = 5;
    private static final long WHOLE = 0xffff_ffffL;
    /** A range below this is widened by the next byte. */
    private static final long TOP = 1L << 24;

    private static final int PROBABILITY_BITS = 11;
    private static final int SPEED = 5;
    /** Added to a probability that is to rise, this makes it fall by what it shall rise by, less than nothing. */
    private static final int RISE = (1 << SPEED) - 1 - (1 << PROBABILITY_BITS);

    /** A chunk lies at its end: if it is shorter than its symbols need, that is out of bounds. */
    private final byte[] bytes = new byte[1 << 16];

    private int position;
    private long range;
    private long code;

    /** Reads a chunk. */
    void start(InputStream encoded, int length) throws IOException {
        position = bytes.length - length;
        Encoded.read(encoded, bytes, position, length);
        if (length < FIRST_BYTES || bytes[position] != 0) {
            throw new CorruptedInputException("a chunk does not begin like range coded data");
        }
        range = WHOLE;
        code = 0;
        for (int i = 1; i < FIRST_BYTES; i++) {
            code = (code << 8) | (bytes[position + i] & 0xff);
        }
        position += FIRST_BYTES;
    }

    /** Tells whether all was used, and the last bits were what an encoder leaves. */
    boolean isFinished() {
        normalize();
        return position == bytes.length && code == 0;
    }

    private void normalize() {
        if (range < TOP) {
            range <<= 8;
            code = Integer.toUnsignedLong(((int) code << 8) | (bytes[position++] & 0xff));
        }
    }

    /** Decodes a bit, whose probability lies there; true is a one. */
    boolean bit(char[] model, int node) {
        normalize();
        int probability = model[node];
        long bound = (range >>> PROBABILITY_BITS) * probability;
        if (code < bound) {
            range = bound;
            model[node] = moved(probability, -1);
            return false;
        }
        range -= bound;
        code -= bound;
        model[node] = moved(probability, 0);
        return true;
    }

    /** Decodes a number of so many bits, the highest first; returns it with a one before it. */
    int number(char[] model, int tree, int bits) {
        int at = this.position;
        long range = this.range;
        long code = this.code;
        int number = 1;
        int probability = model[tree + 1];
        for (int i = 0; i < bits; i++) {
            // Both are read before it is known which is the next one.
            int ifZero = model[tree + 2 * number];
            int ifOne = model[tree + 2 * number + 1];
            if (range < TOP) {
                range <<= 8;
                code = Integer.toUnsignedLong(((int) code << 8) | (bytes[at++] & 0xff));
            }
            long bound = (range >>> PROBABILITY_BITS) * probability;
            long rest = code - bound;
            long zero = rest >> 63;
            range -= bound;
            range += (bound - range) & zero;
            code = rest + (bound & zero);
            model[tree + number] = moved(probability, (int) zero);
            probability = ifOne + ((ifZero - ifOne) & (int) zero);
            number += number + 1 + (int) zero;
        }
        this.position = at;
        this.range = range;
        this.code = code;
        return number;
    }

    /** Decodes a byte that is likely this one: up to the first bit that is not, its bits have probabilities of their own. */
    int likely(int likelyByte, char[] model, int tree) {
        int at = this.position;
        long range = this.range;
        long code = this.code;
        int number = 1;
        int likely = likelyByte;
        int half = 0x100; // 0 after that bit
        for (int i = 0; i < Byte.SIZE; i++) {
            likely <<= 1;
            int likelyBit = likely & half;
            int node = tree + half + likelyBit + number;
            if (range < TOP) {
                range <<= 8;
                code = Integer.toUnsignedLong(((int) code << 8) | (bytes[at++] & 0xff));
            }
            int probability = model[node];
            long bound = (range >>> PROBABILITY_BITS) * probability;
            long rest = code - bound;
            long zero = rest >> 63;
            range -= bound;
            range += (bound - range) & zero;
            code = rest + (bound & zero);
            model[node] = moved(probability, (int) zero);
            number += number + 1 + (int) zero;
            half &= likelyBit ^ (int) zero;
        }
        this.position = at;
        this.range = range;
        this.code = code;
        return number;
    }

    /** Decodes a number of so many bits, of which any is as likely a zero as a one. */
    int direct(int bits) {
        int number = 0;
        for (int i = 0; i < bits; i++) {
            normalize();
            range >>>= 1;
            int rest = (int) (code - range);
            int zero = rest >> 31;
            code = Integer.toUnsignedLong(rest + ((int) range & zero));
            number += number + 1 + zero;
        }
        return number;
    }

    private static char moved(int probability, int zero) {
        return (char) (probability - ((probability + (RISE & zero)) >> SPEED));
    }
}
