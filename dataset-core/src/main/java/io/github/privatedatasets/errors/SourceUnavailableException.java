// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells that the store could not be asked: unreachable, throttling, or failing on its side, or whoever gives the keys for it is; or the stager
 * was closed meanwhile. Retryable.
 */
@SuppressWarnings("serial")
public final class SourceUnavailableException extends DatasetException {
    private final @Nullable Duration retryAfter;

    /** Creates an error whose message says who was asked for what, and how it failed after how many tries. */
    public SourceUnavailableException(String message, @Nullable Throwable cause) {
        this(message, null, cause);
    }

    /** Creates an error of a store that asks to be left alone for a while. */
    public SourceUnavailableException(String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, true, cause);
        this.retryAfter = retryAfter;
    }

    /** Returns after which time the store asks to be asked again, if it did. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
