// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.VolumeRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one stager has going: the threads that stage, and the datasets in use. Closing it ends both. Thread-safe. */
final class OpenDatasets {
    private final List<Thread> staging = new ArrayList<>();
    private final Set<MaterializedDataset> open = new HashSet<>();
    private boolean closed;

    /** Enters this thread as one that stages, until {@link #ended}. */
    synchronized void begin(DatasetSpec spec) throws SourceUnavailableException {
        if (closed) {
            throw stopped(spec, null);
        }
        staging.add(Thread.currentThread());
    }

    /** Tells that this thread stages no longer; it is not interrupted from here on. */
    synchronized void ended() {
        staging.remove(Thread.currentThread());
        if (closed) {
            Thread.interrupted(); // It was ours.
        }
        notifyAll();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Makes a dataset of a tree; where the stager was closed meanwhile, the tree is let go. */
    synchronized MaterializedDataset add(DatasetSpec spec, DatasetName name, StagingRun.Outcome outcome)
            throws SourceUnavailableException {
        if (closed) {
            outcome.held().abandon();
            throw stopped(spec, null);
        }
        VolumeRequest.Kind storage = spec.volume().kind();
        MaterializedDataset dataset = new MaterializedDataset(name, storage, outcome, this::remove);
        open.add(dataset);
        return dataset;
    }

    /** Returns those in use. */
    synchronized List<MaterializedDataset> datasets() {
        return List.copyOf(open);
    }

    private synchronized void remove(MaterializedDataset dataset) {
        open.remove(dataset);
    }

    /** Returns the error of a staging that the stager's closing has ended. */
    static SourceUnavailableException stopped(DatasetSpec spec, @Nullable Throwable cause) {
        return new SourceUnavailableException(
                "staging " + spec.uri() + " was stopped, since the stager was closed: stage it with one that is open",
                cause);
    }

    /** Ends the stagings, waits until they have cleared up, and closes the datasets; an interrupt meanwhile is kept for later. */
    void close() {
        List<MaterializedDataset> left;
        boolean interrupted = false;
        synchronized (this) {
            closed = true;
            staging.forEach(Thread::interrupt);
            while (!staging.isEmpty()) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            left = List.copyOf(open);
        }
        try {
            Closing.all(left, MaterializedDataset::close);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
