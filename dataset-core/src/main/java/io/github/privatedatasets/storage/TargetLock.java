// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.errors.StorageBusyException;
import io.github.privatedatasets.spec.OneLine;
import io.github.privatedatasets.spi.DatasetStorage.WaitListener;
import io.github.privatedatasets.storage.disk.ProcessLock;
import io.github.privatedatasets.storage.layout.SharedLayout;
import io.github.privatedatasets.storage.layout.TeamModes;
import io.github.privatedatasets.storage.lease.Holders;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lock of one target (C0), in this JVM and among processes. It saves work; truth does not rest on it. */
final class TargetLock implements Closeable {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);
    private static final Duration TELL_EVERY = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(TargetLock.class);

    private final @Nullable ProcessLock lock;
    private final boolean waited;

    private TargetLock(@Nullable ProcessLock lock, boolean waited) {
        this.lock = lock;
        this.waited = waited;
    }

    /** Waits for the lock, telling the listener at once and then now and then who holds it. */
    static TargetLock acquire(SharedLayout layout, String name, SharedOptions options, WaitListener waiting)
            throws IOException, InterruptedException {
        if (!options.locking()) {
            return new TargetLock(null, false);
        }
        TeamModes.makeFile(layout, layout.lock(name));
        // Polled: FileLock's blocking call knows no timeout.
        ProcessLock lock = new ProcessLock(layout.locks().toRealPath().resolve(name));
        boolean taken = false;
        try {
            long start = System.nanoTime();
            long nextTold = start;
            long pauseNanos = FIRST_PAUSE.toNanos();
            for (taken = tryTake(lock); !taken; taken = tryTake(lock)) {
                long now = System.nanoTime();
                Duration waited = Duration.ofNanos(now - start);
                long leftNanos = options.lockTimeout().minus(waited).toNanos();
                if (leftNanos <= 0) {
                    throw new StorageBusyException(
                            layout.tree(name), waited, Holders.describe(layout, name, options.self()));
                }
                if (now - nextTold >= 0) {
                    waiting.waiting(Holders.describe(layout, name, options.self()), waited);
                    nextTold = now + TELL_EVERY.toNanos();
                }
                TimeUnit.NANOSECONDS.sleep(Math.min(pauseNanos, leftNanos));
                pauseNanos = Math.min(pauseNanos * 2, LONGEST_PAUSE.toNanos());
            }
            return new TargetLock(lock, nextTold != start);
        } finally {
            if (!taken) {
                lock.close();
            }
        }
    }

    private static boolean tryTake(ProcessLock lock) throws IOException {
        if (!lock.takeTurn()) {
            return false;
        }
        try {
            return lock.tryLock();
        } catch (IOException e) {
            LOG.warn(
                    "{} cannot be locked ({}): other processes may download the same a second time",
                    OneLine.of(lock.toString()),
                    OneLine.of(e.toString()));
            return true; // Locks only save work.
        }
    }

    /** Tells whether somebody else held it first. */
    boolean waited() {
        return waited;
    }

    @Override
    public void close() {
        if (lock != null) {
            lock.close();
        }
    }
}
