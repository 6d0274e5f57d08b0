package io.github.privatedatasets.spi;

import io.github.privatedatasets.errors.DatasetException;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The right to publish one target, held until it is closed.
 *
 * <p><b>Threads.</b> Used by one thread, but for {@link #budget}, {@link #fetched}, {@link #wrote}, {@link #removed} and
 * {@link #progressed}, which any may call.
 *
 * <p><b>Lifecycle.</b> {@code recall}, then {@code begin}, fill the directory, {@code publish}, {@code close}. Closing without publishing removes what
 * was begun.
 */
public interface Slot extends Closeable {
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

    /** Notes an object that was fetched and proven by {@code proof}, for the record. */
    void fetched(RemoteObject object, String proof) throws DatasetException;

    /** Notes a file that was written, for the record: it can be verified by that later. What is noted last of a path counts. */
    void wrote(WrittenFile file) throws DatasetException;

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

    @Override
    void close();
}
