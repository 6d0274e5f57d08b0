// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.VolumeRequest;
import io.github.privatedatasets.spi.ArchiveContent;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.spi.DatasetSource;
import io.github.privatedatasets.spi.DatasetStorage;
import io.github.privatedatasets.spi.EntryAttributes;
import io.github.privatedatasets.spi.EntrySink;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.storage.EphemeralVolumes;
import io.github.privatedatasets.storage.SharedStorage;
import io.github.privatedatasets.testing.InMemorySource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of stagings when their stager is closed. A staging that goes on would make a test hang. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClosedStagerTest {
    @TempDir
    Path directory;

    private final InMemorySource source =
            InMemorySource.create().put("s3://b/x.slow", "x").put("s3://b/y.slow", "y");
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final CountDownLatch extracting = new CountDownLatch(1);

    /** Writes a file, and is never done. */
    private final ArchiveExtractor endless = new ArchiveExtractor() {
        @Override
        public Set<String> suffixes() {
            return Set.of(".slow");
        }

        @Override
        public void extract(ArchiveContent archive, EntrySink sink, Executor workers)
                throws IOException, InterruptedException {
            sink.file("a", EntryAttributes.PLAIN, new ByteArrayInputStream(new byte[1000]));
            extracting.countDown();
            new CountDownLatch(1).await();
        }
    };

    @AfterEach
    void endTheCallers() {
        callers.shutdownNow();
    }

    @Test
    void stagingUnderWayFailsRetryablyAndLeavesNothing() throws Exception {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        for (VolumeRequest volume : List.of(VolumeRequest.shared(), VolumeRequest.ephemeral())) {
            DatasetStager stager = endlessStager().build();
            DatasetSpec spec =
                    DatasetSpec.builder("s3://b/x.slow").volume(volume).build();
            TeamStager team = stager.forTeam("vision").listener(new StagingListener() {
                @Override
                public void failed(DatasetSpec failed, DatasetException failure) {
                    told.add(failure.getMessage());
                }
            });
            Future<MaterializedDataset> staging = callers.submit(() -> team.stage(spec));
            extracting.await();
            stager.close();
            assertStoppedByClose(staging);
            assertThat(told).singleElement().asString().contains("s3://b/x.slow", "the stager was closed");
            assertThat(filesLeft()).isEmpty();
            told.clear();
        }
    }

    @Test
    void stagingWhoseTransfersThePoolHasNotBegunFailsToo() throws Exception {
        DatasetStager stager = endlessStager().threads(1).build();
        Future<MaterializedDataset> first = callers.submit(() -> stager.stage(DatasetSpec.of("s3://b/x.slow")));
        extracting.await();
        CountDownLatch planned = new CountDownLatch(1);
        TeamStager team = stager.forTeam("vision").listener(new StagingListener() {
            @Override
            public void planned(StagingPlan plan) {
                planned.countDown();
            }
        });
        Future<MaterializedDataset> second = callers.submit(() -> team.stage(DatasetSpec.of("s3://b/y.slow")));
        planned.await();
        stager.close();
        assertStoppedByClose(first);
        assertStoppedByClose(second);
    }

    @Test
    void stagingOnAHostsPoolFailsTooAndThePoolGoesOn() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            DatasetStager stager = endlessStager().pool(pool).build();
            Future<MaterializedDataset> staging = callers.submit(() -> stager.stage(DatasetSpec.of("s3://b/x.slow")));
            extracting.await();
            stager.close();
            assertStoppedByClose(staging);
            assertThat(pool.submit(() -> "still runs").get()).isEqualTo("still runs");
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void closesAllElseWhereASourceCannotBeClosed() {
        List<String> closed = new ArrayList<>();
        DatasetStager stager = DatasetStager.builder()
                .source(unclosable("s3", closed))
                .source(unclosable("gs", closed))
                .sharedStorage(noting("shared", closed))
                .ephemeralStorage(noting("ephemeral", closed))
                .build();

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(stager::close)
                .withMessage("s3 cannot be closed")
                .satisfies(e -> assertThat(e.getSuppressed())
                        .singleElement()
                        .satisfies(later -> assertThat(later).hasMessage("gs cannot be closed")));
        assertThat(closed).containsExactly("s3", "gs", "shared", "ephemeral");
    }

    private static DatasetSource unclosable(String scheme, List<String> closed) {
        return new DatasetSource() {
            @Override
            public Set<String> schemes() {
                return Set.of(scheme);
            }

            @Override
            public RemoteDataset resolve(DatasetSpec spec) {
                throw new AssertionError("asked for " + spec);
            }

            @Override
            public void close() {
                closed.add(scheme);
                throw new IllegalStateException(scheme + " cannot be closed");
            }
        };
    }

    private static DatasetStorage noting(String kind, List<String> closed) {
        return (DatasetStorage) Proxy.newProxyInstance(
                DatasetStorage.class.getClassLoader(), new Class<?>[] {DatasetStorage.class}, (proxy, method, args) -> {
                    if (method.getName().equals("close")) {
                        closed.add(kind);
                    }
                    return null;
                });
    }

    @Test
    void listenerMayCloseTheStager() throws Exception {
        DatasetStager stager = endlessStager().build();
        TeamStager team = stager.forTeam("vision").listener(new StagingListener() {
            @Override
            public void planned(StagingPlan plan) {
                stager.close();
            }
        });
        Future<MaterializedDataset> staging = callers.submit(() -> team.stage(DatasetSpec.of("s3://b/x.slow")));
        assertStoppedByClose(staging);
    }

    @Test
    void closedStagerStagesNothing() {
        DatasetStager stager = endlessStager().build();
        stager.close();
        assertThatThrownBy(() -> stager.stage(DatasetSpec.of("s3://b/x.slow")))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("the stager was closed");
        assertThat(directory).isEmptyDirectory();
    }

    private DatasetStager.Builder endlessStager() {
        return DatasetStager.builder()
                .source(source)
                .extractors(List.of(endless))
                .sharedStorage(SharedStorage.at(directory.resolve("shared")))
                .ephemeralStorage(EphemeralVolumes.under(directory.resolve("scratch")))
                .team("vision");
    }

    private static void assertStoppedByClose(Future<MaterializedDataset> staging) {
        assertThatThrownBy(() -> staging.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        DatasetException.class, e -> assertThat(e.isRetryable()).isTrue())
                .hasMessageContaining("the stager was closed");
    }

    private List<Path> filesLeft() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getParent().endsWith("locks"))
                    .toList();
        }
    }
}
