// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReadAheadStreamTest {
    private static final Closeable NO_ORIGIN = () -> {};

    private final ExecutorService pool = Executors.newFixedThreadPool(2);
    private final byte[] bytes = new byte[5_000_000];

    ReadAheadStreamTest() {
        new Random(3).nextBytes(bytes);
    }

    @AfterEach
    void endThePool() {
        pool.shutdownNow();
    }

    @Test
    void givesTheSameBytesWhateverTheWorkersDo() throws IOException {
        Executor never = task -> {};
        Executor refusing = task -> {
            throw new RejectedExecutionException();
        };
        Executor atOnce = Runnable::run;
        for (Executor workers : List.of(pool, never, refusing, atOnce)) {
            try (InputStream ahead = new ReadAheadStream(new ByteArrayInputStream(bytes), NO_ORIGIN, workers)) {
                assertThat(ahead.readAllBytes()).isEqualTo(bytes);
                assertThat(ahead.read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void readsAheadNoMoreThanItsChunks() throws IOException {
        List<Runnable> asked = new ArrayList<>();
        InputStream source = new ByteArrayInputStream(bytes);
        try (InputStream ahead = new ReadAheadStream(source, NO_ORIGIN, asked::add)) {
            assertThat(ahead.read()).isNotNegative();
            asked.forEach(Runnable::run);
            assertThat(bytes.length - source.available()).isEqualTo(8 * 256 * 1024);
        }
    }

    @Test
    void asksForAWorkerAgainWhenHalfOfTheChunksAreFree() throws IOException {
        List<Runnable> asked = new ArrayList<>();
        try (InputStream ahead = new ReadAheadStream(new ByteArrayInputStream(bytes), NO_ORIGIN, asked::add)) {
            assertThat(ahead.read()).isNotNegative();
            assertThat(asked).hasSize(1);
            asked.get(0).run();
            for (int chunk = 2; chunk <= 8; chunk++) {
                assertThat(ahead.readNBytes(256 * 1024)).hasSize(256 * 1024);
                assertThat(asked).as("at chunk %d of 8", chunk).hasSize(chunk < 4 ? 1 : 2);
            }
        }
    }

    @Test
    void failureOfTheSourceComesAfterTheBytesBeforeIt() {
        InputStream broken = new FilterInputStream(new ByteArrayInputStream(bytes, 0, 700_000)) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = super.read(buffer, offset, length);
                if (count < 0) {
                    throw new IOException("broke");
                }
                return count;
            }
        };
        InputStream ahead = new ReadAheadStream(broken, NO_ORIGIN, pool);
        assertThatThrownBy(() -> {
                    assertThat(ahead.readNBytes(700_000)).hasSize(700_000);
                    ahead.read();
                })
                .hasMessage("broke");
    }

    @Test
    void closeWaitsForTheWorkerThatReads() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean readAfterClose = new AtomicBoolean();
        AtomicBoolean sourceClosed = new AtomicBoolean();
        InputStream source = new FilterInputStream(new ByteArrayInputStream(bytes)) {
            private int reads;

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                readAfterClose.compareAndSet(false, sourceClosed.get());
                if (++reads == 2) {
                    reading.countDown();
                    awaitQuietly(goOn);
                }
                return super.read(buffer, offset, length);
            }

            @Override
            public void close() {
                sourceClosed.set(true);
            }
        };
        InputStream ahead = new ReadAheadStream(source, NO_ORIGIN, pool);
        ahead.read();
        reading.await();
        Thread closing = new Thread(() -> {
            try {
                ahead.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        closing.start();
        while (closing.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(sourceClosed).isFalse();
        goOn.countDown();
        closing.join();
        assertThat(sourceClosed).isTrue();
        assertThat(readAfterClose).isFalse();
    }

    @Test
    void closeEndsAReadThatWouldBlockForEver() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch originClosed = new CountDownLatch(1);
        InputStream source = new FilterInputStream(new ByteArrayInputStream(bytes)) {
            private int reads;

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                if (++reads == 2) {
                    reading.countDown();
                    awaitQuietly(originClosed);
                    throw new IOException("the origin is closed");
                }
                return super.read(buffer, offset, length);
            }
        };
        InputStream ahead = new ReadAheadStream(source, originClosed::countDown, pool);
        ahead.read();
        reading.await();
        ahead.close();
        assertThat(originClosed.getCount()).isZero();
    }

    /** As a decoder of a stream that holds millions of empty members has it. */
    @Test
    void closeEndsAWorkerWhoseSourceGivesLittleAtATime() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger reads = new AtomicInteger();
        InputStream source = new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                if (reads.incrementAndGet() == 3) {
                    reading.countDown();
                    awaitQuietly(goOn);
                }
                return super.read(buffer, offset, reads.get() < 3 ? length : 1);
            }
        };
        InputStream ahead = new ReadAheadStream(source, goOn::countDown, pool);
        ahead.read();
        reading.await();
        ahead.close();
        assertThat(reads).hasValue(3);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
