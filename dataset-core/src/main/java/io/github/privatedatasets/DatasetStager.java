package io.github.privatedatasets;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.spi.DatasetSource;
import io.github.privatedatasets.spi.DatasetStorage;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** The front door: stages datasets. Made once per service; thread-safe. */
public final class DatasetStager implements Closeable {
    private DatasetStager() {}

    /** Starts a stager. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a stager for unit tests: everything below the directory, team {@code test}, no network. */
    public static DatasetStager forTesting(Path directory, DatasetSource source, ArchiveExtractor... extractors) {
        return io.github.privatedatasets.spec.Pending.notYet();
    }

    /** Returns a stager for this team. */
    public TeamStager forTeam(String handle) {
        return io.github.privatedatasets.spec.Pending.notYet();
    }

    /** Says what staging the spec would do now, for the team the builder named. */
    public StagingPlan plan(DatasetSpec spec) throws DatasetException, InterruptedException {
        return io.github.privatedatasets.spec.Pending.notYet();
    }

    /** Stages one dataset for the team the builder named. */
    public MaterializedDataset stage(DatasetSpec spec) throws DatasetException, InterruptedException {
        return io.github.privatedatasets.spec.Pending.notYet();
    }

    /** Stages the datasets of a job for the team the builder named. */
    public StagedDatasets stageAll(List<DatasetSpec> specs) throws DatasetException, InterruptedException {
        return io.github.privatedatasets.spec.Pending.notYet();
    }

    @Override
    public void close() {}

    /** Collects what a stager works with; not thread-safe. */
    public static final class Builder {
        private Builder() {}

        /** Adds a source; the stager closes it. */
        public Builder source(DatasetSource source) {
            return io.github.privatedatasets.spec.Pending.notYet();
        }

        /** Adds extractors; one added later takes a suffix over from one added earlier. */
        public Builder extractors(Collection<? extends ArchiveExtractor> extractors) {
            return io.github.privatedatasets.spec.Pending.notYet();
        }

        /** Sets the storage of {@code shared} datasets; the stager closes it. */
        public Builder sharedStorage(DatasetStorage storage) {
            return io.github.privatedatasets.spec.Pending.notYet();
        }

        /** Sets the storage of {@code dynamic} datasets; the stager closes it. */
        public Builder ephemeralStorage(DatasetStorage storage) {
            return io.github.privatedatasets.spec.Pending.notYet();
        }

        /** Sets the team of {@link DatasetStager#stage}. */
        public Builder team(String handle) {
            return io.github.privatedatasets.spec.Pending.notYet();
        }

        /** Sets how many objects are transferred at a time, 16 where not called. */
        public Builder threads(int threads) {
            return io.github.privatedatasets.spec.Pending.notYet();
        }

        /** Returns the stager. */
        public DatasetStager build() {
            return io.github.privatedatasets.spec.Pending.notYet();
        }
    }
}
