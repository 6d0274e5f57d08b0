// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.tukaani.xz.CorruptedInputException;

/** The range coded bytes of a chunk, and how far they are decoded. */
final class RangeInput {
    static final int MAX_BYTES = 1 << 16;

    private static final int FIRST_BYTES = 5;
    private static final long WHOLE = 0xffff_ffffL;

    /** They lie at its end: a chunk that is shorter than its symbols need is noticed, since that is out of bounds. */
    final byte[] bytes = new byte[MAX_BYTES];

    int position;
    /** An unsigned number of 32 bits, as the next one: Java compares those best as parts of signed ones of 64. */
    long range;

    long code;

    /** Reads a chunk. */
    void fill(InputStream encoded, int length) throws IOException {
        position = bytes.length - length;
        if (encoded.readNBytes(bytes, position, length) < length) {
            throw new EOFException();
        }
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
        return position == bytes.length && code == 0;
    }
}
