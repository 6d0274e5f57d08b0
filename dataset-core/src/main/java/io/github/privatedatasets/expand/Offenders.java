// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spec.OneLine;
import java.util.ArrayList;
import java.util.List;

/** The entries that must not be written: the first hundred by name, all by number. Thread-safe. */
final class Offenders {
    private static final int NAMED = 100;
    private static final int SHOWN_CHARACTERS = 200;

    /** How much of an archive is read on after the first offender, only to name others: a bomb may have any amount. */
    private static final long MAX_BYTES_PASSED = 1L << 30;

    private static final long MAX_ENTRIES_PASSED = 1_000_000;

    private final TreeWriter.Refusal refusal;
    private final List<String> named = new ArrayList<>();
    private volatile long count;
    private long bytesPassed;
    private long entriesPassed;

    Offenders(TreeWriter.Refusal refusal) {
        this.refusal = refusal;
    }

    synchronized void add(String path, String reason) {
        if (named.size() < NAMED) {
            named.add(shown(path) + ": " + shown(reason));
        }
        count = count + 1;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Refuses the tree, if there are any. */
    synchronized void requireNone() throws DatasetException {
        if (!isEmpty()) {
            throw refusal.of(List.copyOf(named), count);
        }
    }

    /** Notes what is read after the first offender; refuses the tree once that is enough. */
    void readOn(long entries, long bytes) throws DatasetException {
        if (isEmpty()) {
            return;
        }
        synchronized (this) {
            entriesPassed += entries;
            bytesPassed = bytes > MAX_BYTES_PASSED ? bytes : bytesPassed + bytes;
            if (entriesPassed > MAX_ENTRIES_PASSED || bytesPassed > MAX_BYTES_PASSED) {
                requireNone();
            }
        }
    }

    /** Returns the text fit for one line of a message, and shortened. */
    static String shown(String text) {
        return OneLine.of(text, SHOWN_CHARACTERS);
    }
}
