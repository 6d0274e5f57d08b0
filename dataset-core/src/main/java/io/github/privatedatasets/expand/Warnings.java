// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import java.util.function.Consumer;

/** Passes on the first warnings about an archive, each fit for one line, and in the end how many more there were. Thread-safe. */
final class Warnings {
    private static final int TOLD = 20;

    private final Consumer<String> listener;
    private long count;

    Warnings(Consumer<String> listener) {
        this.listener = listener;
    }

    void add(String message) {
        synchronized (this) {
            count++;
            if (count > TOLD) {
                return;
            }
        }
        listener.accept(Offenders.shown(message));
    }

    /** Tells of those that were not passed on. */
    void finish() {
        long untold;
        synchronized (this) {
            untold = count - TOLD;
        }
        if (untold > 0) {
            listener.accept(
                    "and " + untold + (untold == 1 ? " more warning" : " more warnings") + " about the archive");
        }
    }
}
