// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.spi.EntryAttributes;
import io.github.privatedatasets.spi.EntrySink;
import io.github.privatedatasets.spi.Extent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SmallFilesTest {
    /** As many as are written by the reader itself, to see how long they take. */
    private static final int JUDGED = 32;

    private final ExecutorService pool = Executors.newFixedThreadPool(4);
    private final Sink sink = new Sink();

    @AfterEach
    void endThePool() {
        pool.shutdownNow();
    }

    @Test
    void severalWritersWriteWhereFilesAreSlowAlsoIfNamesHaveColonsAndDots() throws Exception {
        for (String name : new String[] {"together", "2026-11-22T12:00:0", "dir:/etc..", "v..2/a...b"}) {
            CyclicBarrier two = new CyclicBarrier(2);
            sink.onFile = path -> {};
            try (SmallFiles files = slow(pool)) {
                writeJudged(files);
                sink.onFile = path -> {
                    if (path.startsWith(name)) {
                        meet(two);
                    }
                };
                for (int i = 0; i < 10; i++) {
                    files.await(file(name + i));
                    write(files, file(name + i), text("t" + i));
                }
                files.finish();
            }
            assertThat(sink.written).containsEntry(name + 9, "t9");
        }
        assertThat(sink.written).hasSize(JUDGED + 40);
    }

    @Test
    void theReaderWritesWhereFilesAreFast() throws Exception {
        Thread reader = Thread.currentThread();
        sink.onFile = path -> assertThat(Thread.currentThread()).isSameAs(reader);
        try (SmallFiles files = new SmallFiles(sink, pool, TimeUnit.HOURS.toNanos(1))) {
            for (int i = 0; i < 100; i++) {
                write(files, file("f" + i), text("x"));
            }
            files.finish();
        }
        assertThat(sink.written).hasSize(100);
    }

    @Test
    void worksWithWorkersThatNeverComeOrAreRefused() throws Exception {
        List<Executor> useless = List.of(task -> {}, task -> {
            throw new RejectedExecutionException();
        });
        for (Executor workers : useless) {
            sink.written.clear();
            try (SmallFiles files = slow(workers)) {
                writeJudged(files);
                for (int i = 0; i < 500; i++) {
                    write(files, file("f" + i), new byte[100_000]);
                }
                files.finish();
            }
            assertThat(sink.written).hasSize(JUDGED + 500);
        }
    }

    @Test
    void entriesOfOnePathAndLinksToItKeepTheirOrder() throws Exception {
        try (SmallFiles files = slow(pool)) {
            writeJudged(files);
            for (int version = 0; version < 50; version++) {
                for (String path : new String[] {"a", "b", "other" + version}) {
                    files.await(file(path));
                    write(files, file(path), text(path + version));
                }
                TarEntry link = new TarEntry(TarEntry.Kind.HARD_LINK, "h" + version, "a", EntryAttributes.PLAIN);
                files.await(link);
                assertThat(sink.written).containsEntry("a", "a" + version);
                TarEntry directory = new TarEntry(TarEntry.Kind.DIRECTORY, "b/", "", EntryAttributes.PLAIN);
                files.await(directory);
                assertThat(sink.written).containsEntry("b", "b" + version);
            }
        }
    }

    @Test
    void theFirstFailureInTheArchivesOrderIsThrownAndNothingRunsOn() throws Exception {
        sink.onFile = path -> {
            if (path.startsWith("bad")) {
                throw new IOException(path);
            }
        };
        SmallFiles files = slow(pool);
        assertThatThrownBy(() -> {
                    try (files) {
                        writeJudged(files);
                        for (int i = 0; i < 300; i++) {
                            write(files, file((i % 7 == 6 ? "bad" : "good") + i), text("x"));
                        }
                        files.finish();
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessage("bad6");

        assertThat(sink.inFlight).hasValue(0);
        int calls = sink.calls.get();
        pool.shutdown();
        assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(sink.calls).hasValue(calls);
    }

    @Test
    void interruptEndsTheWaitForWriters() throws Exception {
        CyclicBarrier begun = new CyclicBarrier(2);
        CyclicBarrier end = new CyclicBarrier(2);
        Thread reader = Thread.currentThread();
        try (SmallFiles files = slow(pool)) {
            writeJudged(files);
            sink.onFile = path -> {
                if (Thread.currentThread() != reader) {
                    meet(begun);
                    meet(end);
                }
            };
            write(files, file("held"), text("x"));
            meet(begun);
            reader.interrupt();
            assertThatThrownBy(files::finish).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
            meet(end);
        } finally {
            // For the tests after this one, should it fail.
            Thread.interrupted();
        }
        assertThat(sink.written).containsKey("held");
    }

    @Test
    void tellsTheSinkOfBytesItDidNotRead() throws Exception {
        sink.reads = false;
        try (SmallFiles files = slow(pool)) {
            write(files, file("a"), new byte[700]);
        }
        assertThat(sink.skipped).containsExactly(700L);
    }

    private SmallFiles slow(Executor workers) {
        return new SmallFiles(sink, workers, 0);
    }

    private void writeJudged(SmallFiles files) throws IOException {
        for (int i = 0; i < JUDGED; i++) {
            write(files, file("judged" + i), text("x"));
        }
    }

    private static void meet(CyclicBarrier barrier) throws IOException {
        try {
            barrier.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IOException("nobody else came", e);
        }
    }

    private static TarEntry file(String path) {
        return TarEntry.file(path, EntryAttributes.PLAIN, null);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private interface Hook {
        void call(String path) throws IOException;
    }

    /** Keeps files by path; the test says what else happens. */
    private static final class Sink implements EntrySink {
        final Map<String, String> written = new ConcurrentHashMap<>();
        final List<Long> skipped = Collections.synchronizedList(new ArrayList<>());
        final AtomicInteger inFlight = new AtomicInteger();
        final AtomicInteger calls = new AtomicInteger();
        volatile Hook onFile = path -> {};
        boolean reads = true;

        @Override
        public void file(String path, EntryAttributes attributes, InputStream content) throws IOException {
            inFlight.incrementAndGet();
            calls.incrementAndGet();
            try {
                onFile.call(path);
                if (reads) {
                    written.put(path, new String(content.readAllBytes(), StandardCharsets.UTF_8));
                }
            } finally {
                inFlight.decrementAndGet();
            }
        }

        @Override
        public void skipping(long bytes) {
            skipped.add(bytes);
        }

        @Override
        public void directory(String path, EntryAttributes attributes) {
            throw new AssertionError(path);
        }

        @Override
        public void sparseFile(
                String path, EntryAttributes attributes, long sizeBytes, List<Extent> extents, InputStream data) {
            throw new AssertionError(path);
        }

        @Override
        public void symbolicLink(String path, String target) {
            throw new AssertionError(path);
        }

        @Override
        public void hardLink(String path, String target) {
            throw new AssertionError(path);
        }

        @Override
        public void refuse(String path, String reason) {
            throw new AssertionError(path);
        }

        @Override
        public void warn(String message) {
            throw new AssertionError(message);
        }
    }

    private static void write(SmallFiles files, TarEntry file, byte[] content) throws IOException {
        files.write(file, new ByteArrayInputStream(content), content.length);
    }
}
