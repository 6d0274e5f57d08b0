// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

import io.github.privatedatasets.spec.OneLine;
import java.nio.file.Path;
import java.util.List;

/**
 * Tells that a dataset was not deleted, since leases hold it. Retryable.
 */
@SuppressWarnings("serial")
public final class DatasetInUseException extends DatasetException {
    private final Path path;
    private final List<String> holders;

    /** Creates an error that says who holds it. */
    public DatasetInUseException(Path path, List<String> holders) {
        super(
                path + " is in use by " + OneLine.ofFew(holders, holders.size())
                        + ": wait for them, or end a named lease by its name",
                true,
                null);
        this.path = path;
        this.holders = List.copyOf(holders);
    }

    /** Returns the tree. */
    public Path path() {
        return path;
    }

    /** Returns who holds it: processes, and named leases. */
    public List<String> holders() {
        return holders;
    }
}
