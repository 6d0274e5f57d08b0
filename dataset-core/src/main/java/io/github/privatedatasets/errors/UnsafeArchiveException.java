// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

import io.github.privatedatasets.spec.OneLine;
import java.util.List;

/**
 * Tells that an archive holds entries that must not be written: a few of them are named, and up to a hundred listed. Nothing was published.
 */
@SuppressWarnings("serial")
public final class UnsafeArchiveException extends DatasetException {
    private final String archive;
    private final List<String> offenders;
    private final long count;

    /** Creates an error about the first offenders, each as {@code name: reason}, of so many in all. */
    public UnsafeArchiveException(String archive, List<String> offenders, long count) {
        super(
                archive + " holds " + count + (count == 1 ? " entry" : " entries") + " that cannot be staged safely: "
                        + OneLine.ofFew(offenders, count)
                        + "; to stage it, repack it without them",
                false,
                null);
        this.archive = archive;
        this.offenders = List.copyOf(offenders);
        this.count = count;
    }

    /** Returns the archive. */
    public String archive() {
        return archive;
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
