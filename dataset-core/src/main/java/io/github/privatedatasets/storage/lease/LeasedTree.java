// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.lease;

import io.github.privatedatasets.spi.DatasetRecord;
import io.github.privatedatasets.spi.HeldDataset;
import java.nio.file.Path;

/** A shared tree in use: while the lease is there, the tree stays as it is at its path. */
public final class LeasedTree implements HeldDataset {
    private final Path path;
    private final DatasetRecord record;
    private final Lease lease;
    private final NamedLease named;

    public LeasedTree(Path path, DatasetRecord record, Lease lease, NamedLease named) {
        this.path = path;
        this.record = record;
        this.lease = lease;
        this.named = named;
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
        return named.isAsWished() && lease.isHeld();
    }

    /** Ends this process's lease; the tree stays, and so does a named lease. */
    @Override
    public void close() {
        lease.end();
    }

    @Override
    public void abandon() {
        named.undo();
        close();
    }
}
