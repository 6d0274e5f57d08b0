package io.github.privatedatasets.spi;

import io.github.privatedatasets.errors.DatasetException;
import java.io.Closeable;

/**
 * One revision of a dataset in its store.
 *
 * <p><b>Threads.</b> Thread-safe: objects are read in parallel.
 *
 * <p><b>Lifecycle.</b> Closed by the stager when the dataset is staged or failed.
 *
 * <p><b>Limits.</b> Every read names the revision that was resolved or listed. It is a {@code RevisionChangedException} when the
 * store no longer has it; another revision's bytes are never returned.
 */
public interface RemoteDataset extends Closeable {
    /** Tells whether this is a folder or bucket; else it is the one object that {@link #list} gives. */
    boolean isFolder();

    /**
     * Lists the objects from the beginning, in the store's order. Asks the store page by page, as {@code next()} comes to them.
     *
     * @throws DatasetException if the store cannot be asked
     */
    RemoteListing list() throws DatasetException, InterruptedException;

    /**
     * Opens an object's bytes from {@code offset} for {@code length} bytes.
     *
     * @param object as listed by this dataset
     * @param offset first byte, from 0
     * @param length how many bytes; offset and length lie within the object. Zero asks nothing of the store
     * @throws DatasetException if the revision is gone, access is denied, or the store cannot be reached
     */
    RemoteContent open(RemoteObject object, long offset, long length) throws DatasetException, InterruptedException;

    @Override
    void close();
}
