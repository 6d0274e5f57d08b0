// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream lent to somebody whose {@code close} must not end it. */
final class UnclosedStream extends FilterInputStream {
    UnclosedStream(InputStream stream) {
        super(stream);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return in.read(buffer, offset, length);
    }

    @Override
    public void close() {
        // Its owner closes it.
    }
}
