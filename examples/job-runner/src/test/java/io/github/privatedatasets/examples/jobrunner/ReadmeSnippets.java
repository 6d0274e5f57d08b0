// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.StagedDatasets;
import io.github.privatedatasets.StagingListener;
import io.github.privatedatasets.TeamStager;
import io.github.privatedatasets.archive.StandardExtractors;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.s3.S3DatasetSource;
import io.github.privatedatasets.spec.DatasetPin;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.DatasetSpecs;
import io.github.privatedatasets.spec.InvalidSpecException;
import io.github.privatedatasets.spi.ArchiveContent;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.spi.EntryAttributes;
import io.github.privatedatasets.spi.EntrySink;
import io.github.privatedatasets.storage.EphemeralVolumes;
import io.github.privatedatasets.storage.SharedStorage;
import io.github.privatedatasets.testing.InMemorySource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

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

        TeamStager team = stager.forTeam("team-vision").listener(jobLog);
        try (StagedDatasets data = team.stageAll(DatasetSpecs.parse(jobConfig))) {
            data.mounts().forEach(m -> box.bind(m.source(), m.target(), m.readOnly()));
            box.runToEnd(); // leases and ephemeral volumes are held until here
        } catch (InvalidSpecException e) { // the job's author wrote it, and nothing was asked for yet
            fail(e.getMessage());
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

    @SuppressWarnings("ClassCanBeStatic") // in a file of its own, as readers will write it, it cannot
    // snippet
    final class GzippedLines implements ArchiveExtractor {
        @Override
        public Set<String> suffixes() {
            return Set.of(".jsonl.gz");
        }

        @Override
        public void extract(ArchiveContent archive, EntrySink sink, Executor workers)
                throws IOException, InterruptedException {
            try (InputStream lines = new GZIPInputStream(archive.openStream())) {
                sink.file("data.jsonl", EntryAttributes.PLAIN, lines);
            }
        }
    }
    // end

    abstract void use(Path data);

    void pin(DatasetStager stager, DatasetSpec spec, Path file) throws IOException, InterruptedException {
        // snippet
        DatasetPin pin = stager.pin(spec); // every object's size, etag and version
        Files.write(file, pin.lines());
        try (Stream<String> lines = Files.lines(file);
                MaterializedDataset dataset = stager.stage(spec.pinnedTo(DatasetPin.parse(lines)))) {
            use(dataset.path()); // that revision, else a PinMismatchException
        }
        // end
    }
}
