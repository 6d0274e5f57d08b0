// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;

/**
 * The bytes of an archive, read from the store as they are needed; there is no temporary copy.
 *
 * <p><b>Threads.</b> Each stream and channel is used by one thread; several may be open, by several threads at a time. A stream may be closed
 * by another thread: a read that is blocked then ends, and no later one returns bytes.
 *
 * <p><b>Limits.</b> A broken connection is mended inside. What cannot be mended is a {@code DatasetException}.
 */
public interface ArchiveContent {
    /** Returns the archive's URI or path, for messages. */
    String name();

    /** Returns the archive's length. */
    long sizeBytes();

    /** Opens the archive from its first byte. The caller closes the stream; reading it to the end proves its bytes. */
    InputStream openStream() throws IOException, InterruptedException;

    /**
     * Opens so many bytes of the archive from an offset; nothing beyond them is asked of the store. The caller closes the stream.
     *
     * @throws IndexOutOfBoundsException if they do not lie within the archive
     */
    InputStream openRange(long offset, long length) throws IOException, InterruptedException;

    /** Opens the archive for reading anywhere; cheap for reading forward. The caller closes the channel. */
    SeekableByteChannel openChannel() throws IOException, InterruptedException;
}
