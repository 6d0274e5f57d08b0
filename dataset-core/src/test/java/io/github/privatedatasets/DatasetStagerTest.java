// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.DatasetNotFoundException;
import io.github.privatedatasets.errors.EtagMismatchException;
import io.github.privatedatasets.errors.NameConflictException;
import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.errors.UnsafeKeysException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.errors.VolumeFullException;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.Expansion;
import io.github.privatedatasets.spec.InvalidSpecException;
import io.github.privatedatasets.spec.Mount;
import io.github.privatedatasets.spec.VolumeRequest;
import io.github.privatedatasets.spi.ArchiveContent;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.spi.DatasetStorage;
import io.github.privatedatasets.spi.EntryAttributes;
import io.github.privatedatasets.spi.EntrySink;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.storage.EphemeralVolumes;
import io.github.privatedatasets.storage.SharedStorage;
import io.github.privatedatasets.testing.InMemorySource;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetStagerTest {
    @TempDir
    Path directory;

    private final InMemorySource source = InMemorySource.create();
    private DatasetStager stager;

    @BeforeEach
    void startAStager() {
        stager = DatasetStager.forTesting(directory, source);
    }

    @AfterEach
    void closeTheStager() {
        stager.close();
    }

    @Test
    void expandsAnArchiveAndReusesItWithoutReadingItAgain() throws Exception {
        source.put("s3://b/mnist.zip", zipOf("train/0.txt", "zero", "train/1.txt", "one"));
        Path first;
        try (MaterializedDataset dataset = stager.stage(DatasetSpec.of("s3://b/mnist.zip"))) {
            first = dataset.path();
            assertThat(first).isEqualTo(directory.resolve("shared/test/data/mnist"));
            assertThat(first.resolve("train/0.txt")).hasContent("zero");
            assertThat(dataset.mount()).isEqualTo(new Mount(first, "/data/mnist", true));
            assertThat(dataset.isReused()).isFalse();
            assertThat(dataset.fileCount()).isEqualTo(2);
            assertThat(dataset.sizeBytes()).isEqualTo(7);
            assertThat(dataset.proof()).isEqualTo("MD5");
        }
        long read = source.bytesRead();
        try (MaterializedDataset again = stager.stage(DatasetSpec.of("s3://b/mnist.zip"))) {
            assertThat(again.path()).isEqualTo(first);
            assertThat(again.isReused()).isTrue();
        }
        assertThat(source.bytesRead()).isEqualTo(read);
    }

    @Test
    void putsAPlainObjectIntoADirectoryUnderItsOwnBasename() throws Exception {
        source.put("s3://b/deep/train.csv", "a,b");
        try (MaterializedDataset dataset = stager.stage(DatasetSpec.of("s3://b/deep/train.csv"))) {
            assertThat(dataset.name()).isEqualTo(DatasetName.of("train.csv"));
            assertThat(dataset.path().resolve("train.csv")).hasContent("a,b");
        }
    }

    @Test
    void leavesAnArchiveAsItIsWhereTheSpecSaysNever() throws Exception {
        byte[] zip = zipOf("a", "b");
        source.put("s3://b/x.zip", zip);
        DatasetSpec spec =
                DatasetSpec.builder("s3://b/x.zip").expand(Expansion.NEVER).build();
        try (MaterializedDataset dataset = stager.stage(spec)) {
            assertThat(dataset.path()).hasFileName("x.zip");
            assertThat(dataset.path().resolve("x.zip")).hasBinaryContent(zip);
        }
    }

    @Test
    void stagesAFolderWithEveryObjectThatPassesItsGlobs() throws Exception {
        source.put("s3://b/f/a.txt", "a").put("s3://b/f/sub/b.txt", "b").put("s3://b/f/sub/c.bin", "c");
        source.put("s3://b/f/empty/", "").put("s3://b/f-old/x", "not of this folder");
        DatasetSpec spec =
                DatasetSpec.builder("s3://b/f").exclude(List.of("**/*.bin")).build();
        try (MaterializedDataset dataset = stager.stage(spec)) {
            assertThat(filesOf(dataset.path())).containsExactly("a.txt", "empty", "sub", "sub/b.txt");
            assertThat(dataset.etag()).isEmpty();
        }
        long read = source.bytesRead();
        source.put("s3://b/f/sub/d.bin", "an excluded newcomer changes nothing");
        try (MaterializedDataset again = stager.stage(spec)) {
            assertThat(again.isReused()).isTrue();
        }
        assertThat(source.bytesRead()).isEqualTo(read);
    }

    @Test
    void stagesAWholeBucketUnderTheBucketsName() throws Exception {
        source.put("s3://my-bucket/a", "1").put("s3://my-bucket/b/c", "2");
        try (MaterializedDataset dataset = stager.stage(DatasetSpec.of("s3://my-bucket"))) {
            assertThat(dataset.mountPath()).isEqualTo("/data/my-bucket");
            assertThat(filesOf(dataset.path())).containsExactly("a", "b", "b/c");
        }
    }

    @Test
    void standsANewRevisionBesideTheOldTreeWhichStaysAsItIs() throws Exception {
        source.put("s3://b/d.txt", "old");
        try (MaterializedDataset old = stager.stage(DatasetSpec.of("s3://b/d.txt"))) {
            source.put("s3://b/d.txt", "new");
            try (MaterializedDataset fresh = stager.stage(DatasetSpec.of("s3://b/d.txt"))) {
                assertThat(fresh.path().resolve("d.txt")).hasContent("new");
                assertThat(fresh.mountPath()).isEqualTo(old.mountPath());
            }
            assertThat(old.path().resolve("d.txt")).hasContent("old");
        }
    }

    @Test
    void reusesAPinnedRevisionAlsoWhenTheObjectWasReplaced() throws Exception {
        source.put("s3://b/d.txt", "old");
        String etag;
        try (MaterializedDataset dataset = stager.stage(DatasetSpec.of("s3://b/d.txt"))) {
            etag = dataset.etag().orElseThrow().value();
        }
        DatasetSpec pinned = DatasetSpec.builder("s3://b/d.txt").etag(etag).build();
        try (MaterializedDataset dataset = stager.stage(pinned)) {
            assertThat(dataset.path()).hasFileName("d.txt-" + etag);
        }
        source.put("s3://b/d.txt", "new");
        try (MaterializedDataset dataset = stager.stage(pinned)) {
            assertThat(dataset.isReused()).isTrue();
            assertThat(dataset.path().resolve("d.txt")).hasContent("old");
        }
    }

    @Test
    void readsTheVersionThatTheSpecNames() throws Exception {
        source.put("s3://b/d.txt", "one").put("s3://b/d.txt", "two");
        DatasetSpec spec = DatasetSpec.builder("s3://b/d.txt").versionId("v1").build();
        List<String> warned = new ArrayList<>();
        TeamStager team = stager.forTeam("test").listener(new StagingListener() {
            @Override
            public void warned(DatasetName name, String warning) {
                warned.add(warning);
            }
        });
        try (MaterializedDataset dataset = team.stage(spec)) {
            assertThat(dataset.path().resolve("d.txt")).hasContent("one");
            assertThat(dataset.versionId()).contains("v1");
            assertThat(warned)
                    .containsExactly("shared storage without an etag: datasets of other versions take this one's place;"
                            + " to keep each at its own path, add \"etag\": \""
                            + dataset.etag().orElseThrow().value() + "\"");
        }
    }

    @Test
    void stagesEachVersionUnderItsOwnIdAlsoWhenTheirBytesAreTheSame() throws Exception {
        source.put("s3://b/d.txt", "same").put("s3://b/d.txt", "same");
        for (String version : List.of("v1", "v2")) {
            DatasetSpec spec =
                    DatasetSpec.builder("s3://b/d.txt").versionId(version).build();
            try (MaterializedDataset dataset = stager.stage(spec)) {
                assertThat(dataset.versionId()).contains(version);
            }
            try (MaterializedDataset again = stager.stage(spec)) {
                assertThat(again.isReused()).isTrue();
                assertThat(again.versionId()).contains(version);
            }
        }
    }

    @Test
    void failsOnAnotherEtagAndPublishesNothing() {
        source.put("s3://b/d.txt", "data");
        DatasetSpec spec = DatasetSpec.builder("s3://b/d.txt").etag("d0e2").build();
        assertThatThrownBy(() -> stager.stage(spec)).isInstanceOf(EtagMismatchException.class);
        assertThat(directory.resolve("shared")).doesNotExist();
    }

    @Test
    void refusesAnotherSourceUnderTheNameOfOneThatStands() throws Exception {
        source.put("s3://b/d.txt", "data").put("s3://other/d.txt", "data");
        stager.stage(DatasetSpec.of("s3://b/d.txt")).close();
        assertThatThrownBy(() -> stager.stage(DatasetSpec.of("s3://other/d.txt")))
                .isInstanceOf(NameConflictException.class)
                .hasMessageContaining("s3://b/d.txt")
                .hasMessageContaining("s3://other/d.txt");
    }

    @Test
    void usersOwnExtractorExpandsItsOwnSuffix() throws Exception {
        ArchiveExtractor lines = new ArchiveExtractor() {
            @Override
            public Set<String> suffixes() {
                return Set.of(".lines");
            }

            @Override
            public void extract(ArchiveContent archive, EntrySink sink, Executor workers) throws IOException {
                try (BufferedReader reader =
                        new BufferedReader(new InputStreamReader(archive.openStream(), StandardCharsets.UTF_8))) {
                    int number = 0;
                    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                        sink.file(
                                "line-" + ++number,
                                EntryAttributes.PLAIN,
                                new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)));
                    }
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        };
        source.put("s3://b/poem.LINES", "roses\nviolets\n");
        try (DatasetStager withLines = DatasetStager.forTesting(directory.resolve("own"), source, lines);
                MaterializedDataset dataset = withLines.stage(DatasetSpec.of("s3://b/poem.LINES"))) {
            assertThat(dataset.mountPath()).isEqualTo("/data/poem");
            assertThat(dataset.path().resolve("line-2")).hasContent("violets");
        }
    }

    @Test
    void suffixWithoutAnExtractorIsAnErrorAndNeverARawCopy() {
        source.put("s3://b/x.tar.xz", "data");
        assertThatThrownBy(() -> stager.stage(DatasetSpec.of("s3://b/x.tar.xz")))
                .isInstanceOf(UnsupportedDatasetException.class)
                .hasMessageContaining("nothing expands .tar.xz")
                .hasMessageContaining("expand: never");
    }

    @Test
    void saysWhichSchemesItServes() {
        assertThatThrownBy(() -> stager.stage(DatasetSpec.of("http://host/data.csv")))
                .isInstanceOf(UnsupportedDatasetException.class)
                .hasMessageContaining("no source serves http")
                .hasMessageContaining("this stager has s3: write s3://BUCKET/KEY, and the host")
                .hasMessageContaining("awsEndpoint");
    }

    @Test
    void refusesGlobsForWhatTurnsOutToBeOneObject() {
        source.put("s3://b/labels.csv", "0,1");
        DatasetSpec some = DatasetSpec.builder("s3://b/labels.csv")
                .exclude(List.of("*.csv"))
                .build();
        for (ThrowingCallable asked :
                List.<ThrowingCallable>of(() -> stager.stage(some), () -> stager.plan(some), () -> stager.pin(some))) {
            assertThatThrownBy(asked)
                    .isInstanceOf(UnsupportedDatasetException.class)
                    .hasMessageContaining("s3://b/labels.csv is one object")
                    .hasMessageContaining("include and exclude");
        }
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void nothingThereIsNotAnEmptyDataset() {
        source.put("s3://b/f/a.txt", "a");
        assertThatThrownBy(() -> stager.stage(DatasetSpec.of("s3://b/g/")))
                .isInstanceOf(DatasetNotFoundException.class);
        DatasetSpec nothingPasses =
                DatasetSpec.builder("s3://b/f/").include(List.of("*.csv")).build();
        assertThatThrownBy(() -> stager.stage(nothingPasses))
                .isInstanceOf(DatasetNotFoundException.class)
                .hasMessageContaining("include and exclude");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void htmlPageNamedZipIsACorruptArchive() {
        source.put("s3://b/x.zip", "<html>login</html>");
        assertThatThrownBy(() -> stager.stage(DatasetSpec.of("s3://b/x.zip")))
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageContaining("s3://b/x.zip");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void unsafeKeysAreNamedTogetherAndNothingIsPublished() {
        source.put("s3://b/f/ok", "1").put("s3://b/f/../up", "2").put("s3://b/f//double", "3");
        assertThatThrownBy(() -> stager.stage(DatasetSpec.of("s3://b/f/")))
                .isInstanceOfSatisfying(UnsafeKeysException.class, e -> {
                    assertThat(e.count()).isEqualTo(2);
                    assertThat(e.offenders()).hasSize(2);
                });
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void ephemeralVolumeGoesWhenItsDatasetIsClosed() throws Exception {
        source.put("s3://b/d.txt", "data");
        DatasetSpec spec = DatasetSpec.builder("s3://b/d.txt")
                .volume(VolumeRequest.ephemeral())
                .build();
        MaterializedDataset dataset = stager.stage(spec);
        assertThat(dataset.path().resolve("d.txt")).hasContent("data");
        assertThat(dataset.mountPath()).isEqualTo("/data/d.txt");
        dataset.close();
        assertThat(dataset.path()).doesNotExist();

        MaterializedDataset open = stager.stage(spec);
        stager.close();
        assertThat(open.path()).doesNotExist();
    }

    @Test
    void volumeThatIsTooSmallSaysWhatIsNeededAndKeepsNothing() {
        source.put("s3://b/big.zip", zipOf("a", "x".repeat(5000))).put("s3://b/big.txt", "x".repeat(5000));
        VolumeRequest small = VolumeRequest.ephemeral(ByteSize.parse("1K"));
        for (String uri : List.of("s3://b/big.zip", "s3://b/big.txt")) {
            assertThatThrownBy(() ->
                            stager.stage(DatasetSpec.builder(uri).volume(small).build()))
                    .isInstanceOfSatisfying(VolumeFullException.class, e -> {
                        assertThat(e.limit()).isEqualTo(ByteSize.parse("1K"));
                        assertThat(e.needed()).isGreaterThan(ByteSize.parse("1K"));
                    });
        }
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void capOnSharedStorageHoldsForATreeThatStandsAlready() throws Exception {
        source.put("s3://b/big.zip", zipOf("a", "x".repeat(5000)));
        String etag;
        try (MaterializedDataset dataset = stager.stage(DatasetSpec.of("s3://b/big.zip"))) {
            etag = dataset.etag().orElseThrow().value();
        }
        stager.stage(DatasetSpec.builder("s3://b/big.zip").etag(etag).build()).close();
        VolumeRequest capped = VolumeRequest.shared(ByteSize.parse("1K"));
        for (DatasetSpec.Builder spec : List.of(
                DatasetSpec.builder("s3://b/big.zip"),
                DatasetSpec.builder("s3://b/big.zip").etag(etag))) {
            DatasetSpec small = spec.volume(capped).build();
            assertThatThrownBy(() -> stager.stage(small)).isInstanceOf(VolumeFullException.class);
            assertThatThrownBy(() -> stager.plan(small)).isInstanceOf(VolumeFullException.class);
        }
    }

    @Test
    void twoSpecsOfOneNameAreRefusedBeforeAnyIsStaged() {
        source.put("s3://b/d.txt", "1").put("s3://c/d.txt", "2");
        assertThatThrownBy(
                        () -> stager.stageAll(List.of(DatasetSpec.of("s3://b/d.txt"), DatasetSpec.of("s3://c/d.txt"))))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("two datasets have the name d.txt");
        assertThat(source.bytesRead()).isZero();
    }

    @Test
    void stageAllClosesWhatItStagedWhenALaterOneFails() {
        source.put("s3://b/d.txt", "1");
        List<DatasetSpec> specs = List.of(
                DatasetSpec.builder("s3://b/d.txt")
                        .volume(VolumeRequest.ephemeral())
                        .build(),
                DatasetSpec.of("s3://b/missing"));
        assertThatThrownBy(() -> stager.stageAll(specs)).isInstanceOf(DatasetNotFoundException.class);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void planSaysWhatWouldBeDoneAndWritesNothing() throws Exception {
        source.put("s3://b/mnist.zip", zipOf("a", "1"));
        StagingPlan plan = stager.plan(DatasetSpec.of("s3://b/mnist.zip"));
        assertThat(plan.action()).isEqualTo(StagingPlan.Action.EXPAND_ARCHIVE);
        assertThat(plan.path()).isEqualTo(directory.resolve("shared/test/data/mnist"));
        assertThat(plan.mountPath()).isEqualTo("/data/mnist");
        assertThat(directory).isEmptyDirectory();
        stager.stage(DatasetSpec.of("s3://b/mnist.zip")).close();
        assertThat(stager.plan(DatasetSpec.of("s3://b/mnist.zip")).action()).isEqualTo(StagingPlan.Action.REUSE);
    }

    @Test
    void listenerIsToldInOrderAndMayFailWithoutHarm() throws Exception {
        source.put("s3://b/d.txt", "data");
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        TeamStager team = stager.forTeam("vision").listener(new StagingListener() {
            @Override
            public void planned(StagingPlan plan) {
                told.add("planned " + plan.action());
                throw new IllegalStateException("a listener's own bug");
            }

            @Override
            public void warned(DatasetName name, String warning) {
                told.add("warned " + warning);
            }

            @Override
            public void progressed(DatasetName name, StagingProgress progress) {
                told.add("progressed " + progress.bytesDone() + " of "
                        + progress.bytesTotal().getAsLong());
            }

            @Override
            public void finished(DatasetName name, StagingStep step, Duration took) {
                told.add("finished " + step);
            }

            @Override
            public void published(MaterializedDataset dataset) {
                told.add("published " + dataset.name());
            }

            @Override
            public void reused(MaterializedDataset dataset) {
                told.add("reused " + dataset.name());
            }

            @Override
            public void failed(DatasetSpec spec, DatasetException failure) {
                told.add("failed " + failure.getClass().getSimpleName());
            }
        });
        String etag;
        try (MaterializedDataset dataset = team.stage(DatasetSpec.of("s3://b/d.txt"))) {
            etag = dataset.etag().orElseThrow().value();
        }
        String warned = "warned shared storage without an etag: to get the same data every time, add \"etag\": \""
                + etag + "\"";
        // On a slow machine the one read is told of by itself, before the end is.
        assertThat(told.stream().distinct())
                .containsExactly(
                        "planned DOWNLOAD_OBJECT",
                        "finished resolve",
                        warned,
                        "finished claim",
                        "progressed 4 of 4",
                        "finished fetch",
                        "finished publish",
                        "published d.txt");
        told.clear();
        team.stage(DatasetSpec.of("s3://b/d.txt")).close();
        assertThat(told).containsExactly("planned REUSE", "finished resolve", warned, "reused d.txt");
        told.clear();
        assertThatThrownBy(() -> team.stage(DatasetSpec.of("s3://b/none"))).isInstanceOf(DatasetException.class);
        assertThat(told).containsExactly("failed DatasetNotFoundException");
    }

    @Test
    void tellsTwoListenersTheSameAlsoWhereTheFirstOneFails() throws Exception {
        source.put("s3://b/d.txt", "data");
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        StagingListener failing = new StagingListener() {
            @Override
            public void planned(StagingPlan plan) {
                told.add("first " + plan.action());
                throw new IllegalStateException("a listener's own bug");
            }
        };
        StagingListener other = new StagingListener() {
            @Override
            public void planned(StagingPlan plan) {
                told.add("second " + plan.action());
            }

            @Override
            public void failed(DatasetSpec spec, DatasetException failure) {
                told.add("second failed");
            }
        };
        TeamStager team = stager.forTeam("vision").listener(failing.and(other));
        team.stage(DatasetSpec.of("s3://b/d.txt")).close();
        assertThatThrownBy(() -> team.stage(DatasetSpec.of("s3://b/none"))).isInstanceOf(DatasetException.class);

        assertThat(told).containsExactly("first DOWNLOAD_OBJECT", "second DOWNLOAD_OBJECT", "second failed");
    }

    @Test
    void worksOnAHostsPoolOfOneThreadAndLeavesItRunning() throws Exception {
        for (int i = 0; i < 200; i++) {
            source.put("s3://b/f/" + i, "content " + i);
        }
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            try (DatasetStager single = DatasetStager.builder()
                            .source(source)
                            .ephemeralStorage(EphemeralVolumes.under(directory.resolve("one")))
                            .pool(pool)
                            .build();
                    MaterializedDataset dataset = single.stage(DatasetSpec.builder("s3://b/f/")
                            .volume(VolumeRequest.ephemeral())
                            .build())) {
                assertThat(dataset.fileCount()).isEqualTo(200);
            }
            assertThat(pool.submit(() -> "still runs").get()).isEqualTo("still runs");
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void doesWhatAHostsPoolRefusesOnTheThreadThatStages() throws Exception {
        source.put("s3://b/f/big", new byte[9 << 20]);
        for (int i = 0; i < 50; i++) {
            source.put("s3://b/f/" + i, "content " + i);
        }
        source.put("s3://b/x.zip", zipOf("train/0.txt", "zero"));
        ExecutorService pool = Executors.newSingleThreadExecutor();
        pool.shutdown();
        try (DatasetStager alone = DatasetStager.builder()
                .source(source)
                .extractors(List.of(new PlainZipExtractor()))
                .ephemeralStorage(EphemeralVolumes.under(directory.resolve("alone")))
                .pool(pool)
                .build()) {
            for (String uri : List.of("s3://b/f/", "s3://b/x.zip")) {
                DatasetSpec spec = DatasetSpec.builder(uri)
                        .volume(VolumeRequest.ephemeral())
                        .build();
                try (MaterializedDataset dataset = alone.stage(spec)) {
                    assertThat(dataset.fileCount()).isEqualTo(uri.endsWith("/") ? 51 : 1);
                }
            }
        }
    }

    @Test
    void interruptEndsAStagingAndLeavesNothing() throws Exception {
        CountDownLatch extracting = new CountDownLatch(1);
        ArchiveExtractor blocked = new ArchiveExtractor() {
            @Override
            public Set<String> suffixes() {
                return Set.of(".slow");
            }

            @Override
            public void extract(ArchiveContent archive, EntrySink sink, Executor workers) throws InterruptedException {
                extracting.countDown();
                new CountDownLatch(1).await();
            }
        };
        source.put("s3://b/x.slow", "data");
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (DatasetStager slow = DatasetStager.forTesting(directory.resolve("slow"), source, blocked)) {
            Thread job = new Thread(() -> {
                try {
                    slow.stage(DatasetSpec.of("s3://b/x.slow")).close();
                } catch (DatasetException | InterruptedException e) {
                    thrown.set(e);
                }
            });
            job.start();
            extracting.await();
            job.interrupt();
            job.join(Duration.ofSeconds(30).toMillis());
        }
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void failureToPublishIsToldAndNothingIsReadAgain() {
        source.put("s3://b/d.txt", "data");
        StorageFailureException failure =
                new StorageFailureException(directory, "the disk failed after the rename", null);
        DatasetStorage volumes = EphemeralVolumes.under(directory.resolve("failing"));
        DatasetStorage failing = intercepting(
                DatasetStorage.class,
                volumes,
                "claim",
                slot -> intercepting(Slot.class, (Slot) slot, "publish", published -> {
                    throw failure;
                }));
        try (DatasetStager broken =
                DatasetStager.builder().source(source).ephemeralStorage(failing).build()) {
            DatasetSpec spec = DatasetSpec.builder("s3://b/d.txt")
                    .volume(VolumeRequest.ephemeral())
                    .build();
            assertThatThrownBy(() -> broken.stage(spec)).isSameAs(failure);
        }
        assertThat(source.bytesRead()).isEqualTo(4);
    }

    private interface Interception {
        Object after(Object result) throws DatasetException;
    }

    /** Returns what does the same, but for what becomes of one method's result. */
    private static <T> T intercepting(Class<T> type, T real, String name, Interception interception) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object result = method.invoke(real, arguments);
                    return method.getName().equals(name) ? interception.after(result) : result;
                }));
    }

    @Test
    void interruptThatComesBeforeTheFirstFileIsAnInterruptToo() throws Exception {
        source.put("s3://b/d.txt", "data");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> stager.stage(DatasetSpec.of("s3://b/d.txt"))).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        // How far it came is the scheduler's choice; what it left, the next reads from and removes.
        Path data = directory.resolve("shared/test/data");
        assertThat(data.resolve("d.txt")).doesNotExist();
        try (MaterializedDataset next = stager.stage(DatasetSpec.of("s3://b/d.txt"))) {
            assertThat(next.path().resolve("d.txt")).hasContent("data");
        }
        assertThat(data.resolve(".datasets/staging")).isEmptyDirectory();
        assertThat(data.resolve(".datasets/trash"))
                .satisfiesAnyOf(
                        trash -> assertThat(trash).doesNotExist(),
                        trash -> assertThat(trash).isEmptyDirectory());
    }

    @Test
    void tellsAListenerOfVolumesThatNeedNoTeam() throws Exception {
        source.put("s3://b/d.txt", "bytes");
        DatasetSpec spec = DatasetSpec.builder("s3://b/d.txt")
                .volume(VolumeRequest.ephemeral())
                .build();
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        try (DatasetStager teamless = DatasetStager.builder()
                        .source(source)
                        .ephemeralStorage(EphemeralVolumes.under(directory.resolve("volumes")))
                        .build();
                MaterializedDataset dataset = teamless.listener(publishedTo(told))
                        .reuse(ReusePolicy.IF_PRESENT)
                        .stage(spec)) {
            assertThat(told).containsExactly(dataset.path().toString());
        }
    }

    @Test
    void tellsAListenerOfTheTeamThatTheBuilderNamed() throws Exception {
        source.put("s3://b/d.txt", "bytes");
        List<String> told = Collections.synchronizedList(new ArrayList<>());

        stager.listener(publishedTo(told))
                .leasedAs("job-17")
                .stage(DatasetSpec.of("s3://b/d.txt"))
                .close();

        assertThat(told)
                .containsExactly(directory.resolve("shared/test/data/d.txt").toString());
    }

    private static StagingListener publishedTo(List<String> told) {
        return new StagingListener() {
            @Override
            public void published(MaterializedDataset dataset) {
                told.add(dataset.path().toString());
            }
        };
    }

    @Test
    void refusesNullInPlaceOfAListenerOrPolicyAtOnce() {
        assertThatThrownBy(() -> stager.listener(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> stager.forTeam("test").listener(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> stager.forTeam("test").reuse(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void withoutATeamOrAStorageOfThatKindItSaysWhatIsMissing() {
        source.put("s3://b/d.txt", "data");
        try (DatasetStager bare = DatasetStager.builder().source(source).build()) {
            assertThatThrownBy(() -> bare.stage(DatasetSpec.of("s3://b/d.txt")))
                    .isInstanceOf(UnsupportedDatasetException.class)
                    .hasMessageContaining("no storage for volumes of kind shared");
        }
        try (DatasetStager teamless = DatasetStager.builder()
                .source(source)
                .sharedStorage(SharedStorage.at(directory.resolve("s")))
                .build()) {
            assertThatThrownBy(() -> teamless.stage(DatasetSpec.of("s3://b/d.txt")))
                    .isInstanceOf(UnsupportedDatasetException.class)
                    .hasMessageContaining("team");
        }
    }

    /** Returns every regular file below the directory that is not a lock or a published dataset's record. */
    private List<String> leftovers() {
        return filesOf(directory).stream()
                .filter(path -> Files.isRegularFile(directory.resolve(path)))
                .filter(path -> !path.contains("/locks/"))
                .toList();
    }

    private static List<String> filesOf(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(path -> !path.equals(root))
                    .map(path -> root.relativize(path).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] zipOf(String... namesAndTexts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }
}
