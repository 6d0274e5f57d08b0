// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.TransferFailedException;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.DatasetSource;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteListing;
import io.github.privatedatasets.spi.RemoteObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** A source whose objects fail, or come with a wrong byte, as often as a test says. */
final class FaultySource implements DatasetSource {
    private final DatasetSource source;
    private final Map<String, Integer> wrong = new ConcurrentHashMap<>();
    private final Map<String, DatasetException> refused = new ConcurrentHashMap<>();
    private final Map<String, Long> brokenAt = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> hanging = new ConcurrentHashMap<>();
    private final List<String> opened = new CopyOnWriteArrayList<>();
    private final AtomicLong asked = new AtomicLong();
    private volatile boolean digests = true;

    FaultySource(DatasetSource source) {
        this.source = source;
    }

    /** The object's byte in the middle is wrong, so many times. */
    FaultySource wrong(String path, int times) {
        wrong.put(path, times);
        return this;
    }

    FaultySource refuses(String path, DatasetException error) {
        refused.put(path, error);
        return this;
    }

    /** The network fails for good at this byte of the object, until it is mended. */
    FaultySource breaks(String path, long at) {
        brokenAt.put(path, at);
        return this;
    }

    /** No more bytes come from this byte of the object on, until the connection is closed. Returns what tells that somebody waits. */
    CountDownLatch hangs(String path, long at) {
        CountDownLatch reached = new CountDownLatch(1);
        hanging.put(path, reached);
        breaks(path, at);
        return reached;
    }

    /** The network works again, and nothing was asked for. */
    FaultySource mended() {
        brokenAt.clear();
        hanging.clear();
        refused.clear();
        opened.clear();
        asked.set(0);
        return this;
    }

    /** From here on the store tells no digest. */
    FaultySource withoutDigests() {
        digests = false;
        return this;
    }

    /** Returns how many bytes were asked for. */
    long asked() {
        return asked.get();
    }

    /** Returns the paths whose bytes were asked for, in order. */
    List<String> opened() {
        return opened;
    }

    @Override
    public Set<String> schemes() {
        return source.schemes();
    }

    @Override
    public RemoteDataset resolve(DatasetSpec spec) throws DatasetException, InterruptedException {
        RemoteDataset dataset = source.resolve(spec);
        return new RemoteDataset() {
            @Override
            public boolean isFolder() {
                return dataset.isFolder();
            }

            @Override
            public RemoteListing list() throws DatasetException, InterruptedException {
                RemoteListing listing = dataset.list();
                return new RemoteListing() {
                    @Override
                    public RemoteObject next() throws DatasetException, InterruptedException {
                        RemoteObject object = listing.next();
                        return object == null || digests ? object : object.withChecksum(Optional.empty());
                    }

                    @Override
                    public void close() {
                        listing.close();
                    }
                };
            }

            @Override
            public RemoteContent open(RemoteObject object, long offset, long length)
                    throws DatasetException, InterruptedException {
                opened.add(object.path());
                if (refused.containsKey(object.path())) {
                    throw refused.get(object.path());
                }
                asked.addAndGet(length);
                long breaks = brokenAt.getOrDefault(object.path(), Long.MAX_VALUE) - offset;
                return faulty(object, dataset.open(object, offset, length), breaks);
            }

            @Override
            public void close() {
                dataset.close();
            }
        };
    }

    private static void awaitClose(CountDownLatch closed) throws IOException {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private RemoteContent faulty(RemoteObject object, RemoteContent content, long breaks) {
        byte[] bytes;
        try {
            bytes = content.stream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (wrong.merge(object.path(), -1, Integer::sum) >= 0) {
            bytes[bytes.length / 2] ^= 1;
        }
        CountDownLatch reached = hanging.get(object.path());
        CountDownLatch closed = new CountDownLatch(1);
        InputStream stream = breaks >= bytes.length
                ? new ByteArrayInputStream(bytes)
                : new SequenceInputStream(
                        new ByteArrayInputStream(bytes, 0, (int) Math.max(0, breaks)), new InputStream() {
                            @Override
                            public int read() throws IOException {
                                if (reached != null) {
                                    reached.countDown();
                                    awaitClose(closed);
                                    throw new IOException("closed");
                                }
                                throw new TransferFailedException(object.path(), 0, 1, new IOException("no network"));
                            }

                            @Override
                            public int read(byte[] buffer, int offset, int length) throws IOException {
                                return read();
                            }
                        });
        return new RemoteContent() {
            @Override
            public InputStream stream() {
                return stream;
            }

            @Override
            public Optional<Checksum> checksum() {
                return digests ? content.checksum() : Optional.empty();
            }

            @Override
            public void close() {
                closed.countDown();
                content.close();
            }
        };
    }

    @Override
    public void close() {
        source.close();
    }
}
