// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.spec.OneLine;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Times the steps of one staging, and tells the log and the listener of each that is done. Used by one thread. */
final class StepClock {
    private static final Logger LOG = LoggerFactory.getLogger(StepClock.class);

    private final LoggedName dataset;
    private final RunEvents events;
    private long begunNanos = System.nanoTime();

    StepClock(LoggedName dataset, RunEvents events) {
        this.dataset = dataset;
        this.events = events;
    }

    /** Tells that this step is done, and the next one begins. */
    void done(StagingStep step, String outcome) {
        long now = System.nanoTime();
        Duration took = Duration.ofNanos(now - begunNanos);
        begunNanos = now;
        LOG.info("{}: {} took {} ms: {}", dataset, step, took.toMillis(), OneLine.of(outcome));
        events.tell(listener -> listener.finished(dataset.name(), step, took));
    }
}
