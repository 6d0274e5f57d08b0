// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spec.OneLine;
import java.util.List;

/**
 * Tells that a folder no longer holds the revision that a pin asks for: a few of the objects that differ are named, and up to a hundred listed. Nothing was published.
 */
@SuppressWarnings("serial")
public final class PinMismatchException extends DatasetException {
    private final DatasetUri uri;
    private final List<String> differences;
    private final long count;

    /** Creates an error about the first objects that differ, each as {@code path: how}, of so many in all. */
    public PinMismatchException(DatasetUri uri, List<String> differences, long count) {
        super(
                uri + " is not as it was pinned: " + count + (count == 1 ? " object differs: " : " objects differ: ")
                        + OneLine.ofFew(differences, count)
                        + "; restore them, or pin the dataset anew",
                false,
                null);
        this.uri = uri;
        this.differences = List.copyOf(differences);
        this.count = count;
    }

    /** Returns the folder. */
    public DatasetUri uri() {
        return uri;
    }

    /** Returns the first objects that differ, each as {@code path: how}. */
    public List<String> differences() {
        return differences;
    }

    /** Returns how many objects differ, also those not listed. */
    public long count() {
        return count;
    }
}
