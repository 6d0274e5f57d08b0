// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Tells that another stager held the dataset until the lock timeout. Retryable.
 */
@SuppressWarnings("serial")
public final class StorageBusyException extends DatasetException {
    private final Duration waited;
    private final Path path;
    private final String holder;

    /** Creates an error; {@code holder} says who holds it, as far as it is known. */
    public StorageBusyException(Path path, Duration waited, String holder) {
        super(
                path + " is being staged by " + holder + ", waited " + waited.toSeconds()
                        + " s: try again, or set a longer lock timeout",
                true,
                null);
        this.waited = waited;
        this.path = path;
        this.holder = holder;
    }

    /** Returns how long it was waited for. */
    public Duration waited() {
        return waited;
    }

    /** Returns who holds it, as far as it is known. */
    public String holder() {
        return holder;
    }

    /** Returns where the dataset is to stand. */
    public Path path() {
        return path;
    }
}
