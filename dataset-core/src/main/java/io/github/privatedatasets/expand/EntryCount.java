// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import io.github.privatedatasets.errors.TooManyEntriesException;
import java.util.concurrent.atomic.AtomicLong;

/** Counts a tree's entries, up to the most there may be. Thread-safe. */
final class EntryCount {
    private final long maxEntries;
    private final AtomicLong entries = new AtomicLong();

    EntryCount(long maxEntries) {
        this.maxEntries = maxEntries;
    }

    /**
     * Counts one entry: a file, directory or link.
     *
     * @throws TooManyEntriesException if there are too many
     */
    void add(String path) throws TooManyEntriesException {
        if (entries.incrementAndGet() > maxEntries) {
            throw TooManyEntriesException.over(maxEntries, Offenders.shown(path));
        }
    }
}
