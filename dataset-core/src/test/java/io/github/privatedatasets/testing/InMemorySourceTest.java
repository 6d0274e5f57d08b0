// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.StagingListener;
import io.github.privatedatasets.errors.EtagMismatchException;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.Etag;
import io.github.privatedatasets.spi.RemoteDataset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InMemorySourceTest {
    @Test
    void folderCanBeResolvedWhileItsObjectsArePutAndRemoved() throws Exception {
        InMemorySource source = InMemorySource.create().put("s3://b/f/stays", "1");
        ExecutorService other = Executors.newSingleThreadExecutor();
        AtomicBoolean done = new AtomicBoolean();
        try {
            Future<?> writing = other.submit(() -> {
                while (!done.get()) {
                    source.put("s3://b/f/comes-and-goes", "2").remove("s3://b/f/comes-and-goes");
                }
            });
            for (int i = 0; i < 20_000; i++) {
                try (RemoteDataset folder = source.resolve(DatasetSpec.of("s3://b/f/"))) {
                    assertThat(folder.isFolder()).isTrue();
                }
            }
            done.set(true);
            writing.get(30, TimeUnit.SECONDS);
        } finally {
            done.set(true);
            other.shutdownNow();
        }
    }

    @Test
    void failsOnceForEachScriptedFailureAndThenAnswers(@TempDir Path directory) throws Exception {
        InMemorySource source = InMemorySource.create()
                .put("s3://b/labels.csv", "0,1")
                .failNext("s3://b/labels.csv", new SourceUnavailableException("the first", null))
                .failNext("s3://b/labels.csv", new SourceUnavailableException("the second", null));
        try (DatasetStager stager = DatasetStager.forTesting(directory, source)) {
            for (String expected : List.of("the first", "the second")) {
                assertThatExceptionOfType(SourceUnavailableException.class)
                        .isThrownBy(() -> stager.stage(DatasetSpec.of("s3://b/labels.csv")))
                        .withMessageContaining(expected);
            }
            stager.stage(DatasetSpec.of("s3://b/labels.csv")).close();
        }
    }

    @Test
    void breaksAReadOnceWhereItIsToldTo(@TempDir Path directory) throws Exception {
        List<String> problems = new ArrayList<>();
        InMemorySource source =
                InMemorySource.create().put("s3://b/f/labels.csv", "0123456789").breakAt("s3://b/f/labels.csv", 4);
        StagingListener listener = new StagingListener() {
            @Override
            public void retried(DatasetName name, String problem, int attempt, Duration pause) {
                problems.add(problem);
            }
        };
        try (DatasetStager stager = DatasetStager.forTesting(directory, source);
                MaterializedDataset dataset =
                        stager.forTeam("test").listener(listener).stage(DatasetSpec.of("s3://b/f/"))) {
            assertThat(dataset.path().resolve("labels.csv")).hasContent("0123456789");
        }
        assertThat(problems).singleElement().asString().contains("connection reset at byte 4 of s3://b/f/labels.csv");
    }

    @Test
    void tellsTheEtagToPinAnObjectBy() throws Exception {
        InMemorySource source = InMemorySource.create().put("s3://b/a", "old").put("s3://b/a", "new");
        Etag etag = source.etagOf("s3://b/a");
        source.resolve(DatasetSpec.builder("s3://b/a").etag(etag.value()).build())
                .close();

        source.put("s3://b/a", "newer");
        assertThatExceptionOfType(EtagMismatchException.class)
                .isThrownBy(() -> source.resolve(
                        DatasetSpec.builder("s3://b/a").etag(etag.value()).build()));
    }
}
