// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.lease;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one thread in which all heartbeats of a storage beat. It is there while there are any. One a storage and not one for all: a file
 * server that hangs must not stop the heartbeats on another. Thread-safe.
 */
public final class Pulse {
    /** Long enough to cost a file server nothing, short against the three minutes after which a heartbeat is missed. */
    public static final Duration EVERY = Duration.ofSeconds(5);

    private final Duration every;
    private final ScheduledThreadPoolExecutor thread;

    public Pulse(Duration every) {
        this.every = every;
        thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "dataset-heartbeats");
            made.setDaemon(true);
            return made;
        });
        thread.setRemoveOnCancelPolicy(true);
        thread.setKeepAliveTime(every.toNanos(), TimeUnit.NANOSECONDS);
        thread.allowCoreThreadTimeOut(true); // Nobody closes a storage.
    }

    /** Runs this again and again, until it is cancelled. */
    ScheduledFuture<?> beat(Runnable beat) {
        return thread.scheduleWithFixedDelay(beat, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
    }
}
