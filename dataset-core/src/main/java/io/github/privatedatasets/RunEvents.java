// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one staging's events to its listener: one at a time, in order, on a thread of its own. Progress that the listener has not
 * taken yet is replaced by newer progress. Thread-safe.
 */
final class RunEvents {
    private static final Logger LOG = LoggerFactory.getLogger(RunEvents.class);

    private final StagingListener listener;
    private final Executor threads;
    private final ArrayDeque<Event> queue = new ArrayDeque<>();
    private boolean delivering;

    private record Event(boolean isProgress, Consumer<StagingListener> call) {}

    RunEvents(StagingListener listener, Executor threads) {
        this.listener = listener;
        this.threads = threads;
    }

    void tell(Consumer<StagingListener> call) {
        offer(new Event(false, call));
    }

    void tellProgress(Consumer<StagingListener> call) {
        offer(new Event(true, call));
    }

    private synchronized void offer(Event event) {
        Event last = queue.peekLast();
        if (event.isProgress() && last != null && last.isProgress()) {
            queue.removeLast();
        }
        queue.add(event);
        if (!delivering) {
            delivering = true;
            try {
                threads.execute(this::deliver);
            } catch (RuntimeException | Error e) {
                delivering = false; // There may be no thread to be had: nobody is to wait for it.
                throw e;
            }
        }
    }

    private void deliver() {
        for (Event event = next(); event != null; event = next()) {
            try {
                event.call().accept(listener);
            } catch (RuntimeException | Error e) {
                // Also a failed assertion of a test's listener: stage() must not wait for ever for it.
                LOG.warn("a staging listener failed; staging goes on", e);
            }
        }
    }

    private synchronized @Nullable Event next() {
        Event event = queue.poll();
        if (event == null) {
            delivering = false;
            notifyAll();
        }
        return event;
    }

    /** Waits until the listener has taken every event; an interrupt ends the wait and is kept. */
    synchronized void awaitTaken() {
        try {
            while (delivering) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
