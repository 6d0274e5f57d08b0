// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.StagingListener;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.expand.TreeDeleter;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.testing.InMemorySource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedLeaseTest {
    private static final DatasetSpec SPEC = DatasetSpec.of("s3://b/d.txt");

    @TempDir
    Path directory;

    @Test
    void warnsThatAPublishedDatasetHasNotTheLeaseThatWasAskedFor() throws Exception {
        List<String> warnings = Collections.synchronizedList(new ArrayList<>());
        SharedOptions options = SharedOptions.defaults().withWatcher(step -> {
            if (step == Step.P5_CONFIRMED) {
                removeLeases();
            }
        });
        try (DatasetStager stager = DatasetStager.builder()
                        .source(InMemorySource.create().put("s3://b/d.txt", "x"))
                        .sharedStorage(SharedStorage.of(directory, options))
                        .build();
                MaterializedDataset dataset = stager.forTeam("test")
                        .leasedAs("job-17")
                        .listener(new StagingListener() {
                            @Override
                            public void warned(DatasetName name, String warning) {
                                warnings.add(warning);
                            }
                        })
                        .stage(SPEC)) {
            assertThat(dataset.isReused()).isFalse();
            assertThat(dataset.isLeased()).isFalse();
            assertThat(warnings)
                    .anyMatch(warning -> warning.startsWith(dataset.path() + " is used without the lease job-17"));
        }
    }

    private void removeLeases() {
        try {
            TreeDeleter.delete(directory.resolve("test/data/.datasets/leases"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lease", "etag"})
    void refusesWhatCannotBePartOfAPathInThisLocaleBeforeAnythingIsMade(String what) throws Exception {
        try (ChildJvm child = ChildJvm.start(
                List.of("env", "LC_ALL=C"),
                ChildJvm.classPath(),
                InLocale.class,
                List.of(directory.resolve("shared").toString(), what))) {
            assertThat(child.line())
                    .startsWith("UnsupportedDatasetException d.txt: \"job-?\", of s3://b/d.txt")
                    .contains("cannot be a file name under this JVM's locale");
        }
        assertThat(directory).isEmptyDirectory();
    }

    /** Stages with a letter outside of ASCII, and says how that failed. */
    static final class InLocale {
        private InLocale() {}

        public static void main(String[] args) throws Exception {
            String text = "job-\u00fc";
            boolean ofLease = args[1].equals("lease");
            DatasetSpec spec = ofLease
                    ? SPEC
                    : DatasetSpec.builder("s3://b/d.txt").etag(text).build();
            try (DatasetStager stager = DatasetStager.builder()
                            .source(InMemorySource.create().put("s3://b/d.txt", "x"))
                            .sharedStorage(SharedStorage.at(Path.of(args[0])))
                            .build();
                    MaterializedDataset dataset = stager.forTeam("test")
                            .leasedAs(ofLease ? text : "job-17")
                            .stage(spec)) {
                System.out.println("staged " + dataset.path());
            } catch (DatasetException e) {
                System.out.println(e.getClass().getSimpleName() + " " + e.getMessage());
            }
        }
    }
}
