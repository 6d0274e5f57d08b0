// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.pipeline;

import io.github.privatedatasets.spi.LentBytes;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of another stream, read by a worker while the reader is busy with those that came before: so fetching and decoding
 * go on while files are written.
 *
 * <p>The reader never waits for a worker that has not started: where none is free it reads the source itself. A worker that has filled
 * every chunk goes back to its pool, and is asked for again when half of them are free: so it is not woken for each. At most 2 MiB are
 * read ahead, into buffers that are used again.
 *
 * <p>One thread reads and closes. After {@link #close} no worker touches the source.
 */
public final class ReadAheadStream extends InputStream implements LentBytes {
    private static final int CHUNK_BYTES = 256 << 10;
    private static final int CHUNKS = 8;

    private final InputStream source;
    private final Closeable origin;
    private final Executor workers;
    private final ArrayDeque<Chunk> free = new ArrayDeque<>();
    private final ArrayDeque<Chunk> filled = new ArrayDeque<>();
    private @Nullable Chunk current;
    private int chunks;
    private boolean workerAsked;
    private boolean filling;
    private boolean ended;
    private volatile boolean closed;
    private @Nullable Throwable failure;

    private static final class Chunk {
        private final byte[] bytes = new byte[CHUNK_BYTES];
        private int from;
        private int to;
    }

    /**
     * Reads ahead of this stream, which nobody else reads or closes until this one is closed.
     *
     * @param origin what the stream's bytes come from. Where a worker reads while this one is closed, it is closed too, which ends that read
     */
    public ReadAheadStream(InputStream source, Closeable origin, Executor workers) {
        this.source = source;
        this.origin = origin;
        this.workers = workers;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0) {
            return 0;
        }
        ByteBuffer lent = lend(length);
        if (lent == null) {
            return -1;
        }
        int count = lent.remaining();
        lent.get(buffer, offset, count);
        return count;
    }

    @Override
    public boolean lends() {
        return true;
    }

    @Override
    public @Nullable ByteBuffer lend(int most) throws IOException {
        Chunk chunk = current;
        if (chunk == null || chunk.from == chunk.to) {
            chunk = nextChunk();
            if (chunk == null) {
                return null;
            }
        }
        ByteBuffer lent = ByteBuffer.wrap(chunk.bytes, chunk.from, Math.min(most, chunk.to - chunk.from));
        chunk.from = lent.limit();
        return lent;
    }

    private @Nullable Chunk nextChunk() throws IOException {
        release();
        while (true) {
            Chunk mine;
            synchronized (this) {
                awaitWorker();
                Chunk next = filled.poll();
                if (next != null) {
                    current = next;
                    askWorker();
                    return next;
                }
                if (failure != null) {
                    throw rethrown(failure);
                }
                if (ended) {
                    return null;
                }
                mine = Objects.requireNonNull(startFilling()); // nothing is filled, so a chunk is free
            }
            fill(mine);
        }
    }

    private synchronized void release() {
        Chunk done = current;
        current = null;
        if (done != null) {
            free.add(done);
        }
    }

    /** Waits while a worker fills the next chunk. */
    private synchronized void awaitWorker() throws InterruptedIOException {
        try {
            while (filled.isEmpty() && filling) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting for bytes");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    private synchronized void askWorker() {
        if (!workerAsked && !filling && !ended && failure == null && filled.size() <= CHUNKS / 2) {
            workerAsked = true;
            try {
                workers.execute(this::work);
            } catch (RejectedExecutionException e) {
                // The pool is at its end: the reader goes on alone, for as long as it is let.
                return;
            }
        }
    }

    private void work() {
        while (true) {
            Chunk chunk;
            synchronized (this) {
                chunk = filling ? null : startFilling();
                if (chunk == null) {
                    workerAsked = false;
                    return;
                }
            }
            fill(chunk);
        }
    }

    /** Takes a chunk to fill, and the right to read the source; none where there is nothing to do. */
    private @Nullable Chunk startFilling() {
        if (closed || ended || failure != null) {
            return null;
        }
        Chunk chunk = free.poll();
        if (chunk == null && chunks < CHUNKS) {
            chunks++;
            chunk = new Chunk();
        }
        filling = chunk != null;
        return chunk;
    }

    private void fill(Chunk chunk) {
        chunk.from = 0;
        chunk.to = 0;
        Throwable problem = null;
        boolean end = false;
        try {
            while (!end && !closed && chunk.to < CHUNK_BYTES) {
                int count = source.read(chunk.bytes, chunk.to, CHUNK_BYTES - chunk.to);
                end = count < 0;
                chunk.to += Math.max(count, 0);
            }
        } catch (IOException | RuntimeException | Error e) {
            problem = e; // thrown to the reader, after the bytes that came before it
        }
        synchronized (this) {
            filling = false;
            ended |= end;
            failure = problem;
            if (chunk.to > 0) {
                filled.add(chunk);
            } else {
                free.add(chunk);
            }
            notifyAll();
        }
    }

    private static IOException rethrown(Throwable failure) {
        if (failure instanceof IOException io) {
            return io;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }

    /** Ends what a worker reads, waits until none does any more, and closes the source; an interrupt meanwhile is kept for later. */
    @Override
    public void close() throws IOException {
        boolean reading;
        synchronized (this) {
            closed = true;
            reading = filling;
        }
        try {
            // Outside of the lock, which a worker needs to be done.
            if (reading) {
                origin.close();
            }
        } finally {
            awaitNoWorker();
            source.close();
        }
    }

    private synchronized void awaitNoWorker() {
        boolean interrupted = false;
        while (filling) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
