// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.tar;

import io.github.privatedatasets.archive.pipeline.WorkAhead;
import io.github.privatedatasets.spi.EntrySink;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Writes small files by several workers where each takes long, as on a file server, for which making a file is a round trip or three. Where they are
 * written fast, as on a local disk, the thread that reads writes them itself: handing them over would cost more than it saves.
 *
 * <p>Which of the two it is shows from how long some files take, their bytes being in memory before. Entries of one path, and links
 * to it, keep their order. Of several failures the first in the archive's order is thrown.
 *
 * <p>Memory is {@value #WINDOW_BYTES} bytes, and {@value #MAX_BYTES} for one file. One thread uses it. After {@link #close} no worker writes.
 */
final class SmallFiles implements Closeable {
    static final int MAX_BYTES = 256 << 10;
    /** A local disk takes a twentieth of that; making, filling and describing a file on a file server is several round trips. */
    static final long SLOW_NANOS = 1_000_000;

    private static final int WINDOW_BYTES = 8 << 20;
    private static final int WINDOW_FILES = 64;
    private static final int FILES_JUDGED = 32;
    /** Not what they take together: a JVM that has just started needs as long for its first ones as a file server does. */
    private static final int FILES_SLOW = 24;
    /** After so many it is looked at again: a local disk may have been slow only for a while. */
    private static final int FILES_UNTIL_JUDGED_AGAIN = 1024;

    /** They wait, mostly: not as many as there are processors. */
    private static final int WRITERS = 8;

    private final EntrySink sink;
    private final long slowNanos;
    private final WorkAhead<Written> ahead;
    /** A file whose writing is timed, which must not wait for its bytes meanwhile. */
    private final byte[] oneFile = new byte[MAX_BYTES];

    private final Set<String> pending = new HashSet<>();
    private long pendingBytes;
    private int judged;
    private int slow;
    /** So many files are still written as was found best, before it is looked at again. */
    private int leftAsFound;

    private boolean foundSlow;

    private record Written(String path, int bytes) {}

    /** Takes files for slow that need so long each. */
    SmallFiles(EntrySink sink, Executor workers, long slowNanos) {
        this.sink = sink;
        this.slowNanos = slowNanos;
        this.ahead = new WorkAhead<>(workers, WRITERS);
    }

    /** Waits, before an entry is handed to the sink, until those are written that it replaces or leads to. */
    void await(TarEntry entry) throws IOException {
        if (ahead.size() == 0) {
            return;
        }
        String named = entry.path();
        String path = named.endsWith("/") ? named.substring(0, named.length() - 1) : named;
        if (pending.contains(path) || pending.contains(entry.target()) || isOdd(path)) {
            finish();
        }
    }

    /** Tells a path that the sink may refuse: offenders are named in the archive's order. */
    private static boolean isOdd(String path) {
        String slashed = "/" + path + "/";
        return slashed.contains("//")
                || slashed.contains("/./")
                || slashed.contains("/../")
                || path.startsWith(":", 1)
                || path.chars().anyMatch(c -> Character.isISOControl(c) || c == '\\');
    }

    /** Writes a file of so many bytes, at most {@value #MAX_BYTES}, which are read now, and written now or soon. */
    void write(TarEntry file, InputStream content, int size) throws IOException {
        if (leftAsFound == 0) {
            finish();
            judge(file, content, size);
            return;
        }
        leftAsFound--;
        if (!foundSlow) {
            sink.file(file.path(), file.attributes(), content);
            return;
        }
        while (ahead.size() >= WINDOW_FILES || (ahead.size() > 0 && pendingBytes + size > WINDOW_BYTES)) {
            takeFirst();
        }
        byte[] bytes = content.readNBytes(size);
        pending.add(file.path());
        pendingBytes += size;
        ahead.add(() -> {
            writeNow(file, bytes, size);
            return new Written(file.path(), size);
        });
    }

    private void judge(TarEntry file, InputStream content, int size) throws IOException {
        int count = content.readNBytes(oneFile, 0, size);
        long start = System.nanoTime();
        writeNow(file, oneFile, count);
        slow += System.nanoTime() - start >= slowNanos ? 1 : 0;
        judged++;
        if (judged == FILES_JUDGED) {
            foundSlow = slow >= FILES_SLOW;
            leftAsFound = FILES_UNTIL_JUDGED_AGAIN;
            judged = 0;
            slow = 0;
        }
    }

    private void writeNow(TarEntry file, byte[] content, int size) throws IOException {
        ByteArrayInputStream bytes = new ByteArrayInputStream(content, 0, size);
        sink.file(file.path(), file.attributes(), bytes);
        if (bytes.available() > 0) {
            sink.skipping(bytes.available());
        }
    }

    private void takeFirst() throws IOException {
        Written first = ahead.take();
        pending.remove(first.path());
        pendingBytes -= first.bytes();
    }

    /** Waits until all are written. */
    void finish() throws IOException {
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
