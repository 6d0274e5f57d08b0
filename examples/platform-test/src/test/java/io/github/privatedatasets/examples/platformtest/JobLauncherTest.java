// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.platformtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.examples.platformtest.JobLauncher.State;
import io.github.privatedatasets.junit.DatasetStagerExtension;
import io.github.privatedatasets.testing.InMemorySource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The extension closes the stager after each test, and fails one that has left a dataset open. */
@ExtendWith(DatasetStagerExtension.class)
class JobLauncherTest {
    private final List<String> ran = new ArrayList<>();

    @Test
    void jobHasItsDatasetReadOnly(DatasetStager stager, InMemorySource source) throws Exception {
        source.put("s3://b/labels.csv", "0,1");
        State state = new JobLauncher(stager, ran::addAll).launch("vision", "uri: s3://b/labels.csv", "train:1");

        assertThat(state).isEqualTo(State.DONE);
        assertThat(ran).startsWith("run", "--rm", "--mount").endsWith("train:1");
        assertThat(ran.get(3)).contains("/vision/data/labels.csv,").endsWith(",target=/data/labels.csv,readonly");
    }

    @Test
    void jobIsQueuedAgainWhileTheStoreIsAway(DatasetStager stager, InMemorySource source) throws Exception {
        source.put("s3://b/labels.csv", "0,1")
                .failNext("s3://b/labels.csv", new SourceUnavailableException("the store is away", null));
        JobLauncher launcher = new JobLauncher(stager, ran::addAll);

        assertThat(launcher.launch("vision", "uri: s3://b/labels.csv", "train:1"))
                .isEqualTo(State.REQUEUED);
        assertThat(ran).isEmpty();
        assertThat(launcher.launch("vision", "uri: s3://b/labels.csv", "train:1"))
                .isEqualTo(State.DONE);
    }

    @Test
    void jobFailsWhoseDataIsNotWhatItAsksFor(DatasetStager stager, InMemorySource source) throws Exception {
        source.put("s3://b/labels.csv", "0,1");
        JobLauncher launcher = new JobLauncher(stager, ran::addAll);

        for (String spec : List.of("{uri: s3://b/labels.csv, etag: f00}", "uri: s3://b/none", "uri: nothing")) {
            assertThat(launcher.launch("vision", spec, "train:1")).as(spec).isEqualTo(State.FAILED);
        }
        assertThat(ran).isEmpty();
    }

    @Test
    void brokenConnectionIsTheLibrarysMatter(DatasetStager stager, InMemorySource source) throws Exception {
        source.put("s3://b/labels.csv", "0,1").breakAt("s3://b/labels.csv", 2);

        assertThat(new JobLauncher(stager, ran::addAll).launch("vision", "uri: s3://b/labels.csv", "train:1"))
                .isEqualTo(State.DONE);
    }
}
