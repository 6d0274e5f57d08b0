// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.errors.TransferFailedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;

/** The tries of one transfer: how often it may fail in a row, and how long it pauses in between. One thread's, but for {@link #stop}. */
final class Attempts {
    /** Failures count as being in a row until so many bytes came between two of them. */
    private static final long PROGRESS_BYTES = 1 << 20;

    private final String object;
    private final RetryPolicy retries;
    private final TransferObserver observer;
    private int failures;
    private long forgetFailuresAt;
    private boolean stopped;

    Attempts(String object, RetryPolicy retries, TransferObserver observer) {
        this.object = object;
        this.retries = retries;
        this.observer = observer;
    }

    /** Notes how far the transfer is: whoever comes far between two failures may go on for ever. */
    void progressed(long position) {
        if (failures > 0 && position >= forgetFailuresAt) {
            failures = 0;
        }
    }

    /** Asks the store. */
    @FunctionalInterface
    interface Question<T> {
        /** Asks once. */
        T ask() throws IOException, InterruptedException;
    }

    /** Returns the answer to a question that is asked until there is one, or its failures are the last. */
    <T> T until(Question<T> question) throws IOException {
        while (true) {
            try {
                T answer = question.ask();
                failures = 0;
                return answer;
            } catch (InterruptedException e) {
                throw interrupted(object, e);
            } catch (IOException e) {
                failed(0, e);
            }
        }
    }

    /** Notes a failure, and returns after a pause if it may pass by itself; else throws what the transfer ends with. */
    void failed(long position, IOException problem) throws IOException {
        if (isStopped()) {
            throw new IOException("reading " + object + " was stopped", problem);
        }
        // The store's last word (gone, denied, changed) is final, and so is the end of a source that was closed on
        // this side; only what may pass by itself is tried again.
        if (problem instanceof DatasetException
                && (!(problem instanceof SourceUnavailableException)
                        || problem.getCause() instanceof ClosedChannelException)) {
            throw problem;
        }
        if (problem instanceof InterruptedIOException && Thread.currentThread().isInterrupted()) {
            throw problem;
        }
        failures++;
        forgetFailuresAt = position + PROGRESS_BYTES;
        if (failures >= retries.maxFailures()) {
            throw new TransferFailedException(object, position, failures, problem);
        }
        Duration pause = retries.pauseAfter(failures, problem);
        observer.retrying(object + " at byte " + position + ": " + problem.getMessage(), failures, pause);
        try {
            pause(pause);
        } catch (InterruptedException e) {
            throw interrupted(object, e);
        }
    }

    /** Returns how an interrupt is told to who reads a stream; the thread keeps its mark. */
    static InterruptedIOException interrupted(String object, InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException told = new InterruptedIOException("reading " + object + " was interrupted");
        told.initCause(e);
        return told;
    }

    private synchronized void pause(Duration pause) throws InterruptedException {
        long end = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); left > 0 && !stopped; left = end - System.nanoTime()) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    /** Ends a pause at once, and makes every later failure final. */
    synchronized void stop() {
        stopped = true;
        notifyAll();
    }
}
