// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Tells that the storage itself failed: not writable, no room, not a directory, or vanished under way.
 */
@SuppressWarnings("serial")
public final class StorageFailureException extends DatasetException {
    private final Path path;
    private final String problem;

    /** Creates an error about this path; {@code problem} says what failed and what to do. */
    public StorageFailureException(Path path, String problem, @Nullable Throwable cause) {
        super("storage at " + path + ": " + problem, false, cause);
        this.path = path;
        this.problem = problem;
    }

    /** Returns where. */
    public Path path() {
        return path;
    }

    /** Returns what failed, and what to do. */
    public String problem() {
        return problem;
    }
}
