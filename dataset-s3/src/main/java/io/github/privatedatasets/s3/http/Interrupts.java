// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import java.io.IOException;
import java.io.InterruptedIOException;

/** Tells failures that come of an interrupt from others: a channel tells them as closed, TLS as broken. */
final class Interrupts {
    private Interrupts() {}

    /** Returns how a failure is told in this thread, whose mark it leaves as it is. */
    static IOException told(IOException e) {
        if (!Thread.currentThread().isInterrupted()) {
            return e;
        }
        InterruptedIOException interrupted = new InterruptedIOException("interrupted while the server was waited for");
        interrupted.initCause(e);
        return interrupted;
    }
}
