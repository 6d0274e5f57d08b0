// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.zip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.errors.TransferFailedException;
import io.github.privatedatasets.spi.EntryAttributes;
import io.github.privatedatasets.spi.EntrySink;
import io.github.privatedatasets.spi.Extent;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ZipParallelTest {
    private static final int WORKERS = 4;
    private static final int ENTRIES = 40;
    private static final int ENTRY_BYTES = 64 << 10;

    private final ExecutorService pool = Executors.newFixedThreadPool(WORKERS);
    private final Thread caller = Thread.currentThread();

    @AfterEach
    void endPool() {
        pool.shutdownNow();
    }

    @Test
    void expandsAllWhereNoWorkerStarts() throws Exception {
        assertExpandsAll(task -> {});
    }

    @Test
    void expandsAllWhereThePoolRefuses() throws Exception {
        assertExpandsAll(task -> {
            throw new RejectedExecutionException();
        });
    }

    @Test
    void expandsAllWhereThePoolRunsTasksInTheCaller() throws Exception {
        assertExpandsAll(Runnable::run);
    }

    @Test
    void expandsAllOnManyWorkers() throws Exception {
        assertExpandsAll(pool);
    }

    @Test
    void expandsAsManyEntriesAtATimeAsItMay() throws Exception {
        // Each waits for the others: with fewer at a time none would ever end.
        CyclicBarrier all = new CyclicBarrier(WORKERS);
        Map<String, Integer> firstOf = new ConcurrentHashMap<>();
        extract(
                new RangedBytes(zip()),
                new Sink() {
                    @Override
                    public void file(String path, EntryAttributes attributes, InputStream content) throws IOException {
                        if (firstOf.merge(Thread.currentThread().getName(), 1, Integer::sum) == 1) {
                            await(all);
                        }
                        super.file(path, attributes, content);
                    }
                },
                pool);

        assertThat(firstOf).hasSize(WORKERS);
    }

    @Test
    void fetchesNeighboursByOneRequestAndNothingTwice() throws Exception {
        byte[] zip = zip();
        RangedBytes archive = new RangedBytes(zip);
        extract(archive, new Sink(), pool);

        // The end, and at most so many runs; each byte once, but for those of the end that are entries too.
        assertThat(archive.ranges()).isBetween(WORKERS, WORKERS * 4 + 2);
        assertThat(archive.asked()).isLessThanOrEqualTo(zip.length + ZipEnd.TAIL_BYTES);
    }

    @Test
    void fetchesTheLargestEntryFirst() throws Exception {
        ZipBytes zip = new ZipBytes();
        for (int size : new int[] {300_000, 400_000, 900_000, 500_000}) {
            zip.entry("size" + size, 0100644, ZipEntry.STORED, noise(size, size));
        }
        Sink sink = new Sink();
        extract(new RangedBytes(zip.end()), sink, task -> {});

        assertThat(sink.order).containsExactly("size900000", "size500000", "size400000", "size300000");
    }

    @Test
    void tellsTheSinkOfContentThatItDoesNotRead() throws Exception {
        List<Long> skipped = new ArrayList<>();
        byte[] zip = new ZipBytes()
                .stored("../x", "content")
                .entry("fifo", 0010644, ZipEntry.STORED, new byte[0])
                .stored("a", "more")
                .end();
        extract(
                new RangedBytes(zip),
                new Sink() {
                    @Override
                    public void file(String path, EntryAttributes attributes, InputStream content) {}

                    @Override
                    public void refuse(String path, String reason) {}

                    @Override
                    public void skipping(long bytes) {
                        skipped.add(bytes);
                    }
                },
                task -> {});

        assertThat(skipped).containsExactly(7L, 0L, 4L);
    }

    @Test
    void doesNothingInTasksThatStartLate() throws Exception {
        List<Runnable> late = new ArrayList<>();
        RangedBytes archive = new RangedBytes(zip());
        Sink sink = new Sink();
        extract(archive, sink, late::add);
        int ranges = archive.ranges();
        late.forEach(Runnable::run);

        assertThat(late).hasSize(WORKERS - 1);
        assertThat(sink.order).hasSize(ENTRIES);
        assertThat(archive.ranges()).isEqualTo(ranges);
    }

    @Test
    void throwsTheFirstFailureAndEndsReadsThatAreBlocked() throws Exception {
        TransferFailedException broken = new TransferFailedException("s3://b/a", 1, 1, null);
        CountDownLatch blocked = new CountDownLatch(1);
        RangedBytes archive = new RangedBytes(zip()) {
            @Override
            void beforeRead(long offset, CountDownLatch closed) throws IOException {
                if (Thread.currentThread() != caller) {
                    blocked.countDown();
                    await(closed);
                    throw new IOException("closed");
                } else if (offset < sizeBytes() - ZipEnd.TAIL_BYTES) {
                    await(blocked);
                    throw broken;
                }
            }
        };

        assertThat(catchThrowable(() -> extract(archive, new Sink(), pool))).isSameAs(broken);
        assertThat(archive.open()).isZero();
    }

    @Test
    void leavesNoneAtWorkAfterAFailure() throws Exception {
        byte[] zip = zip();
        zip[zip.length / 2] ^= 1;
        AtomicInteger atWork = new AtomicInteger();
        RangedBytes archive = new RangedBytes(zip);
        Sink sink = new Sink() {
            @Override
            public void file(String path, EntryAttributes attributes, InputStream content) throws IOException {
                atWork.incrementAndGet();
                try {
                    super.file(path, attributes, content);
                } finally {
                    atWork.decrementAndGet();
                }
            }
        };

        assertThat(catchThrowable(() -> extract(archive, sink, pool)))
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageContaining("has the CRC");
        assertThat(atWork).hasValue(0);
        assertThat(archive.open()).isZero();
    }

    @Test
    void endsAtOnceWhenTheCallerIsInterrupted() throws Exception {
        CountDownLatch blocked = new CountDownLatch(WORKERS - 1);
        FutureTask<Throwable> run = new FutureTask<>(() -> {
            Thread expanding = Thread.currentThread();
            RangedBytes archive = new RangedBytes(zip()) {
                @Override
                void beforeRead(long offset, CountDownLatch closed) throws IOException {
                    if (Thread.currentThread() != expanding) {
                        blocked.countDown();
                        await(closed);
                        throw new IOException("closed");
                    } else if (offset < sizeBytes() - ZipEnd.TAIL_BYTES) {
                        await(blocked);
                    }
                }
            };
            Throwable thrown = catchThrowable(() -> extract(archive, new Sink(), pool));
            assertThat(archive.open()).isZero();
            return thrown;
        });
        Thread thread = new Thread(run);
        thread.start();
        await(blocked);
        thread.interrupt();

        assertThat(run.get()).isInstanceOf(InterruptedException.class);
    }

    private static void assertExpandsAll(Executor workers) throws Exception {
        RangedBytes archive = new RangedBytes(zip());
        Sink sink = new Sink();
        extract(archive, sink, workers);

        assertThat(sink.files).isEqualTo(files());
        assertThat(archive.open()).isZero();
    }

    private static void extract(RangedBytes archive, EntrySink sink, Executor workers)
            throws IOException, InterruptedException {
        new ZipExtractor(WORKERS).extract(archive, sink, workers);
    }

    private static byte[] zip() throws IOException {
        ZipBytes zip = new ZipBytes();
        for (int i = 0; i < ENTRIES; i++) {
            zip.entry(name(i), 0100644, i % 2 == 0 ? ZipEntry.STORED : ZipEntry.DEFLATED, content(i));
        }
        return zip.end();
    }

    /** Each file's name, and the hash of its bytes. */
    private static Map<String, Integer> files() {
        Map<String, Integer> files = new TreeMap<>();
        for (int i = 0; i < ENTRIES; i++) {
            files.put(name(i), Arrays.hashCode(content(i)));
        }
        return files;
    }

    private static String name(int number) {
        return "dir/" + number;
    }

    private static byte[] content(int number) {
        return noise(number, ENTRY_BYTES + number);
    }

    private static byte[] noise(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // for the extractor to see
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new AssertionError(e);
        }
    }

    /** Keeps the hash of each file's bytes, and the order in which they came. */
    private static class Sink implements EntrySink {
        final Map<String, Integer> files = new ConcurrentHashMap<>();
        final List<String> order = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void file(String path, EntryAttributes attributes, InputStream content) throws IOException {
            files.put(path, Arrays.hashCode(content.readAllBytes()));
            order.add(path);
        }

        @Override
        public void sparseFile(
                String path, EntryAttributes attributes, long sizeBytes, List<Extent> extents, InputStream data) {
            throw new AssertionError("a zip has no sparse files");
        }

        @Override
        public void directory(String path, EntryAttributes attributes) {
            throw new AssertionError("no directory is in the archive");
        }

        @Override
        public void symbolicLink(String path, String target) {
            throw new AssertionError("no link is in the archive");
        }

        @Override
        public void hardLink(String path, String target) {
            throw new AssertionError("a zip has no hard links");
        }

        @Override
        public void refuse(String path, String reason) {
            throw new AssertionError(path + " is refused: it " + reason);
        }

        @Override
        public void warn(String message) {
            throw new AssertionError("a warning: " + message);
        }

        @Override
        public void skipping(long bytes) {
            throw new AssertionError("a zip is not read through");
        }
    }
}
