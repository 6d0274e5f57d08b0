// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.spi.DatasetRecord;
import io.github.privatedatasets.spi.HeldDataset;
import java.nio.file.Path;

/** A shared tree in use: while the lease is there, the tree stays as it is at its path. */
final class LeasedTree implements HeldDataset {
    private final Path path;
    private final DatasetRecord record;
    private final Lease lease;
    private final boolean namedAsAsked;

    /**
     * Starts the use of a tree.
     *
     * @param namedAsAsked false where a lease of a name was asked for and could not be had
     */
    LeasedTree(Path path, DatasetRecord record, Lease lease, boolean namedAsAsked) {
        this.path = path;
        this.record = record;
        this.lease = lease;
        this.namedAsAsked = namedAsAsked;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public DatasetRecord record() {
        return record;
    }

    @Override
    public boolean isLeased() {
        return namedAsAsked && lease.isHeld();
    }

    /** Ends this process's lease; the tree stays, and so does a named lease. */
    @Override
    public void close() {
        lease.end();
    }
}
