// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

import io.github.privatedatasets.errors.DatasetException;
import java.io.Closeable;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a dataset, one after the other, in constant memory. Used by one thread at a time.
 *
 * <p>They may come in any order, the same each time, and each path once: a folder in which one is found twice is refused, but where its
 * storage takes two names for one ({@code A} and {@code a}), the last of them may be kept.
 */
public interface RemoteListing extends Closeable {
    /**
     * Returns the next object, or {@code null} at the end.
     *
     * @throws DatasetException if the store cannot be asked for the next page, or the listing changed under way
     */
    @Nullable
    RemoteObject next() throws DatasetException, InterruptedException;

    @Override
    void close();
}
