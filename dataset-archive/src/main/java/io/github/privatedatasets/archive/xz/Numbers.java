// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import java.nio.ByteBuffer;

/** The numbers of the xz file format: seven bits a byte, the lowest first, in as few bytes as they need. */
final class Numbers {
    static final int MAX_BYTES = 9;

    private Numbers() {}

    /** Returns the next number; -1 if there is none. */
    static long next(ByteBuffer fields) {
        long number = 0;
        for (int i = 0; i < MAX_BYTES && fields.hasRemaining(); i++) {
            int b = fields.get();
            if (b == 0 && i > 0) {
                return -1;
            }
            number |= (b & 0x7fL) << (7 * i);
            if (b >= 0) {
                return number;
            }
        }
        return -1;
    }

    /** Puts a number, which is not negative. */
    static void put(ByteBuffer fields, long number) {
        long rest = number;
        while (rest > 0x7f) {
            fields.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        fields.put((byte) rest);
    }
}
