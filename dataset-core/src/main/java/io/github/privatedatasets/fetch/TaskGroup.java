// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one staging on a pool: a bounded number at a time, the first failure ends all, and nothing runs on once the group
 * is closed.
 *
 * <p>The tasks never wait for one another, so a pool of one thread is enough, and one without a thread to spare only makes it slower. Tasks that the pool did not start by the time of a failure never start.
 */
public final class TaskGroup implements Closeable {
    private final Executor pool;
    private final int maxPending;
    private final Runnable onCancel;
    private final Set<Thread> running = new HashSet<>();
    private int pending;
    private boolean cancelled;
    private @Nullable Throwable failure;

    /** Makes a group of at most so many tasks at a time; {@code onCancel} frees tasks that are blocked. */
    public TaskGroup(Executor pool, int maxPending, Runnable onCancel) {
        this.pool = pool;
        this.maxPending = maxPending;
        this.onCancel = onCancel;
    }

    /** A task that may fail. */
    @FunctionalInterface
    public interface Task {
        /** Does the work. */
        void run() throws IOException, InterruptedException;
    }

    /**
     * Hands a task to the pool, once fewer than the most are pending. What the pool does not take, since its queue is full or it was shut
     * down, is done here and now.
     *
     * @throws IOException the first failure of any task
     */
    public void submit(Task task) throws IOException, InterruptedException {
        await(maxPending - 1);
        if (offer(task)) {
            return;
        }
        try {
            task.run();
        } catch (InterruptedIOException e) {
            if (!Thread.interrupted()) {
                throw e;
            }
            InterruptedException interrupted = new InterruptedException(e.getMessage());
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    /** Hands a task to the pool, if it takes it for another thread than this one; else the task is not run. */
    boolean offer(Task task) {
        Handover handover = new Handover(task, Thread.currentThread());
        synchronized (this) {
            pending++;
        }
        try {
            pool.execute(handover);
        } catch (RuntimeException refused) {
            handover.givenBack = true;
        }
        handover.over = true;
        if (handover.givenBack) {
            synchronized (this) {
                pending--;
            }
        }
        return !handover.givenBack;
    }

    /** A task on its way to another thread. A pool that is full may run it on the thread that gives it, whose interrupts are not the task's. */
    private final class Handover implements Runnable {
        private final Task task;
        private final Thread giver;
        // Both are the giver's alone.
        private boolean over;
        private boolean givenBack;

        private Handover(Task task, Thread giver) {
            this.task = task;
            this.giver = giver;
        }

        @Override
        public void run() {
            if (Thread.currentThread() == giver && !over) {
                givenBack = true;
            } else {
                TaskGroup.this.run(task);
            }
        }
    }

    /**
     * Waits for all tasks.
     *
     * @throws IOException the first failure of any task
     */
    public void join() throws IOException, InterruptedException {
        await(0);
    }

    private void await(int atMost) throws IOException, InterruptedException {
        Throwable problem;
        synchronized (this) {
            while (pending > atMost && failure == null) {
                wait();
            }
            problem = failure;
        }
        if (problem != null) {
            rethrow(problem);
        }
    }

    private static void rethrow(Throwable problem) throws IOException {
        if (problem instanceof InterruptedException) {
            InterruptedIOException interrupted =
                    new InterruptedIOException("a thread of the pool was interrupted, as when the pool is shut down");
            interrupted.initCause(problem);
            throw interrupted;
        }
        if (problem instanceof IOException io) {
            throw io;
        }
        if (problem instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) problem;
    }

    private void run(Task task) {
        Thread thread = Thread.currentThread();
        synchronized (this) {
            if (cancelled || failure != null) {
                pending--;
                notifyAll();
                return;
            }
            running.add(thread);
        }
        Throwable problem = null;
        try {
            task.run();
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            problem = e; // thrown again on the owner's thread
        } finally {
            synchronized (this) {
                running.remove(thread);
                pending--;
                if (failure == null && problem != null) {
                    failure = problem;
                }
                notifyAll();
            }
            // An interrupt that close() sent late must not reach the pool's next task.
            if (isCancelled()) {
                Thread.interrupted();
            }
        }
    }

    private synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Ends all tasks, and returns when none runs any more; an interrupt meanwhile is kept for later. */
    @Override
    public void close() {
        synchronized (this) {
            cancelled = true;
        }
        // First: a reader that is woken by an interrupt must find that it was stopped, and not try again.
        onCancel.run();
        boolean interrupted = false;
        synchronized (this) {
            running.forEach(Thread::interrupt);
            while (!running.isEmpty()) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
