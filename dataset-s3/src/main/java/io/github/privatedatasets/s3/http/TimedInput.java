// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/**
 * The bytes of a socket, waited for no longer than the limits allow; read by one thread.
 *
 * <p>It stands below TLS, where each byte from the network passes: a server that sends a record of 16 KiB byte by byte would
 * keep a reader above it waiting for days, with no single wait being long.
 */
final class TimedInput extends InputStream {
    // For what goes to the heap, the JDK keeps a buffer outside of it for each thread, as large as the largest read.
    private static final int LARGEST_READ = 128 << 10;

    private final Wire wire;
    private final long readTimeout;
    private final long window;
    private final long leastInWindow;
    private boolean inBody;
    private long deadline;
    private long waited;
    private long came;

    TimedInput(Wire wire, HttpLimits limits) {
        this.wire = wire;
        readTimeout = limits.readTimeout().toNanos();
        window = limits.throughputWindow().toNanos();
        leastInWindow = limits.leastBytesPerSecond() * limits.throughputWindow().toMillis() / 1000;
    }

    /** From now on all must be here by then, as {@code System.nanoTime} tells it. */
    void expectBy(long deadline) {
        this.deadline = deadline;
        inBody = false;
    }

    /** From now on it must go on coming at the least throughput. */
    void expectSteadily() {
        inBody = true;
        waited = 0;
        came = 0;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return length == 0 ? 0 : read(ByteBuffer.wrap(buffer, offset, Math.min(length, LARGEST_READ)));
    }

    /** Reads some bytes into a buffer that has room; -1 at the end. */
    int read(ByteBuffer into) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
        long begun = System.nanoTime();
        long patience = Math.min(readTimeout, patience(begun));
        if (patience <= 0) {
            throw tooSlow();
        }
        int count;
        try {
            count = wire.read(into, patience);
        } catch (SocketTimeoutException e) {
            throw patience < readTimeout ? tooSlow() : e;
        }
        if (inBody) {
            waited += System.nanoTime() - begun;
            came += Math.max(0, count);
        }
        return count;
    }

    private long patience(long now) {
        if (!inBody) {
            return deadline - now;
        }
        if (came < leastInWindow) {
            return window - waited;
        }
        if (waited >= window) {
            waited = 0;
            came = 0;
        }
        return readTimeout;
    }

    private SocketTimeoutException tooSlow() {
        return new SocketTimeoutException(
                inBody
                        ? "stalled: only " + came + " bytes came in " + window / 1_000_000 + " ms of waiting"
                        : "the answer's header did not come in time");
    }
}
