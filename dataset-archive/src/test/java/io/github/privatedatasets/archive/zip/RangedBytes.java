// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.zip;

import io.github.privatedatasets.spi.ArchiveContent;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** An archive in memory that is read only by ranges, with a hook before each read; it knows what was asked for. */
class RangedBytes implements ArchiveContent {
    private final byte[] bytes;
    private final AtomicInteger ranges = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong asked = new AtomicLong();

    RangedBytes(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /** Called before each read; {@code closed} counts down when any thread closes the stream. */
    void beforeRead(long offset, CountDownLatch closed) throws IOException {}

    int ranges() {
        return ranges.get();
    }

    int open() {
        return open.get();
    }

    long asked() {
        return asked.get();
    }

    @Override
    public String name() {
        return "a.zip";
    }

    @Override
    public long sizeBytes() {
        return bytes.length;
    }

    @Override
    public InputStream openRange(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        ranges.incrementAndGet();
        open.incrementAndGet();
        asked.addAndGet(length);
        CountDownLatch closed = new CountDownLatch(1);
        return new FilterInputStream(new ByteArrayInputStream(bytes, (int) offset, (int) length)) {
            @Override
            public int read(byte[] target, int from, int count) throws IOException {
                beforeRead(offset, closed);
                return super.read(target, from, Math.min(count, 10_000));
            }

            @Override
            public void close() {
                open.decrementAndGet();
                closed.countDown();
            }
        };
    }

    @Override
    public InputStream openStream() {
        throw new AssertionError("a zip is not read from its first byte");
    }

    @Override
    public SeekableByteChannel openChannel() {
        throw new AssertionError("a zip is read by ranges");
    }
}
