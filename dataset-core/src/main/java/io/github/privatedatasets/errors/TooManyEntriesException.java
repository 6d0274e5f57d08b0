// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

import io.github.privatedatasets.spec.ByteSize;

/** Tells that a dataset has more entries than it may have, or more names than this process has memory for. Nothing of it was kept. */
@SuppressWarnings("serial")
public final class TooManyEntriesException extends DatasetException {
    private final long limit;
    private final String entry;

    private TooManyEntriesException(String message, long limit, String entry) {
        super(message, false, null);
        this.limit = limit;
        this.entry = entry;
    }

    /** Returns the error of a dataset with more than {@code limit} entries. */
    public static TooManyEntriesException over(long limit, String entry) {
        return new TooManyEntriesException(
                "a dataset may have " + limit + " entries, and there are more (at " + entry
                        + "): split it, or raise the limit (TreeLimits.maxEntries)",
                limit,
                entry);
    }

    /** Returns the error of a dataset of which the names of {@code limit} entries fill this much memory, all that there is for them. */
    public static TooManyEntriesException inMemory(long limit, ByteSize memory, String entry) {
        return new TooManyEntriesException(
                "the names of " + limit + " entries fill the memory that this process has for them, " + memory
                        + ", and there are more (at " + entry
                        + "): give it a larger heap (-Xmx), 43 bytes a name, or split the dataset",
                limit,
                entry);
    }

    /** Returns how many entries there may be, or fit. */
    public long limit() {
        return limit;
    }

    /** Returns the first entry that is too much. */
    public String entry() {
        return entry;
    }
}
