// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.micrometer;

import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.StagingListener;
import io.github.privatedatasets.StagingPlan;
import io.github.privatedatasets.StagingProgress;
import io.github.privatedatasets.StagingStep;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spec.ArchiveSuffixes;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetSpec;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the datasets of one job. Events tell totals, meters take what is new, so that each dataset's last total is kept. */
final class JobMetrics implements StagingListener {
    private final StagingMetrics metrics;
    private final Map<DatasetName, Counted> counted = new ConcurrentHashMap<>();

    /** What was counted of one staging: of the bytes that came in, those read from the store. */
    private record Counted(boolean folder, long bytesIn, long bytesRead, boolean waited) {
        static final Counted NOTHING = new Counted(false, 0, 0, false);

        Counted upTo(StagingProgress progress) {
            long read = Math.max(bytesRead, progress.bytesDone() - progress.bytesResumed());
            return new Counted(folder, progress.bytesDone(), read, waited);
        }

        Counted fromTheStart() {
            return new Counted(folder, 0, 0, waited);
        }

        Counted withWait() {
            return new Counted(folder, bytesIn, bytesRead, true);
        }
    }

    JobMetrics(StagingMetrics metrics) {
        this.metrics = metrics;
    }

    private Counted of(DatasetName name) {
        return counted.getOrDefault(name, Counted.NOTHING);
    }

    @Override
    public void planned(StagingPlan plan) {
        counted.put(plan.name(), new Counted(plan.action() == StagingPlan.Action.DOWNLOAD_FOLDER, 0, 0, false));
    }

    @Override
    public void waiting(DatasetName name, String holder, Duration waited) {
        Counted before = of(name);
        if (!before.waited()) {
            counted.put(name, before.withWait());
            metrics.waited();
        }
    }

    @Override
    public void finished(DatasetName name, StagingStep step, Duration took) {
        metrics.took(step, took);
    }

    @Override
    public void progressed(DatasetName name, StagingProgress progress) {
        Counted before = of(name);
        if (progress.bytesDone() < before.bytesIn()) {
            before = before.fromTheStart(); // Everything is fetched once more.
        }
        Counted now = before.upTo(progress);
        metrics.read(now.bytesRead() - before.bytesRead());
        counted.put(name, now);
    }

    @Override
    public void retried(DatasetName name, String problem, int attempt, Duration pause) {
        metrics.retried();
    }

    @Override
    public void published(MaterializedDataset dataset) {
        boolean folder = of(dataset.name()).folder();
        metrics.published(dataset, folder ? dataset.fileCount() : 1);
        counted.remove(dataset.name());
    }

    @Override
    public void reused(MaterializedDataset dataset) {
        metrics.reused(dataset);
        counted.remove(dataset.name());
    }

    @Override
    public void failed(DatasetSpec spec, DatasetException failure) {
        metrics.failed(failure);
        // A stager of other suffixes may have given it another name: then it is forgotten with the job.
        counted.remove(spec.nameWith(ArchiveSuffixes.documented()));
    }
}
