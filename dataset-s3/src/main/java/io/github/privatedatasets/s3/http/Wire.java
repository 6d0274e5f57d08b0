// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A connected socket, on which nobody waits longer than was said. One thread uses it; any may close it, which frees that one at once, as an
 * interrupt does.
 *
 * <p>It is a channel that does not block: only so can bytes go into memory outside of the heap, from where a file takes them without a
 * copy, and be waited for with a limit.
 */
final class Wire implements Closeable {
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;

    /** Takes a connected channel over; on failure it is still the caller's. */
    Wire(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        selector = Selector.open();
        key = channel.register(selector, SelectionKey.OP_READ);
    }

    Socket socket() {
        return channel.socket();
    }

    /**
     * Reads some bytes into a buffer that has room; -1 at the end.
     *
     * @throws SocketTimeoutException if none came in time
     * @throws InterruptedIOException if the thread is interrupted, whose mark stays
     */
    int read(ByteBuffer into, long nanos) throws IOException {
        long begun = System.nanoTime();
        int count = channel.read(into);
        while (count == 0) {
            await(SelectionKey.OP_READ, begun, nanos);
            count = channel.read(into);
        }
        return count;
    }

    /**
     * Writes all that the buffer has.
     *
     * @throws SocketTimeoutException if the other side did not take it in time
     * @throws InterruptedIOException if the thread is interrupted, whose mark stays
     */
    void write(ByteBuffer from, long nanos) throws IOException {
        long begun = System.nanoTime();
        channel.write(from);
        while (from.hasRemaining()) {
            await(SelectionKey.OP_WRITE, begun, nanos);
            channel.write(from);
        }
    }

    private void await(int operation, long begun, long nanos) throws IOException {
        long left = nanos - (System.nanoTime() - begun);
        if (left <= 0) {
            throw new SocketTimeoutException("nothing came in time");
        }
        try {
            key.interestOps(operation);
            // Less than a millisecond would be for ever.
            selector.select(ready -> {}, Math.max(1, left / 1_000_000));
        } catch (ClosedSelectorException | CancelledKeyException e) {
            throw new ClosedChannelException();
        }
        if (Thread.currentThread().isInterrupted()) { // Then it waits no more, before or while it does.
            throw new InterruptedIOException("interrupted");
        }
    }

    @Override
    public void close() throws IOException {
        try (selector) { // Which frees who waits; a channel alone would not.
            channel.close();
        }
    }
}
