package io.github.privatedatasets.examples.jobrunner;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.StagedDatasets;
import io.github.privatedatasets.StagingListener;
import io.github.privatedatasets.archive.StandardExtractors;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.s3.S3DatasetSource;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.DatasetSpecs;
import io.github.privatedatasets.storage.EphemeralVolumes;
import io.github.privatedatasets.storage.SharedStorage;
import io.github.privatedatasets.testing.InMemorySource;
import java.nio.file.Path;
import java.util.List;

/** The README's Java, so that it compiles; {@link ReadmeTest} compares the two. */
abstract class ReadmeSnippets {
    /** What a platform has that runs jobs. */
    interface Box {
        void bind(Path source, String target, boolean readOnly);

        void runToEnd();
    }

    abstract void requeue(DatasetException e);

    abstract void fail(String message);

    void stage(String jobConfig, StagingListener jobLog, Box box) throws InterruptedException {
        // snippet
        DatasetStager stager = DatasetStager.builder() // once per service; thread-safe
                .source(S3DatasetSource.create())
                .extractors(StandardExtractors.all())
                .sharedStorage(SharedStorage.at(Path.of("/storage")))
                .ephemeralStorage(EphemeralVolumes.under(Path.of("/scratch")))
                .build();

        List<DatasetSpec> specs = DatasetSpecs.parse(jobConfig);
        try (StagedDatasets data =
                stager.forTeam("team-vision").listener(jobLog).stageAll(specs)) {
            data.mounts().forEach(m -> box.bind(m.source(), m.target(), m.readOnly()));
            box.runToEnd(); // ephemeral volumes are kept until here
        } catch (DatasetException e) {
            if (e.isRetryable()) requeue(e);
            else fail(e.getMessage());
        }
        // end
    }

    static void testWithoutAStore(Path directory) throws Exception {
        // snippet
        InMemorySource source = InMemorySource.create().put("s3://b/labels.csv", "0,1");
        try (DatasetStager stager = DatasetStager.forTesting(directory, source);
                MaterializedDataset dataset = stager.stage(DatasetSpec.of("s3://b/labels.csv"))) {
            assertThat(dataset.path().resolve("labels.csv")).hasContent("0,1");
        }
        // end
    }
}
