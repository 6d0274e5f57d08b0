// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.contract;

import io.github.privatedatasets.spi.ArchiveContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** An archive in memory that a store would deliver; it knows what is still open, and can fail where it is told to. */
public final class ArchiveBytes implements ArchiveContent {
    private final String name;
    private final byte[] bytes;
    private final long failsAt;
    private final IOException failure;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong farthest = new AtomicLong();
    private final AtomicInteger jumps = new AtomicInteger();
    private final AtomicInteger mostReading = new AtomicInteger();
    private final AtomicInteger reading = new AtomicInteger();

    private ArchiveBytes(String name, byte[] bytes, long failsAt, IOException failure) {
        this.name = name;
        this.bytes = bytes.clone();
        this.failsAt = failsAt;
        this.failure = failure;
    }

    /** An archive of these bytes. */
    public static ArchiveBytes of(String name, byte[] bytes) {
        return new ArchiveBytes(name, bytes, Long.MAX_VALUE, new IOException());
    }

    /** The same archive, whose bytes from this one on cannot be had. */
    public ArchiveBytes failingAt(long position, IOException with) {
        return new ArchiveBytes(name, bytes, position, with);
    }

    /** Returns how many streams and channels are open. */
    public int open() {
        return open.get();
    }

    /** Returns how many streams at most had been read from at one time, and not closed: each holds a connection. */
    public int mostReading() {
        return mostReading.get();
    }

    /** Returns how far the archive was read. */
    public long farthest() {
        return farthest.get();
    }

    /** Returns how often a channel was read elsewhere than a little ahead of where the read before it ended: each is a request. */
    public int jumps() {
        return jumps.get();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long sizeBytes() {
        return bytes.length;
    }

    @Override
    public InputStream openStream() {
        return openRange(0, bytes.length);
    }

    @Override
    public InputStream openRange(long from, long length) {
        Objects.checkFromIndexSize(from, length, bytes.length);
        open.incrementAndGet();
        return new InputStream() {
            private final ByteArrayInputStream in = new ByteArrayInputStream(bytes, (int) from, (int) length);
            private boolean begun;
            private boolean closed;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            // In small pieces and with available() of 0, as a connection does it.
            @Override
            public int read(byte[] target, int offset, int count) throws IOException {
                if (!begun) {
                    begun = true;
                    mostReading.accumulateAndGet(reading.incrementAndGet(), Math::max);
                }
                long position = from + length - in.available();
                int read = in.read(target, offset, Math.min(count, 4000));
                deliver(position, read);
                return read;
            }

            @Override
            public void close() {
                if (!closed) {
                    closed = true;
                    open.decrementAndGet();
                    reading.addAndGet(begun ? -1 : 0);
                }
            }
        };
    }

    @Override
    public SeekableByteChannel openChannel() {
        open.incrementAndGet();
        return new Channel();
    }

    private void deliver(long position, int count) throws IOException {
        if (position + count > failsAt) {
            throw failure;
        }
        farthest.accumulateAndGet(position + Math.max(count, 0), Math::max);
    }

    private final class Channel implements SeekableByteChannel {
        private long position;
        private long readTo = -1;
        private boolean closed;

        @Override
        public int read(ByteBuffer target) throws IOException {
            if (position >= bytes.length) {
                return -1;
            }
            if (readTo < 0 || position < readTo || position > readTo + 1000) {
                jumps.incrementAndGet();
            }
            int count = (int) Math.min(Math.min(target.remaining(), 4000), bytes.length - position);
            deliver(position, count);
            target.put(bytes, (int) position, count);
            position += count;
            readTo = position;
            return count;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public SeekableByteChannel position(long newPosition) {
            position = newPosition;
            return this;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public boolean isOpen() {
            return !closed;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
        }

        @Override
        public int write(ByteBuffer source) {
            throw new NonWritableChannelException();
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new NonWritableChannelException();
        }
    }
}
