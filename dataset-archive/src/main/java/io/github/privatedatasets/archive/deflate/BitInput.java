// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.deflate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The bits of a deflate stream, of which some bytes are there. */
final class BitInput {
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final byte[] NONE = {};

    /** The piece, of which the bytes before {@link #position} are used, or in {@link #bits}. */
    byte[] bytes = NONE;

    int position;
    int limit;

    /** The next bits, the first of them the lowest; above them are zeros. */
    long bits;
    /** How many they are, at most 63. */
    int count;

    void clear() {
        bytes = NONE;
        position = 0;
        limit = 0;
        bits = 0;
        count = 0;
    }

    void set(byte[] piece, int offset, int length) {
        bytes = piece;
        position = offset;
        limit = offset + length;
    }

    /** Takes in what bytes there are; tells whether there are so many bits, at most 56. */
    boolean has(int wanted) {
        while (count < wanted && position < limit) {
            bits |= (bytes[position++] & 0xffL) << count;
            count += Byte.SIZE;
        }
        return count >= wanted;
    }

    /** Takes in as many bits as there are, up to 56 and some. */
    void fill() {
        has(56);
    }

    /** Passes over bits that are there. */
    void drop(int passed) {
        bits >>>= passed;
        count -= passed;
    }

    /** Returns the next bits, which are there, and passes over them. */
    int take(int wanted) {
        int taken = (int) bits & ((1 << wanted) - 1);
        drop(wanted);
        return taken;
    }

    /** Passes over the rest of the byte. */
    void alignToByte() {
        drop(count & 7);
    }

    /**
     * Gives whole bytes that were taken in too early back to the piece. They are of this piece: no other was asked for
     * before all bits of the one before had a meaning.
     */
    void giveBackBytes() {
        alignToByte();
        position -= count >>> 3;
        bits = 0;
        count = 0;
    }

    /** Moves bytes out of the piece, none of which is taken in. */
    int copyTo(byte[] target, int offset, int most) {
        int copied = Math.min(most, limit - position);
        System.arraycopy(bytes, position, target, offset, copied);
        position += copied;
        return copied;
    }
}
