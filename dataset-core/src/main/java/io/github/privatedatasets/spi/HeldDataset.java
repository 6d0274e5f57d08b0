// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

import java.io.Closeable;
import java.nio.file.Path;

/** A published tree in use: complete, and never changed at its path while it is held. Thread-safe. */
public interface HeldDataset extends Closeable {
    /** Returns where the tree stands. */
    Path path();

    /** Returns what the tree is. */
    DatasetRecord record();

    /**
     * Tells whether others know that the tree is in use, and so leave it. Where nothing can be written, as on a read-only mount, or where this
     * process was taken for dead, they do not: then nothing is promised beyond the tree's having stood whole when it was held.
     */
    boolean isLeased();

    /** Ends the use: an ephemeral volume is removed, a shared tree stays. A second call does nothing. */
    @Override
    void close();

    /** Ends the use as if it had never begun: as {@link #close}, and also what outlives that, such as a named lease, where this hold has made it. */
    default void abandon() {
        close();
    }
}
