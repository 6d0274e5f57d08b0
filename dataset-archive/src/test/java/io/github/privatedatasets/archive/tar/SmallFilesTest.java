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
    /** So large that no other is written by the same worker with it. */
    private static final byte[] LARGE = new byte[SmallFiles.MAX_BYTES];

    private final ExecutorService pool = Executors.newFixedThreadPool(4);
    private final Sink sink = new Sink();

    @AfterEach
    void endThePool() {
        pool.shutdownNow();
    }

    @Test
    void severalWriteAtATime() throws Exception {
        CyclicBarrier two = new CyclicBarrier(2);
        sink.onFile = path -> {
            if (path.equals("f0") || path.equals("f1")) {
                meet(two);
            }
        };
        try (SmallFiles files = small(pool, 2)) {
            for (int i = 0; i < 10; i++) {
                write(files, file("f" + i), LARGE);
            }
            files.finish();
        }
        assertThat(sink.written).hasSize(10);
    }

    @Test
    void moreWriteWhereFilesAreSlow() throws Exception {
        CyclicBarrier four = new CyclicBarrier(4);
        sink.onFile = path -> {
            if (path.startsWith("together")) {
                meet(four);
            } else {
                passMilliseconds(2);
            }
        };
        try (SmallFiles files = small(pool, 1)) {
            for (int i = 0; i < 4; i++) {
                write(files, file("slow" + i), LARGE);
            }
            for (int i = 0; i < 4; i++) {
                write(files, file("together" + i), LARGE);
            }
            files.finish();
        }
        assertThat(sink.written).hasSize(8);
    }

    private static void passMilliseconds(long count) {
        for (long start = System.nanoTime(); System.nanoTime() - start < count * 1_000_000; ) {
            Thread.onSpinWait();
        }
    }

    @Test
    void keepsTheBytesOfFilesWhoseMemoryIsUsedAgain() throws Exception {
        try (SmallFiles files = small(pool, 4)) {
            for (int i = 0; i < 5000; i++) {
                write(files, file("f" + i), text("content of " + i + " ".repeat(i % 3000)));
            }
            files.finish();
        }
        assertThat(sink.written).hasSize(5000);
        sink.written.forEach(
                (path, content) -> assertThat(content.strip()).isEqualTo("content of " + path.substring(1)));
    }

    @Test
    void worksWithWorkersThatNeverComeOrAreRefused() throws Exception {
        List<Executor> useless = List.of(task -> {}, task -> {
            throw new RejectedExecutionException();
        });
        for (Executor workers : useless) {
            sink.written.clear();
            try (SmallFiles files = small(workers, 2)) {
                for (int i = 0; i < 500; i++) {
                    write(files, file("f" + i), new byte[100_000]);
                }
                files.finish();
            }
            assertThat(sink.written).hasSize(500);
        }
    }

    @Test
    void entriesOfOnePathAndLinksToItKeepTheirOrder() throws Exception {
        try (SmallFiles files = small(pool, 2)) {
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
        SmallFiles files = small(pool, 2);
        assertThatThrownBy(() -> {
                    try (files) {
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
        try (SmallFiles files = small(pool, 2)) {
            sink.onFile = path -> {
                if (path.equals("held")) {
                    meet(begun);
                    meet(end);
                }
            };
            write(files, file("held"), LARGE);
            write(files, file("next"), LARGE);
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
        try (SmallFiles files = small(pool, 2)) {
            write(files, file("a"), new byte[700]);
            files.finish();
        }
        assertThat(sink.skipped).containsExactly(700L);
    }

    private SmallFiles small(Executor workers, int processors) {
        return new SmallFiles(sink, workers, processors);
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
