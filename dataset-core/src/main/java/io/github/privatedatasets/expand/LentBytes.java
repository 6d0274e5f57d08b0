// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Content that lies in memory before it is asked for, as that of big objects does: who writes it to a file needs no copy of it.
 */
public interface LentBytes {
    /** Tells whether bytes are lent; else they are to be read. */
    boolean lends();

    /**
     * Returns the next bytes, at least one and at most so many, or null at the end. They are the caller's to read until the next call.
     *
     * @throws IOException if they cannot be had, as when they are read
     */
    @Nullable
    ByteBuffer lend(int most) throws IOException;
}
