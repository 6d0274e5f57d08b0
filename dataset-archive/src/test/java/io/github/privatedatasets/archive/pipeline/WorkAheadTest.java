// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkAheadTest {
    private final ExecutorService pool = Executors.newFixedThreadPool(2);
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void endThePool() {
        pool.shutdownNow();
    }

    @Test
    void givesResultsAndFailuresInOrder() throws IOException {
        try (WorkAhead<Integer> ahead = new WorkAhead<>(pool, 2)) {
            for (int i = 0; i < 100; i++) {
                int number = i;
                ahead.add(() -> {
                    if (number == 50) {
                        throw new IOException("failed");
                    }
                    return number;
                });
            }
            for (int i = 0; i < 50; i++) {
                assertThat(ahead.take()).isEqualTo(i);
            }
            assertThatThrownBy(ahead::take).isInstanceOf(IOException.class).hasMessage("failed");
            assertThat(ahead.take()).isEqualTo(51);
            assertThat(ahead.size()).isEqualTo(48);
        }
    }

    @Test
    void asksForNoMoreWorkersThanAllowedAndForNoneWhereOneThreadIsAllowed() {
        for (int parallelism : new int[] {1, 2, 3}) {
            List<Runnable> asked = new ArrayList<>();
            try (WorkAhead<Integer> ahead = new WorkAhead<>(asked::add, parallelism)) {
                for (int i = 0; i < 10; i++) {
                    ahead.add(() -> 1);
                }
                assertThat(asked).hasSize(parallelism == 1 ? 0 : parallelism);
            }
        }
    }

    @Test
    void workersThatComeTooLateFindNothingToDo() throws IOException {
        ArrayDeque<Runnable> asked = new ArrayDeque<>();
        AtomicInteger runs = new AtomicInteger();
        try (WorkAhead<Integer> ahead = new WorkAhead<>(asked::add, 2)) {
            ahead.add(runs::incrementAndGet);
            ahead.add(runs::incrementAndGet);
            assertThat(ahead.take()).isEqualTo(1);
        }
        asked.forEach(Runnable::run);

        assertThat(runs).hasValue(1);
    }

    @Test
    void closeWaitsForTheTaskThatRunsAndLetsNoOtherStart() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        WorkAhead<Integer> ahead = new WorkAhead<>(pool, 2);
        ahead.add(this::untilToldToGoOn);
        started.await();
        Thread closing = new Thread(ahead::close);
        closing.start();
        while (closing.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        goOn.countDown();
        closing.join();
        assertThat(ahead.size()).isZero();

        ahead.add(runs::incrementAndGet);
        assertThat(ahead.take()).isEqualTo(1); // once cleared, it may be used again
    }

    @Test
    void interruptEndsTheWaitForAResultButNotTheTask() throws Exception {
        WorkAhead<Integer> ahead = new WorkAhead<>(pool, 2);
        ahead.add(this::untilToldToGoOn);
        started.await();
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(ahead::take).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
        assertThat(ahead.size()).isEqualTo(1);
        goOn.countDown();
        assertThat(ahead.take()).isEqualTo(7);
    }

    private int untilToldToGoOn() throws InterruptedException {
        started.countDown();
        goOn.await();
        return 7;
    }
}
