// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Makes Ctrl-C and SIGTERM an interrupt of the thread that works, and keeps the JVM until that has cleaned up. The JVM then
 * ends with 128 + signal.
 */
final class Termination {
    private final CountDownLatch cleanedUp = new CountDownLatch(1);

    private Termination() {}

    /** Starts to watch; the cleanup after a signal is waited for no longer than the limit. */
    static Termination interrupting(Thread worker, Duration limit) {
        Termination termination = new Termination();
        // A shutdown hook, and no signal handler: the JDK has no supported API for one.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> termination.interrupt(worker, limit), "termination"));
        return termination;
    }

    /** Tells that nothing is left to clean up: from here on the JVM may end at any time. */
    void cleanedUp() {
        cleanedUp.countDown();
    }

    private void interrupt(Thread worker, Duration limit) {
        if (cleanedUp.getCount() == 0) {
            return;
        }
        worker.interrupt();
        try {
            if (!cleanedUp.await(limit.toSeconds(), TimeUnit.SECONDS)) {
                System.err.println("warning: the cleanup took more than " + limit.toSeconds() + " s and was given up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
