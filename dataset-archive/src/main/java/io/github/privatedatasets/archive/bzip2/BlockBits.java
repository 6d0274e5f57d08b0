// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.bzip2;

import java.io.EOFException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The bits of one block, copied from the stream and taken from front to back. Behind them come zeros. Reused from block to block. */
final class BlockBits {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** How many bytes may be read behind the end before it is noticed: a group of the longest codes, and a long that begins there. */
    private static final int MARGIN = HuffmanTable.MAX_BITS * HuffmanTable.GROUP / Byte.SIZE + 2 * Long.BYTES;

    /** Where bits are refilled by whole bytes there are at least so many. */
    private static final int REFILLED_BITS = 56;

    private byte[] bytes = {};
    /** The block begins so many bits after the first byte does. */
    private int startBit;

    private int endBit;
    /** Bits that were read and not taken, from the highest on; below them may lie some that will be read again. */
    private long held;

    private int heldBits;
    /** The byte after those that are held. */
    private int next;

    /** Copies what the window has from bit to bit. */
    void load(BitWindow window, long start, long end) {
        startBit = (int) (start & 7);
        endBit = startBit + (int) (end - start);
        int length = (endBit + 7) >>> 3;
        if (bytes.length < length + MARGIN) {
            bytes = new byte[length + length / 8 + MARGIN];
        }
        window.copyBytes(start, length, bytes);
        Arrays.fill(bytes, length, length + MARGIN, (byte) 0);
        held = 0;
        heldBits = 0;
        next = 0;
        take(startBit);
    }

    /** Returns how many bits were taken. */
    int taken() {
        return Byte.SIZE * next - heldBits - startBit;
    }

    /**
     * Throws if there are fewer bits left, or more were taken than there were. To be called after each 1000 bits or earlier.
     *
     * @throws EOFException if the block goes on where its bits end
     */
    void requireLeft(int count) throws EOFException {
        if (startBit + taken() + count > endBit) {
            throw new EOFException();
        }
    }

    /** Takes up to 32 bits. */
    int take(int count) {
        held |= (long) LONG.get(bytes, next) >>> heldBits;
        next += (63 - heldBits) >>> 3;
        heldBits |= REFILLED_BITS;
        int value = (int) (held >>> 1 >>> (63 - count));
        held <<= count;
        heldBits -= count;
        return value;
    }

    /** Takes a group of symbols, or those up to the last one of the block; returns how many, or -1 at bits that are no code. */
    int takeGroup(HuffmanTable table, short[] symbols, int last) {
        // Fields cost too much in here.
        short[] lookup = table.lookup;
        byte[] in = bytes;
        long bits = held;
        int bitCount = heldBits;
        int from = next;
        int count = 0;
        while (count < HuffmanTable.GROUP) {
            bits |= (long) LONG.get(in, from) >>> bitCount;
            from += (63 - bitCount) >>> 3;
            bitCount |= REFILLED_BITS;
            int found = lookup[(int) (bits >>> (Long.SIZE - HuffmanTable.LOOKUP_BITS))];
            if (found == 0) {
                found = table.longCode(bits);
                if (found == 0) {
                    count = -1;
                    break;
                }
            }
            bits <<= HuffmanTable.length(found);
            bitCount -= HuffmanTable.length(found);
            int symbol = HuffmanTable.symbol(found);
            symbols[count++] = (short) symbol;
            if (symbol == last) {
                break;
            }
        }
        held = bits;
        heldBits = bitCount;
        next = from;
        return count;
    }
}
