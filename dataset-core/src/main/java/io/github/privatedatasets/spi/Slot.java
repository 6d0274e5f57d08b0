// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.StorageFailureException;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The right to publish one target, held until it is closed.
 *
 * <p><b>Threads.</b> Used by one thread, but for {@link #budget}, {@link #left}, {@link #fetching}, {@link #growing}, {@link #fetched}, {@link #wrote},
 * {@link #removed} and {@link #progressed}, which any may call.
 *
 * <p><b>Lifecycle.</b> {@code recall}, then {@code begin}, fill the directory, {@code publish}, {@code close}. Closing without publishing removes what
 * was begun, unless {@code leave} was called.
 */
public interface Slot extends Closeable {
    /** After so many bytes of a file it is told again how far the file is. */
    long GROWTH_BYTES = 8 << 20;

    /** Tells whether another stager held the target first, so that the source should be asked again. */
    boolean waited();

    /**
     * Looks again at what stands, now that the right is held.
     *
     * @throws DatasetException if another source's tree, or a directory of somebody's own, stands there
     */
    List<StoredDataset> recall() throws DatasetException;

    /** Makes an empty directory on the storage to be filled, in place of any begun before, and returns it. */
    Path begin() throws DatasetException;

    /** Returns the budget of the directory begun last. */
    ByteBudget budget();

    /**
     * Opens what an attempt for the same target that died has left of this very revision of an object: its first bytes, up to all of them. Asked
     * for the objects about in the order of their listing.
     *
     * @return empty where nothing is left that can be vouched for. The stream ends with the last byte that can be; it throws an
     *     {@code IntegrityException} where bytes that it has given already turn out to be others
     */
    default Optional<RemoteContent> left(RemoteObject object) {
        return Optional.empty();
    }

    /** Notes that an object, as it was listed, is about to be fetched into the file of its path. */
    default void fetching(RemoteObject object) throws DatasetException {}

    /** Notes how far a file is written, from its first byte on, so that it can be read from if this attempt dies. */
    default void growing(WrittenEntry.File soFar) throws DatasetException {}

    /** Notes an object that was fetched and proven by {@code proof}, for the record. */
    void fetched(RemoteObject object, String proof) throws DatasetException;

    /** Notes an entry of the tree that was made, for the record: it can be verified by that later. What is noted last of a path counts. */
    void wrote(WrittenEntry entry) throws DatasetException;

    /** Notes that a file which was written is not there any more. */
    void removed(String path) throws DatasetException;

    /** Notes how far the fetching is, for those who wait; {@code totalBytes} is -1 where it is not known. */
    void progressed(long doneBytes, long totalBytes);

    /**
     * Publishes the directory as one complete tree, by one rename, and takes hold of it. Where an equal tree was published meanwhile,
     * that one is taken and the directory removed.
     *
     * @return empty when the directory was taken away by somebody: begin again
     * @throws DatasetException if another source's tree, or a directory of somebody's own, stands there, or the storage fails
     */
    Optional<HeldDataset> publish(DatasetRecord record) throws DatasetException, InterruptedException;

    /**
     * Says that what was begun is worth to be read from: {@link #close} leaves it for the next attempt, where the storage can do that.
     */
    default void leave() {}

    /**
     * Removes what attempts that died have left, and what was begun, if the storage failed because it has no room.
     *
     * @return whether there was any, so that beginning again may come out better; if not, nothing was removed but what was begun
     */
    default boolean makeRoom(StorageFailureException failure) {
        return false;
    }

    @Override
    void close();
}
