// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.zip;

import io.github.privatedatasets.archive.bzip2.Bzip2Decoder;
import io.github.privatedatasets.archive.deflate.DeflateDecoder;
import io.github.privatedatasets.spi.ArchiveContent;
import io.github.privatedatasets.spi.EntrySink;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one zip, which the caller and as many workers as there are take one after the other, each with its own request.
 *
 * <p>The caller works too, so all of it is done where no worker ever starts. The first failure ends all: it closes the streams that
 * others read, and those stop at their next read. {@link #run} returns when none is at work, and what starts later does nothing.
 */
final class ZipExpansion {
    private final ArchiveContent archive;
    private final ZipDirectory directory;
    private final BitSet passedOver;
    private final EntrySink sink;
    private final Iterator<ZipRun> runs;
    private final LongFunction<DeflateDecoder> deflate;
    private final Bzip2Decoder bzip2;
    private final long totalBytes;
    private long shareBytes;
    private final Set<InputStream> open = new HashSet<>();
    private int working;
    private volatile boolean ended;
    private @Nullable Throwable failure;

    ZipExpansion(
            ArchiveContent archive,
            ZipDirectory directory,
            BitSet passedOver,
            EntrySink sink,
            List<ZipRun> runs,
            LongFunction<DeflateDecoder> deflate,
            Bzip2Decoder bzip2) {
        this.archive = archive;
        this.directory = directory;
        this.passedOver = passedOver;
        this.sink = sink;
        this.runs = runs.iterator();
        this.deflate = deflate;
        this.bzip2 = bzip2;
        totalBytes = runs.stream().mapToLong(ZipRun::length).sum();
    }

    /** Expands all runs with at most so many other workers. */
    void run(Executor workers, int others) throws IOException, InterruptedException {
        shareBytes = totalBytes / Math.max(1, others + 1);
        try {
            ask(workers, others);
            work();
            awaitOthers();
        } finally {
            stop();
        }
        rethrow();
    }

    private void ask(Executor workers, int others) {
        for (int i = 0; i < others; i++) {
            try {
                workers.execute(this::work);
            } catch (RejectedExecutionException e) {
                return; // The pool is at its end, or full: the caller goes on with those it has.
            }
        }
    }

    private void work() {
        if (!start()) {
            return;
        }
        try (ZipWorker worker = new ZipWorker(
                archive.name(), directory, passedOver, sink, deflate.apply(shareBytes), bzip2, this::requireWanted)) {
            for (ZipRun run = next(); run != null; run = next()) {
                InputStream bytes = open(run);
                try {
                    worker.deliver(run, bytes);
                } finally {
                    close(bytes);
                }
            }
        } catch (InterruptedIOException e) {
            // One that only timed out stays what it is.
            fail(Thread.currentThread().isInterrupted() ? interrupted(e) : e);
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            fail(e);
        } finally {
            leave();
        }
    }

    private synchronized boolean start() {
        if (ended) {
            return false;
        }
        working++;
        return true;
    }

    private synchronized void leave() {
        working--;
        notifyAll();
    }

    private synchronized @Nullable ZipRun next() {
        return !ended && runs.hasNext() ? runs.next() : null;
    }

    private InputStream open(ZipRun run) throws IOException, InterruptedException {
        requireWanted();
        InputStream bytes = archive.openRange(run.offset(), run.length());
        synchronized (this) {
            open.add(bytes);
        }
        if (ended) {
            close(bytes);
        }
        return bytes;
    }

    /** Closes a stream, unless another thread did or does. */
    private void close(InputStream bytes) throws IOException {
        boolean mine;
        synchronized (this) {
            mine = open.remove(bytes);
        }
        if (mine) {
            bytes.close();
        }
    }

    private void requireWanted() throws InterruptedIOException {
        if (ended || Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while expanding " + archive.name());
        }
    }

    private void fail(Throwable problem) {
        List<InputStream> streams;
        synchronized (this) {
            if (failure == null) {
                failure = problem;
            }
            ended = true;
            streams = List.copyOf(open);
        }
        for (InputStream bytes : streams) {
            try {
                close(bytes);
            } catch (IOException | RuntimeException e) {
                problem.addSuppressed(e);
            }
        }
    }

    private void awaitOthers() {
        try {
            synchronized (this) {
                while (working > 0) {
                    wait();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(e);
        }
    }

    /** Lets nobody start any more, and waits for those at work, who stop at their next read; an interrupt meanwhile is kept. */
    private void stop() {
        boolean interrupted = false;
        synchronized (this) {
            ended = true;
            while (working > 0) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private InterruptedException interrupted(Throwable cause) {
        InterruptedException interrupted = new InterruptedException("interrupted while expanding " + archive.name());
        interrupted.initCause(cause);
        return interrupted;
    }

    private synchronized void rethrow() throws IOException, InterruptedException {
        Throwable problem = failure;
        if (problem == null) {
            return;
        }
        // Whoever interrupts the caller may also close the streams, so that a worker fails first.
        if (Thread.interrupted() || problem instanceof InterruptedException) {
            throw interrupted(problem);
        }
        if (problem instanceof IOException io) {
            throw io;
        }
        if (problem instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) problem;
    }
}
