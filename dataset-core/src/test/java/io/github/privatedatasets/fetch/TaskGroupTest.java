// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskGroupTest {
    private final ExecutorService pool = Executors.newFixedThreadPool(2);

    @AfterEach
    void endThePool() {
        pool.shutdownNow();
    }

    @Test
    void runsEveryTaskAlsoOnOneThread() throws Exception {
        ExecutorService single = Executors.newSingleThreadExecutor();
        AtomicInteger done = new AtomicInteger();
        try (TaskGroup tasks = new TaskGroup(single, 4, () -> {})) {
            for (int i = 0; i < 100; i++) {
                tasks.submit(done::incrementAndGet);
            }
            tasks.join();
        } finally {
            single.shutdownNow();
        }
        assertThat(done).hasValue(100);
    }

    @Test
    void streamsAreCancelledBeforeTheirReadersAreInterrupted() throws Exception {
        // A reader woken first would take its broken read for a broken connection, say so, and pause.
        AtomicReference<Thread> reader = new AtomicReference<>();
        CountDownLatch reading = new CountDownLatch(1);
        AtomicBoolean wokenFirst = new AtomicBoolean();
        AtomicBoolean woken = new AtomicBoolean();
        try (TaskGroup tasks = new TaskGroup(
                pool, 1, () -> wokenFirst.set(woken.get() || reader.get().isInterrupted()))) {
            tasks.submit(() -> {
                reader.set(Thread.currentThread());
                reading.countDown();
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
                woken.set(true);
            });
            reading.await();
        }
        assertThat(woken).isTrue();
        assertThat(wokenFirst).isFalse();
    }

    @Test
    void firstFailureEndsTheOthersBeforeCloseReturns() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        try (TaskGroup tasks = new TaskGroup(pool, 2, () -> {})) {
            tasks.submit(() -> {
                running.incrementAndGet();
                blocked.countDown();
                try {
                    new CountDownLatch(1).await();
                } finally {
                    running.decrementAndGet();
                }
            });
            blocked.await();
            tasks.submit(() -> {
                throw new IOException("broke");
            });
            assertThatThrownBy(tasks::join).hasMessage("broke");
        }
        assertThat(running).hasValue(0);
    }

    @Test
    void interruptReachesTheOwnerWhileTasksAreBlocked() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch freed = new CountDownLatch(1);
        try (TaskGroup tasks = new TaskGroup(pool, 2, freed::countDown)) {
            tasks.submit(() -> {
                started.countDown();
                boolean waiting = true;
                while (waiting) {
                    try {
                        freed.await();
                        waiting = false;
                    } catch (InterruptedException e) {
                        // a socket read that interrupts do not end: only onCancel does
                    }
                }
            });
            started.await();
            Thread.currentThread().interrupt();
            assertThatThrownBy(tasks::join).isInstanceOf(InterruptedException.class);
        }
        assertThat(freed.getCount()).isZero();
    }

    @Test
    void interruptOfThePoolsOwnThreadIsAFailureAndNoBug() throws Exception {
        try (TaskGroup tasks = new TaskGroup(pool, 1, () -> {})) {
            tasks.submit(() -> {
                throw new InterruptedException("the pool is shut down");
            });
            assertThatThrownBy(tasks::join)
                    .isInstanceOf(InterruptedIOException.class)
                    .hasCauseInstanceOf(InterruptedException.class);
        }
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void leavesNoInterruptBehindOnThePoolsThreads() throws Exception {
        ExecutorService single = Executors.newSingleThreadExecutor();
        try {
            CountDownLatch started = new CountDownLatch(1);
            try (TaskGroup tasks = new TaskGroup(single, 1, () -> {})) {
                tasks.submit(() -> {
                    started.countDown();
                    new CountDownLatch(1).await();
                });
                started.await();
            }
            assertThat(single.submit(() -> Thread.currentThread().isInterrupted())
                            .get())
                    .isFalse();
        } finally {
            single.shutdownNow();
        }
    }

    @Test
    void doesItselfWhatThePoolRefuses() throws Exception {
        pool.shutdownNow();
        List<Thread> workers = new ArrayList<>();
        try (TaskGroup tasks = new TaskGroup(pool, 1, () -> {})) {
            for (int i = 0; i < 3; i++) {
                tasks.submit(() -> workers.add(Thread.currentThread()));
            }
            tasks.join();
            assertThatThrownBy(() -> tasks.submit(() -> {
                        throw new IOException("broke");
                    }))
                    .hasMessage("broke");
        }
        assertThat(workers).hasSize(3).containsOnly(Thread.currentThread());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answersAnInterruptOfWhatItDoesItself(boolean poolRefuses) throws IOException {
        Executor full = poolRefuses
                ? task -> {
                    throw new RejectedExecutionException("the queue is full");
                }
                : Runnable::run;
        try (TaskGroup tasks = new TaskGroup(full, 1, () -> {})) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> tasks.submit(() -> {
                        throw new InterruptedIOException("reading was interrupted");
                    }))
                    .isInstanceOf(InterruptedException.class)
                    .hasMessage("reading was interrupted");
        }
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void whatItOffersRunsOnAnotherThreadOrNot() throws Exception {
        AtomicInteger done = new AtomicInteger();
        try (TaskGroup tasks = new TaskGroup(Runnable::run, 1, () -> {})) {
            assertThat(tasks.offer(done::incrementAndGet)).isFalse();
        }
        assertThat(done).hasValue(0);
        try (TaskGroup tasks = new TaskGroup(pool, 1, () -> {})) {
            assertThat(tasks.offer(done::incrementAndGet)).isTrue();
            tasks.join();
        }
        assertThat(done).hasValue(1);
    }
}
