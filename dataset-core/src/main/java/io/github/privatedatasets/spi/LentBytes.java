// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A stream whose bytes lie in memory before they are asked for: who writes them to a file needs no copy of them. For the
 * content of files: an {@link EntrySink} takes bytes that are lent, and reads all others.
 *
 * <p><b>Threads.</b> As of the stream: used by one.
 */
public interface LentBytes {
    /** Tells whether bytes are lent, at each call the same; else they are to be read. */
    boolean lends();

    /**
     * Returns the next bytes, at least one and at most so many, or null at the end. They are the caller's to read, and not to change, until the next
     * call, and are passed over in the stream. For streams that {@linkplain #lends lend}; another may throw anything.
     *
     * @param most more than 0
     * @throws IOException as reading them would
     */
    @Nullable
    ByteBuffer lend(int most) throws IOException;
}
