// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

import java.util.List;

/**
 * Tells that an archive holds entries that must not be written: all of them are named, up to a limit. Nothing was published.
 */
@SuppressWarnings("serial")
public final class UnsafeArchiveException extends DatasetException {
    private final String archive;
    private final List<String> offenders;
    private final long count;

    /** Creates an error that names the first offenders, each as {@code name: reason}, of so many in all. */
    public UnsafeArchiveException(String archive, List<String> offenders, long count) {
        super(
                archive + " holds " + count + (count == 1 ? " entry" : " entries") + " that cannot be staged safely: "
                        + String.join("; ", offenders)
                        + (count > offenders.size() ? "; and " + (count - offenders.size()) + " more" : "")
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

    /** Returns the offenders, each as {@code name: reason}, with control characters escaped. */
    public List<String> offenders() {
        return offenders;
    }

    /** Returns how many offenders there are, also those not named. */
    public long count() {
        return count;
    }
}
