// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.bzip2;

/** The byte values of a block, the most recently used one first. */
final class MoveToFront {
    /** The first eight, from the lowest bits on: in text most are found here, and moved without a loop. */
    private long recent;

    private final byte[] others = new byte[256 - Long.BYTES];

    /** Begins with those 256 values, in that order. */
    void reset(byte[] values) {
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            recent = recent << 8 | (values[i] & 0xff);
        }
        System.arraycopy(values, Long.BYTES, others, 0, others.length);
    }

    /** Returns the value used last. */
    int front() {
        return (int) recent & 0xff;
    }

    /** Moves the value at this index to the front, and returns it. */
    int take(int index) {
        if (index < Long.BYTES) {
            int shift = Byte.SIZE * index;
            long moved = (2L << (shift + Byte.SIZE - 1)) - 1;
            int value = (int) (recent >>> shift) & 0xff;
            recent = (recent & ~moved) | (recent << Byte.SIZE & moved) | value;
            return value;
        }
        int before = index - Long.BYTES;
        int value = others[before] & 0xff;
        System.arraycopy(others, 0, others, 1, before);
        others[0] = (byte) (recent >>> (Long.SIZE - Byte.SIZE));
        recent = recent << Byte.SIZE | value;
        return value;
    }
}
