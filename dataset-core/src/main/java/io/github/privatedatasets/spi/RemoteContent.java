// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

import java.io.Closeable;
import java.io.InputStream;
import java.util.Optional;

/**
 * An object's bytes, coming in.
 *
 * <p><b>Threads.</b> Read by one thread; {@link #close} may be called by any, also while that one is blocked in a read.
 *
 * <p><b>Lifecycle.</b> Closed by who opened it.
 */
public interface RemoteContent extends Closeable {
    /**
     * Returns the bytes asked for; the same stream at each call. It ends early, or throws an {@code IOException} that is no
     * {@code DatasetException}, when the connection breaks: the caller then asks again from there.
     *
     * <p>A stream that is a {@link java.nio.channels.ReadableByteChannel} as well is read through that where its bytes go to a file: into
     * buffers outside of the heap, which saves copies of big objects.
     */
    InputStream stream();

    /** Returns a digest of the whole object that the store told with these bytes, also where only a range was asked for. */
    Optional<Checksum> checksum();

    /** Says why there is no {@link #checksum}, in a few words for the dataset's record. */
    default String noChecksumReason() {
        return "the store tells no digest";
    }

    /** Lets go of the bytes at once, without reading what is left; a read blocked in another thread fails. */
    @Override
    void close();
}
