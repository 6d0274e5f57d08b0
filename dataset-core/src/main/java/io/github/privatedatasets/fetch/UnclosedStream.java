// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream lent to somebody whose {@code close} must not end it, but who gets nothing of it afterwards. */
final class UnclosedStream extends FilterInputStream {
    private volatile boolean closed;

    UnclosedStream(InputStream stream) {
        super(stream);
    }

    @Override
    public int read() throws IOException {
        requireOpen();
        return in.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        requireOpen();
        return in.read(buffer, offset, length);
    }

    @Override
    public void close() {
        closed = true; // The stream itself is closed by its owner.
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the stream is closed");
        }
    }
}
