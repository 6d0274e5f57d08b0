// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.pipeline;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that workers run ahead of one reader, who takes their results in the order in which it added the tasks.
 *
 * <p>The reader never waits for a task that has not started: it runs that one itself, and rather than wait for one that has, it runs
 * those that come after. At most {@code parallelism} workers run tasks at a time, and none where that is 1; the reader, which has other things
 * to do as well, does not count. How many results are held is the reader's to bound, by {@link #size}.
 *
 * <p>One thread adds, takes and closes. After {@link #close} no task runs. Tasks wait for nothing.
 */
public final class WorkAhead<T> implements Closeable {
    private final Executor workers;
    private final int runners;
    /** The reader's alone. */
    private final ArrayDeque<FutureTask<T>> inOrder = new ArrayDeque<>();

    private final ArrayDeque<FutureTask<T>> unclaimed = new ArrayDeque<>();
    private int asked;
    private volatile boolean dropping;

    public WorkAhead(Executor workers, int parallelism) {
        this.workers = workers;
        this.runners = parallelism > 1 ? parallelism : 0;
    }

    /** Returns how many results are still to be taken. */
    public int size() {
        return inOrder.size();
    }

    /** Adds a task, whose result is never null. */
    public void add(Callable<T> task) {
        FutureTask<T> claimable = new FutureTask<>(() -> {
            if (dropping) {
                throw new InterruptedIOException("not wanted any more");
            }
            return task.call();
        });
        inOrder.add(claimable);
        synchronized (this) {
            unclaimed.add(claimable);
            if (asked >= runners) {
                return;
            }
            asked++;
        }
        try {
            // Not the task itself: a pool that has no thread to spare would hold its result until it gets to it.
            workers.execute(this::work);
        } catch (RejectedExecutionException e) {
            // The pool is at its end: the reader goes on alone, for as long as it is let.
            return;
        }
    }

    private void work() {
        for (FutureTask<T> task = claim(); task != null; task = claim()) {
            task.run();
        }
    }

    private synchronized @Nullable FutureTask<T> claim() {
        FutureTask<T> task = unclaimed.poll();
        if (task == null) {
            asked--;
        }
        return task;
    }

    /** Returns the first task's result, or throws what it threw. */
    public T take() throws IOException {
        FutureTask<T> first = inOrder.remove();
        // Both calls return at once where the task was run, or is being run by a worker.
        run(first);
        for (FutureTask<T> later : inOrder) {
            if (first.isDone()) {
                break;
            }
            run(later);
        }
        try {
            return first.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            inOrder.addFirst(first); // for close to wait for
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting for a block");
            interrupted.initCause(e);
            throw interrupted;
        } catch (ExecutionException e) {
            throw thrown(Objects.requireNonNull(e.getCause()));
        }
    }

    private void run(FutureTask<T> task) {
        synchronized (this) {
            unclaimed.remove(task);
        }
        task.run();
    }

    private static IOException thrown(Throwable failure) {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof IOException io ? io : new IOException(failure);
    }

    /** Forgets all tasks: those not started never start, and those that run are waited for; an interrupt is kept for later. */
    public void clear() {
        synchronized (this) {
            unclaimed.clear();
        }
        dropping = true;
        boolean interrupted = false;
        for (FutureTask<T> task : inOrder) {
            task.run(); // fails at once, unless a worker is at it
            while (!task.isDone()) {
                interrupted |= waitFor(task);
            }
        }
        inOrder.clear();
        dropping = false;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean waitFor(FutureTask<?> task) {
        try {
            task.get();
            return false;
        } catch (ExecutionException e) {
            return false; // nobody wants its result
        } catch (InterruptedException e) {
            return true;
        }
    }

    @Override
    public void close() {
        clear();
    }
}
