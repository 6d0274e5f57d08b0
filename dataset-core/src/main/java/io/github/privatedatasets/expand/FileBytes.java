// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import io.github.privatedatasets.spi.ByteBudget;
import io.github.privatedatasets.spi.Extent;
import io.github.privatedatasets.spi.LentBytes;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Puts bytes into files that were just made, as far as the budget goes. Thread-safe for different files. */
final class FileBytes {
    private static final int CHUNK_BYTES = 1 << 16;

    /** What lies on the heap is written by way of a buffer that the JDK keeps for each thread: as large as those for reading, and no larger. */
    private static final int MOST_LENT = 128 << 10;

    private final ByteBudget budget;
    private final WriteFailures failures;
    // One for each thread that ever wrote at the same time as others; a buffer per file would be 64 GB for a million.
    private final Queue<byte[]> buffers = new ConcurrentLinkedQueue<>();

    FileBytes(ByteBudget budget, WriteFailures failures) {
        this.budget = budget;
        this.failures = failures;
    }

    /** A file's bytes, on their way into it. */
    @FunctionalInterface
    interface Source {
        /** Fills an empty file; returns its length. */
        long into(OneFile file) throws IOException;
    }

    /** Returns a source of all that this stream has. */
    static Source whole(InputStream content) {
        return file -> file.append(content, Long.MAX_VALUE);
    }

    /** Returns a source of a sparse file's pieces. */
    static Source sparse(long sizeBytes, List<Extent> extents, DigestedContent data) {
        return file -> {
            requireInOrder(sizeBytes, extents);
            // First, so that a length which the file system cannot hold is told before anything is read.
            file.extend(sizeBytes, extents);
            for (Extent extent : extents) {
                data.hole(extent.offset() - data.sizeBytes());
                file.move(extent.offset());
                if (file.append(data, extent.length()) < extent.length()) {
                    throw new IOException("the data of the sparse file " + file.path + " ends too early");
                }
            }
            if (data.read() >= 0) {
                throw new IOException("the sparse file " + file.path + " has more data than its map says");
            }
            data.hole(sizeBytes - data.sizeBytes());
            return sizeBytes;
        };
    }

    private static void requireInOrder(long sizeBytes, List<Extent> extents) throws IOException {
        long end = 0;
        for (Extent extent : extents) {
            if (extent.offset() < end || extent.length() < 0 || extent.length() > sizeBytes - extent.offset()) {
                throw new IOException(
                        extent + " of a sparse file of " + sizeBytes + " bytes is out of order or beyond its end");
            }
            end = extent.offset() + extent.length();
        }
        if (sizeBytes < end) {
            throw new IOException("a sparse file of " + sizeBytes + " bytes cannot be");
        }
    }

    /** How long a file is, and how much of it was written; the rest is holes. */
    record Filled(long sizeBytes, long writtenBytes) {}

    /** Fills an empty file, and closes it, which is when some file servers say that there is no room. After a failure none of its bytes count. */
    Filled fill(SeekableByteChannel channel, String path, Source source) throws IOException {
        byte[] pooled = buffers.poll();
        OneFile file = new OneFile(channel, path, pooled == null ? new byte[CHUNK_BYTES] : pooled);
        try (file) {
            return new Filled(source.into(file), file.written);
        } catch (IOException | RuntimeException | Error e) {
            budget.refund(file.written);
            throw e;
        } finally {
            buffers.add(file.buffer);
        }
    }

    /** A file that is being written. */
    final class OneFile implements Closeable {
        private final SeekableByteChannel channel;
        private final String path;
        private final byte[] buffer;
        private long written;

        private OneFile(SeekableByteChannel channel, String path, byte[] buffer) {
            this.channel = channel;
            this.path = path;
            this.buffer = buffer;
        }

        /** Writes on from where it is: at most so many bytes, and all that there are up to then. Returns how many there were. */
        private long append(InputStream content, long most) throws IOException {
            return content instanceof LentBytes lent && lent.lends()
                    ? appendLent(lent, most)
                    : appendRead(content, most);
        }

        private long appendLent(LentBytes content, long most) throws IOException {
            long appended = 0;
            while (appended < most) {
                ByteBuffer chunk = content.lend((int) Math.min(MOST_LENT, most - appended));
                if (chunk == null) {
                    break;
                }
                appended += chunk.remaining();
                write(chunk);
            }
            return appended;
        }

        private long appendRead(InputStream content, long most) throws IOException {
            long appended = 0;
            while (appended < most) {
                // What the content throws is not the storage's failure.
                int count = content.readNBytes(buffer, 0, (int) Math.min(buffer.length, most - appended));
                if (count == 0) {
                    break;
                }
                write(ByteBuffer.wrap(buffer, 0, count));
                appended += count;
            }
            return appended;
        }

        private void write(ByteBuffer chunk) throws IOException {
            budget.spend(chunk.remaining(), path);
            written += chunk.remaining();
            try {
                while (chunk.hasRemaining()) {
                    channel.write(chunk);
                }
            } catch (IOException e) {
                throw failures.writing(path, e);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                channel.close();
            } catch (IOException e) {
                throw failures.writing(path, e);
            }
        }

        private void move(long offset) throws IOException {
            try {
                channel.position(offset);
            } catch (IOException e) {
                // lseek(2): EINVAL for an offset past what the file system can hold.
                throw failures.writing(path, new IOException("File too large (" + offset + " bytes)", e));
            }
        }

        /** Gives the file its length by its last byte, if that is in a hole: a channel cannot be made longer otherwise. */
        private void extend(long sizeBytes, List<Extent> extents) throws IOException {
            long end = 0;
            for (Extent extent : extents) {
                end = extent.length() > 0 ? extent.offset() + extent.length() : end;
            }
            if (end < sizeBytes) {
                move(sizeBytes - 1);
                buffer[0] = 0;
                write(ByteBuffer.wrap(buffer, 0, 1));
            }
        }
    }
}
