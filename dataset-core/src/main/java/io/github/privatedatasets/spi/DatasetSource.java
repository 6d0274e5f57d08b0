// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spec.DatasetSpec;
import java.io.Closeable;
import java.util.Set;

/**
 * Where datasets come from: finds one revision of what a spec names, and gives its bytes.
 *
 * <p><b>Threads.</b> Thread-safe; called under no lock but the one of the dataset that is being staged.
 *
 * <p><b>Lifecycle.</b> Made once per service and given to the stager, which closes it when it is closed itself.
 *
 * <p><b>Limits.</b> A source that is given no credentials asks anonymously; it never tries another identity after one was
 * refused. It puts no key into a message, a log or an exception.
 */
public interface DatasetSource extends Closeable {
    /** Returns the URI schemes this source serves, in lower case, such as {@code s3}. */
    Set<String> schemes();

    /**
     * Looks up what the spec names and pins its revision: an object, else the folder of that name. No content is read.
     *
     * <p>An object that is there wins over a folder of the same name. The etag and versionId a spec asks for are checked
     * here.
     *
     * @throws DatasetException if nothing is there (never an empty dataset), access is denied, the etag differs, the
     *     version is missing, etag or versionId is asked of a folder, or the store cannot be reached
     * @throws InterruptedException if the thread was interrupted
     */
    RemoteDataset resolve(DatasetSpec spec) throws DatasetException, InterruptedException;

    /** Ends the source's connections; datasets it resolved can no longer be read. */
    @Override
    void close();
}
