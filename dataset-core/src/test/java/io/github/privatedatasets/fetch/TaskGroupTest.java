package io.github.privatedatasets.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
    void poolThatTakesNoTasksIsSaidSo() throws IOException {
        pool.shutdownNow();
        try (TaskGroup tasks = new TaskGroup(pool, 1, () -> {})) {
            assertThatThrownBy(() -> tasks.submit(() -> {}))
                    .hasMessageContaining("it was shut down, or its queue is full");
        }
    }
}
