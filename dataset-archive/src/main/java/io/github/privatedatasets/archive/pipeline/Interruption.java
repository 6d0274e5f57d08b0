package io.github.privatedatasets.archive.pipeline;

import java.io.InterruptedIOException;

/** What an interrupt in the middle of a read or write is to whoever called an extractor. */
public final class Interruption {
    private Interruption() {}

    /** Returns what to throw to the caller of an extractor; what only timed out is thrown again as it is. */
    public static InterruptedException of(InterruptedIOException e) throws InterruptedIOException {
        if (!Thread.interrupted()) {
            throw e;
        }
        InterruptedException interrupted = new InterruptedException(e.getMessage());
        interrupted.initCause(e);
        return interrupted;
    }
}
