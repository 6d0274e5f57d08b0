package io.github.privatedatasets;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spec.DatasetSpec;
import java.util.List;

/**
 * Stages datasets for one team, telling one listener. Immutable and thread-safe; it lives as long as the stager it came from.
 */
public final class TeamStager {
    TeamStager() {}

    /** Returns a stager for the same team that tells this listener. */
    public TeamStager listener(StagingListener listener) {
        return io.github.privatedatasets.spec.Pending.notYet();
    }

    /** Says what staging the spec would do now. Writes nothing; asks the store unless a pinned revision stands already. */
    public StagingPlan plan(DatasetSpec spec) throws DatasetException, InterruptedException {
        return io.github.privatedatasets.spec.Pending.notYet();
    }

    /** Stages one dataset; blocks until it stands. */
    public MaterializedDataset stage(DatasetSpec spec) throws DatasetException, InterruptedException {
        return io.github.privatedatasets.spec.Pending.notYet();
    }

    /** Stages the datasets of a job one after the other; when one fails, those before it are closed again. */
    public StagedDatasets stageAll(List<DatasetSpec> specs) throws DatasetException, InterruptedException {
        return io.github.privatedatasets.spec.Pending.notYet();
    }
}
