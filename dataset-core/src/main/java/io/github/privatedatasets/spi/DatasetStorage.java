// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

import io.github.privatedatasets.errors.DatasetException;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where trees stand: finds what is published, and takes in what is new.
 *
 * <p><b>Threads.</b> Thread-safe, and safe beside other processes and hosts that use the same place.
 *
 * <p><b>Lifecycle.</b> Made once per service and given to the stager, which closes it when it is closed itself.
 *
 * <p><b>Limits.</b> Locks save work, they do not keep truth: a tree is seen whole or not at all, whoever holds what.
 */
public interface DatasetStorage extends Closeable {
    /**
     * Returns the path the dataset would stand at, without a look at the disk; where another revision is in use, it stands elsewhere.
     *
     * @throws DatasetException if the target can have no place here
     */
    Path locate(DatasetTarget target) throws DatasetException;

    /**
     * Returns the trees that stand for the target already: of its source, any revision. Takes no lock and writes nothing.
     *
     * @throws DatasetException if another source's tree stands there, or the storage cannot be read
     */
    List<StoredDataset> recall(DatasetTarget target) throws DatasetException;

    /**
     * Fails where a claim would, because something stands in the target's place that was not staged there. Takes no lock and writes nothing, so
     * that it may be otherwise by the time of the claim.
     *
     * @throws DatasetException if it does, or the storage cannot be read
     */
    default void requireFree(DatasetTarget target) throws DatasetException {}

    /**
     * Takes the right to publish the target at once; empty where another stager has it, or nothing can be written.
     *
     * @throws DatasetException if the storage cannot be read
     */
    default Optional<Slot> tryClaim(DatasetTarget target) throws DatasetException, InterruptedException {
        return Optional.empty();
    }

    /**
     * Waits for the right to publish the target, and repairs what a dead stager left.
     *
     * @param waiting told now and then while another stager holds the target
     * @throws DatasetException if the wait timed out, or the storage cannot be written
     */
    Slot claim(DatasetTarget target, WaitListener waiting) throws DatasetException, InterruptedException;

    /**
     * Removes what processes that died have left and nobody will ask for again; a stager calls it when it is built. Does not fail: what cannot be
     * removed stays.
     */
    default void sweep() {}

    /** Ends what the storage runs in the background. */
    @Override
    void close();

    /** Is told of a wait; called by the waiting thread. */
    @FunctionalInterface
    interface WaitListener {
        /** Says who holds the target, as far as it is known, and for how long it has been waited. */
        void waiting(String holder, Duration waited);
    }
}
