// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.tar;

import io.github.privatedatasets.archive.pipeline.WorkAhead;
import io.github.privatedatasets.spi.EntrySink;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Writes small files by several workers, some files at a time, while the archive is read on: making a file takes longer than reading it, and
 * on a file server it is a round trip or three.
 *
 * <p>As many batches wait as there are processors, and more where files are found to be slow. Entries of one path, and links to it, keep their
 * order. Of several failures the first in the archive's order is thrown.
 *
 * <p>Memory is {@value #BATCH_BYTES} bytes for each of {@value #MOST_BATCHES} batches and the one that is filled. One thread uses it. After
 * {@link #close} no worker writes.
 */
final class SmallFiles implements Closeable {
    static final int MAX_BYTES = 256 << 10;

    /** A local disk takes a twentieth of that; making, filling and describing a file on a file server is several round trips. */
    private static final long SLOW_NANOS = 1_000_000;

    /** Small enough not to be a humongous object of the garbage collector, whatever the heap. */
    private static final int BATCH_BYTES = 384 << 10;

    /** On a file server they wait, mostly: more than there are processors. */
    private static final int MOST_BATCHES = 8;

    private final EntrySink sink;
    private final WorkAhead<Written> ahead;
    private final int usualBatches;
    private final Deque<byte[]> free = new ArrayDeque<>();
    private final Set<String> pending = new HashSet<>();
    private FileBatch filling = new FileBatch(new byte[BATCH_BYTES]);
    private boolean slow;

    private record Written(FileBatch batch, long nanosEach) {}

    /** Makes a writer for as many processors. */
    SmallFiles(EntrySink sink, Executor workers, int processors) {
        this.sink = sink;
        this.ahead = new WorkAhead<>(workers, MOST_BATCHES);
        this.usualBatches = Math.min(MOST_BATCHES, processors + 1);
    }

    /** Waits, before an entry is handed to the sink, until those are written that it replaces or leads to. */
    void await(TarEntry entry) throws IOException {
        String path = entry.path();
        if (pending.contains(path.endsWith("/") ? path.substring(0, path.length() - 1) : path)
                || pending.contains(entry.target())
                || isOdd(path)) {
            finish();
        }
    }

    /** Tells a path that the sink may refuse: offenders are named in the archive's order, and end the reading. */
    private static boolean isOdd(String path) {
        return path.startsWith("/")
                || path.contains("..")
                || path.chars().anyMatch(c -> c < ' ' || c == '\\' || c == ':' || c == 0x7f);
    }

    /** Writes a file of so many bytes, at most {@value #MAX_BYTES}, which are read now, and written now or soon. */
    void write(TarEntry file, InputStream content, int size) throws IOException {
        if (!filling.hasRoom(size)) {
            handOver();
        }
        pending.add(file.path());
        filling.add(file, content, size);
        if (isOdd(file.path())) {
            finish(); // what follows is not even read if this one is refused
        }
    }

    private void handOver() throws IOException {
        FileBatch batch = filling;
        ahead.add(() -> new Written(batch, batch.writeTo(sink)));
        while (ahead.size() >= (slow ? MOST_BATCHES : usualBatches)) {
            takeFirst();
        }
        byte[] kept = free.poll();
        filling = new FileBatch(kept == null ? new byte[BATCH_BYTES] : kept);
    }

    private void takeFirst() throws IOException {
        Written first = ahead.take();
        slow = first.nanosEach() >= SLOW_NANOS;
        first.batch().paths().forEach(pending::remove);
        free.add(first.batch().memory());
    }

    /** Waits until all are written. */
    void finish() throws IOException {
        if (!filling.isEmpty()) {
            handOver();
        }
        while (ahead.size() > 0) {
            takeFirst();
        }
    }

    /** Drops those that no worker has begun, and waits for the others. */
    @Override
    public void close() {
        ahead.close();
    }
}
