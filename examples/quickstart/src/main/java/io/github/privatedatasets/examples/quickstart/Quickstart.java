// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.quickstart;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.StagedDatasets;
import io.github.privatedatasets.TeamStager;
import io.github.privatedatasets.archive.StandardExtractors;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.s3.S3DatasetSource;
import io.github.privatedatasets.spec.DatasetSpecs;
import io.github.privatedatasets.storage.EphemeralVolumes;
import io.github.privatedatasets.storage.SharedStorage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Stages a job's datasets twice: downloaded the first time, reused the second. */
public final class Quickstart {
    private Quickstart() {}

    /** Runs in a fresh temporary directory, and leaves it to be looked at. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("private-datasets-");
        run(home, System.out);
        System.out.println("\nEverything is in " + home + ", which you can remove.");
    }

    static void run(Path home, PrintStream out) throws IOException, InterruptedException {
        try (LocalS3 s3 = LocalS3.start(home.resolve("s3"));
                DatasetStager stager = DatasetStager.builder()
                        .source(S3DatasetSource.builder()
                                .endpoint(s3.endpoint())
                                .build())
                        .extractors(StandardExtractors.all())
                        .sharedStorage(SharedStorage.at(home.resolve("storage")))
                        .ephemeralStorage(EphemeralVolumes.under(home.resolve("scratch")))
                        .build()) {
            List<JobSpecs> jobs = JobSpecs.of(SampleBucket.fill(s3));
            TeamStager team = stager.forTeam("team-vision").listener(new PrintedWarnings(out));

            for (JobSpecs job : jobs) {
                out.println("\n# " + job.title() + "\n" + job.text());
                stage(team, job, out);
            }
            out.println("\n# What the team's shared storage holds now\n");
            FileTree.print(home.resolve("storage"), out);

            out.println("\n# The same again\n");
            for (JobSpecs job : jobs) {
                stage(team, job, out);
            }
        }
    }

    private static void stage(TeamStager team, JobSpecs job, PrintStream out)
            throws DatasetException, InterruptedException {
        try (StagedDatasets data = team.stageAll(DatasetSpecs.parse(job.text()))) {
            for (MaterializedDataset dataset : data) {
                // Here a runner would mount dataset.path() read-only at dataset.mountPath(), and run the job.
                out.println(dataset.mountPath() + " <- " + dataset.path() + " (" + dataset.storage() + ", "
                        + (dataset.isReused() ? "reused" : "downloaded") + ", files: " + dataset.fileCount() + ")");
            }
        }
    }
}
