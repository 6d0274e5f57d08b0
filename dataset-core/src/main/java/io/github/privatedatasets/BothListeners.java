// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetSpec;
import java.time.Duration;
import java.util.function.Consumer;

/** Tells one listener and then another, which hears of everything also where the first one throws. */
record BothListeners(StagingListener first, StagingListener second) implements StagingListener {
    private void tell(Consumer<StagingListener> event) {
        try {
            event.accept(first);
        } finally {
            event.accept(second);
        }
    }

    @Override
    public void planned(StagingPlan plan) {
        tell(listener -> listener.planned(plan));
    }

    @Override
    public void waiting(DatasetName name, String holder, Duration waited) {
        tell(listener -> listener.waiting(name, holder, waited));
    }

    @Override
    public void progressed(DatasetName name, StagingProgress progress) {
        tell(listener -> listener.progressed(name, progress));
    }

    @Override
    public void retried(DatasetName name, String problem, int attempt, Duration pause) {
        tell(listener -> listener.retried(name, problem, attempt, pause));
    }

    @Override
    public void warned(DatasetName name, String warning) {
        tell(listener -> listener.warned(name, warning));
    }

    @Override
    public void finished(DatasetName name, StagingStep step, Duration took) {
        tell(listener -> listener.finished(name, step, took));
    }

    @Override
    public void published(MaterializedDataset dataset) {
        tell(listener -> listener.published(dataset));
    }

    @Override
    public void reused(MaterializedDataset dataset) {
        tell(listener -> listener.reused(dataset));
    }

    @Override
    public void failed(DatasetSpec spec, DatasetException failure) {
        tell(listener -> listener.failed(spec, failure));
    }
}
