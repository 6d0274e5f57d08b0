// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

import io.github.privatedatasets.errors.DatasetException;
import java.io.Closeable;
import java.util.List;
import java.util.OptionalLong;

/**
 * One revision of a dataset in its store.
 *
 * <p><b>Threads.</b> Thread-safe: objects are read in parallel.
 *
 * <p><b>Lifecycle.</b> Closed by the stager when the dataset is staged or failed.
 *
 * <p><b>Limits.</b> Every read names the revision that was resolved or listed. It is a {@code RevisionChangedException} when the
 * store no longer has it; another revision's bytes are never returned. Once its source was closed, it is a
 * {@code SourceUnavailableException} with a {@link java.nio.channels.ClosedChannelException} as its cause, which the stager does not try again.
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
     * @param object as listed by this dataset; of a folder also as it was before: then with the version that is read
     * @param offset first byte, from 0
     * @param length how many bytes; offset and length lie within the object. Zero asks nothing of the store
     * @throws DatasetException if the revision is gone, access is denied, or the store cannot be reached
     */
    RemoteContent open(RemoteObject object, long offset, long length) throws DatasetException, InterruptedException;

    /**
     * Asks the store what it keeps about one object, and returns the object with that: a digest and a version that a listing does not tell.
     * Called for an object that is worth a request of its own, such as one that is read in several ranges.
     *
     * @param object as listed by this dataset
     * @throws DatasetException if the revision is gone, access is denied, or the store cannot be reached
     */
    default RemoteObject describe(RemoteObject object) throws DatasetException, InterruptedException {
        return object;
    }

    /**
     * Asks the store how long one of the parts is in which an object was uploaded. Called only for an object whose best digest is one over the
     * digests of its parts.
     *
     * @param object as listed by this dataset
     * @param part which part, from 1
     * @return empty where the store does not tell
     * @throws DatasetException if the revision is gone, access is denied, or the store cannot be reached
     */
    default OptionalLong partSize(RemoteObject object, int part) throws DatasetException, InterruptedException {
        return OptionalLong.empty();
    }

    /**
     * Asks the store how long all the parts are in which an object was uploaded, where that takes no more than a few requests. Called for an
     * object of many uneven parts, and for any whose first part {@link #partSize} does not tell; what is not told here is asked for part by part.
     *
     * @param object as listed by this dataset
     * @param parts how many there are
     * @return the lengths in order, which come to that of the object; empty where the store does not list them
     * @throws DatasetException if the store cannot be reached
     */
    default List<Long> partSizes(RemoteObject object, int parts) throws DatasetException, InterruptedException {
        return List.of();
    }

    @Override
    void close();
}
