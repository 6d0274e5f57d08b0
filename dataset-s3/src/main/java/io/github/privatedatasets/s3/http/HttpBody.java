// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * The body of an answer. Its connection serves the next request once all of it was read; closed before, the connection is closed at once.
 *
 * <p><b>Threads.</b> Read by one thread; closed by any, which frees that one.
 */
public final class HttpBody extends InputStream implements ReadableByteChannel {
    private final Framing framing;
    private final Lease lease;
    private final boolean keepsConnection;
    private final ByteSource in;
    private boolean ended;
    private volatile boolean closed;

    HttpBody(Framing framing, ByteSource in, boolean keepsConnection, Lease lease) throws IOException {
        this.framing = framing;
        this.in = in;
        this.keepsConnection = keepsConnection;
        this.lease = lease;
        endIfWhole();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return read(ByteBuffer.wrap(buffer, offset, length));
    }

    /**
     * Reads some bytes; without a copy on the way where the buffer is outside of the heap, and nothing is encrypted.
     *
     * @throws java.io.InterruptedIOException if the thread is interrupted, whose mark stays
     * @throws java.io.EOFException if the connection ends before the body does
     */
    @Override
    public int read(ByteBuffer into) throws IOException {
        if (ended) {
            return -1;
        }
        if (!into.hasRemaining()) {
            return 0;
        }
        try {
            if (closed) {
                throw new IOException("the answer is closed");
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while reading");
            }
            int count = framing.read(in, into);
            endIfWhole();
            return count;
        } catch (IOException e) {
            close();
            throw Interrupts.told(e);
        }
    }

    private void endIfWhole() {
        if (framing.isWhole()) {
            ended = true;
            // What nobody asked for could pass for the next answer.
            if (keepsConnection && in.buffered() == 0) {
                lease.keep();
            } else {
                lease.drop();
            }
        }
    }

    /**
     * Ends the reading of a body whose content is known to be complete: what only marks its end is read, so that its connection
     * is kept; if there is more, it is closed.
     */
    public void finish() throws IOException {
        if (!ended && (!(framing instanceof ChunkedFraming) || read() >= 0)) {
            close();
        }
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    /** Lets go of the answer at once; a read blocked in another thread fails. */
    @Override
    public void close() {
        closed = true;
        lease.drop();
    }

    /** Where a body ends. */
    interface Framing {
        /** Reads some bytes of the body; -1 at its end, which is then known. */
        int read(ByteSource in, ByteBuffer into) throws IOException;

        boolean isWhole();
    }

    /** A body of a length that is told before, also of none. */
    static final class OfLength implements Framing {
        private long remaining;

        OfLength(long length) {
            remaining = length;
        }

        @Override
        public int read(ByteSource in, ByteBuffer into) throws IOException {
            int count = in.read(into, remaining);
            if (count < 0) {
                throw new EOFException("the connection ended " + remaining + " bytes before the body did");
            }
            remaining -= count;
            return count;
        }

        @Override
        public boolean isWhole() {
            return remaining == 0;
        }
    }

    /** A body that ends with its connection: a cut one looks whole. */
    static final class UntilClosed implements Framing {
        private boolean whole;

        @Override
        public int read(ByteSource in, ByteBuffer into) throws IOException {
            int count = in.read(into);
            whole = count < 0;
            return count;
        }

        @Override
        public boolean isWhole() {
            return whole;
        }
    }
}
