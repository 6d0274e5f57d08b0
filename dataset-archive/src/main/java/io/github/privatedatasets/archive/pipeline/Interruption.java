// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.pipeline;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/**
 * What an interrupt in the middle of a read or write is to whoever called an extractor: of the caller, or of a worker, whose pool is then being shut
 * down. Neither says anything about the archive.
 */
public final class Interruption {
    private Interruption() {}

    /** Returns the interrupt that a failure is, or comes of; nothing if it is another. */
    public static @Nullable InterruptedIOException in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedIOException interrupted) {
                return interrupted;
            }
            if (cause instanceof ClosedByInterruptException) {
                InterruptedIOException interrupted = new InterruptedIOException("interrupted while reading a file");
                interrupted.initCause(cause);
                return interrupted;
            }
        }
        return null;
    }

    /** Returns what to throw to the caller of an extractor; what only timed out is thrown again as it is. */
    public static InterruptedException of(IOException e) throws IOException {
        if (!Thread.interrupted() && e instanceof SocketTimeoutException) {
            throw e;
        }
        InterruptedException interrupted = new InterruptedException(e.getMessage());
        interrupted.initCause(e);
        return interrupted;
    }
}
