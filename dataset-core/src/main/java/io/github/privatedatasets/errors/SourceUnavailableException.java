package io.github.privatedatasets.errors;

import org.jspecify.annotations.Nullable;

/**
 * Tells that the store could not be asked: unreachable, throttling, or failing on its side; or the stager was closed meanwhile. Retryable.
 */
@SuppressWarnings("serial")
public final class SourceUnavailableException extends DatasetException {
    /** Creates an error whose message says who was asked for what, and how it failed after how many tries. */
    public SourceUnavailableException(String message, @Nullable Throwable cause) {
        super(message, true, cause);
    }
}
