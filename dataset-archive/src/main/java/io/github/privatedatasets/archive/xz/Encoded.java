// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads encoded bytes of which it is known how many there are; an {@link EOFException} where there are fewer. */
final class Encoded {
    private Encoded() {}

    static byte[] read(InputStream encoded, int count) throws IOException {
        byte[] bytes = new byte[count];
        read(encoded, bytes, 0, count);
        return bytes;
    }

    static void read(InputStream encoded, byte[] bytes, int offset, int length) throws IOException {
        if (encoded.readNBytes(bytes, offset, length) < length) {
            throw new EOFException();
        }
    }
}
