// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

import io.github.privatedatasets.spec.OneLine;
import java.util.List;

/**
 * Tells that a folder holds keys that cannot be files of one tree: a few of them are named, and up to a hundred listed. Nothing was
 * published.
 */
@SuppressWarnings("serial")
public final class UnsafeKeysException extends DatasetException {
    private final String folder;
    private final List<String> offenders;
    private final long count;

    /** Creates an error about the first offenders, each as {@code name: reason}, of so many in all. */
    public UnsafeKeysException(String folder, List<String> offenders, long count) {
        super(
                folder + " holds " + count + (count == 1 ? " key" : " keys") + " that cannot be staged safely: "
                        + OneLine.ofFew(offenders, count)
                        + "; to stage it, rename them, or leave them out with exclude",
                false,
                null);
        this.folder = folder;
        this.offenders = List.copyOf(offenders);
        this.count = count;
    }

    /** Returns the folder. */
    public String folder() {
        return folder;
    }

    /** Returns the first offenders, each as {@code name: reason}, with control characters escaped. */
    public List<String> offenders() {
        return offenders;
    }

    /** Returns how many offenders there are, also those not listed. */
    public long count() {
        return count;
    }
}
