// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

import org.jspecify.annotations.Nullable;

/**
 * Tells that an object's bytes stopped coming, and went on stopping until the retries were used up. Retryable.
 */
@SuppressWarnings("serial")
public final class TransferFailedException extends DatasetException {
    private final String object;
    private final long atByte;
    private final int attempts;

    /** Creates an error about this object; {@code atByte} is how far its bytes were read. */
    public TransferFailedException(String object, long atByte, int attempts, @Nullable Throwable cause) {
        super(
                "reading " + object + " failed at byte " + atByte + " after " + attempts + " attempts"
                        + (cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage())
                        + (cause instanceof SourceUnavailableException ? "" : "; try again later"),
                true,
                cause);
        this.object = object;
        this.atByte = atByte;
        this.attempts = attempts;
    }

    /** Returns the object. */
    public String object() {
        return object;
    }

    /** Returns how many of its bytes had been read. */
    public long atByte() {
        return atByte;
    }

    /** Returns how often it was asked for them. */
    public int attempts() {
        return attempts;
    }
}
