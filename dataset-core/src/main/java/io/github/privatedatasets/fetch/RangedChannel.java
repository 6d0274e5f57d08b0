// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One object as a channel that reads anywhere, through one open connection and one small window.
 *
 * <p>Reading forward goes on with the connection that is open; a jump back, or far ahead, opens another. A look near the end
 * (where a zip has its directory) fetches the whole last window at once.
 */
final class RangedChannel implements SeekableByteChannel {
    private static final int WINDOW_BYTES = 128 << 10;

    /** Reading over so many bytes costs less than another request. */
    private static final long SKIP_BYTES = 256 << 10;

    private final long size;
    private final LongFunction<InputStream> opener;
    private final byte[] window = new byte[WINDOW_BYTES];
    private long windowStart;
    private int windowLength;
    private long position;
    private @Nullable InputStream stream;
    private long streamPosition;
    private volatile boolean closed;

    /** Makes a channel over so many bytes; {@code opener} gives them from an offset to the end. */
    RangedChannel(long size, LongFunction<InputStream> opener) {
        this.size = size;
        this.opener = opener;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        ensureOpen();
        if (position >= size) {
            return -1;
        }
        if (!target.hasRemaining()) {
            return 0;
        }
        if (position < windowStart || position >= windowStart + windowLength) {
            try {
                fillWindow();
            } catch (IOException e) {
                forget(); // nobody knows how far the connection got
                throw e;
            }
        }
        int from = (int) (position - windowStart);
        int count = Math.min(target.remaining(), windowLength - from);
        target.put(window, from, count);
        position += count;
        return count;
    }

    private void forget() throws IOException {
        InputStream open = stream;
        stream = null;
        if (open != null) {
            open.close();
        }
    }

    private void fillWindow() throws IOException {
        long start = Math.min(position, Math.max(0, size - WINDOW_BYTES));
        InputStream open = stream;
        if (open != null && position >= streamPosition && position - streamPosition <= SKIP_BYTES) {
            start = position;
            open.skipNBytes(start - streamPosition);
        } else {
            if (open != null) {
                open.close();
            }
            open = opener.apply(start);
            stream = open;
        }
        windowLength = 0;
        windowStart = start;
        windowLength = open.readNBytes(window, 0, (int) Math.min(WINDOW_BYTES, size - start));
        streamPosition = start + windowLength;
    }

    @Override
    public long position() throws IOException {
        ensureOpen();
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) throws IOException {
        ensureOpen();
        if (newPosition < 0) {
            throw new IllegalArgumentException("position is negative: " + newPosition);
        }
        position = newPosition;
        return this;
    }

    @Override
    public long size() throws IOException {
        ensureOpen();
        return size;
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long newSize) {
        throw new NonWritableChannelException();
    }

    private void ensureOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        InputStream open = stream;
        if (open != null) {
            open.close();
        }
    }
}
