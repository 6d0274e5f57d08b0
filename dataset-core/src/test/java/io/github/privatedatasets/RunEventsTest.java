// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunEventsTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final RunEvents events = new RunEvents(new StagingListener() {}, threads);
    private final List<String> taken = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void endTheThreads() {
        threads.shutdownNow();
    }

    @Test
    void replacesProgressThatASlowListenerHasNotTakenYetAndKeepsEverythingElse() throws Exception {
        CountDownLatch taking = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        events.tell(listener -> {
            taking.countDown();
            awaitUninterrupted(goOn);
            taken.add("planned");
        });
        taking.await();
        events.tellProgress(listener -> taken.add("1 %"));
        events.tellProgress(listener -> taken.add("2 %"));
        events.tell(listener -> taken.add("retried"));
        events.tellProgress(listener -> taken.add("3 %"));
        events.tellProgress(listener -> taken.add("4 %"));
        goOn.countDown();
        events.awaitTaken();
        assertThat(taken).containsExactly("planned", "2 %", "retried", "4 %");
    }

    @Test
    void goesOnAfterAListenerFailed() {
        events.tell(listener -> {
            throw new AssertionError("a test's listener expected something else");
        });
        events.tell(listener -> taken.add("next"));
        events.awaitTaken();
        assertThat(taken).containsExactly("next");
    }

    @Test
    void nobodyWaitsForAThreadThatCannotBeHad() {
        RunEvents alone = new RunEvents(new StagingListener() {}, task -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        assertThatThrownBy(() -> alone.tell(listener -> taken.add("never"))).isInstanceOf(OutOfMemoryError.class);

        alone.awaitTaken();

        assertThat(taken).isEmpty();
    }

    @Test
    void interruptEndsTheWaitForASlowListenerAndIsKept() {
        CountDownLatch goOn = new CountDownLatch(1);
        events.tell(listener -> awaitUninterrupted(goOn));
        Thread.currentThread().interrupt();
        events.awaitTaken();
        assertThat(Thread.interrupted()).isTrue();
        goOn.countDown();
        events.awaitTaken();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
