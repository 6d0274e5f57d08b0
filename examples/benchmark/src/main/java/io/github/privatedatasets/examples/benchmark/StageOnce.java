// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.benchmark;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.archive.StandardExtractors;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.s3.S3DatasetSource;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.storage.SharedStorage;
import io.github.privatedatasets.storage.SharedStorage.Durability;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;

/** Stages one dataset and ends: what the benchmark times, as a service would write it. */
final class StageOnce {
    private static final String TEAM = "benchmark";
    private static final String NAME = "dataset";

    private StageOnce() {}

    /** Takes the URI, the endpoint, the directory of the storage, and {@code none} or {@code full} for its durability. */
    public static void main(String[] args) throws DatasetException, InterruptedException {
        DatasetSpec spec = DatasetSpec.builder(args[0]).name(NAME).build();
        try (DatasetStager stager = DatasetStager.builder()
                        .source(S3DatasetSource.builder()
                                .endpoint(URI.create(args[1]))
                                .build())
                        .extractors(StandardExtractors.all())
                        .sharedStorage(SharedStorage.builder(Path.of(args[2]))
                                .durability(Durability.valueOf(args[3].toUpperCase(Locale.ROOT)))
                                .build())
                        .team(TEAM)
                        .build();
                MaterializedDataset dataset = stager.stage(spec)) {
            System.out.println(dataset.sizeBytes() + " bytes in " + dataset.fileCount() + " files: " + dataset.path());
        }
    }

    /** Returns where the files of the dataset lie in a storage. */
    static Path treeIn(Path storage) {
        return storage.resolve(TEAM).resolve("data").resolve(NAME);
    }
}
