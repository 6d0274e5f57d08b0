// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.github.privatedatasets.errors.DatasetNotFoundException;
import io.github.privatedatasets.errors.EtagMismatchException;
import io.github.privatedatasets.errors.NameConflictException;
import io.github.privatedatasets.errors.PinMismatchException;
import io.github.privatedatasets.errors.RevisionChangedException;
import io.github.privatedatasets.spec.DatasetPin;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.Etag;
import io.github.privatedatasets.spec.Expansion;
import io.github.privatedatasets.spec.PinnedObject;
import io.github.privatedatasets.spec.TeamHandle;
import io.github.privatedatasets.storage.ListedDataset;
import io.github.privatedatasets.storage.SharedStorage;
import io.github.privatedatasets.storage.TeamDatasets;
import io.github.privatedatasets.testing.InMemorySource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Datasets written down to the object, and staged as they were. */
class PinningTest {
    @TempDir
    Path directory;

    private final InMemorySource source = InMemorySource.create()
            .put("s3://b/f/a", "a1")
            .put("s3://b/f/b.txt", "b1")
            .put("s3://b/x.bin", "x1");
    private final FaultySource faulty = new FaultySource(source);
    private DatasetStager stager;

    @BeforeEach
    void startAStager() {
        stager = DatasetStager.forTesting(directory, faulty);
    }

    @AfterEach
    void closeTheStager() {
        stager.close();
    }

    @Test
    void pinsEveryObjectWithoutReadingAny() throws Exception {
        DatasetPin pin = stager.pin(DatasetSpec.of("s3://b/f/"));

        assertThat(pin.isFolder()).isTrue();
        assertThat(pin.objects()).extracting(PinnedObject::path).containsExactly("a", "b.txt");
        assertThat(pin.objects()).extracting(PinnedObject::versionId).containsOnly(Optional.of("v1"));
        assertThat(pin.sizeBytes()).isEqualTo(4);
        assertThat(source.bytesRead()).isZero();
        assertThat(stager.pin(DatasetSpec.builder("s3://b/f/")
                                .include(List.of("*.txt"))
                                .build())
                        .objects())
                .extracting(PinnedObject::path)
                .containsExactly("b.txt");
        assertThatExceptionOfType(DatasetNotFoundException.class)
                .isThrownBy(() -> stager.pin(DatasetSpec.builder("s3://b/f/")
                        .include(List.of("*.jpg"))
                        .build()));
    }

    @Test
    void stagesAFolderAsItWasPinnedAlsoAfterEveryObjectWasReplaced() throws Exception {
        Path file = directory.resolve("f.pin");
        Files.write(file, stager.pin(DatasetSpec.of("s3://b/f/")).lines());
        source.put("s3://b/f/a", "a2").put("s3://b/f/b.txt", "b2").put("s3://b/f/c", "new");

        DatasetPin pin;
        try (Stream<String> lines = Files.lines(file)) {
            pin = DatasetPin.parse(lines);
        }
        DatasetSpec spec = DatasetSpec.of("s3://b/f/").pinnedTo(pin);
        try (MaterializedDataset dataset = stager.stage(spec)) {
            assertThat(dataset.path().resolve("a")).hasContent("a1");
            assertThat(dataset.path().resolve("b.txt")).hasContent("b1");
            assertThat(dataset.fileCount()).isEqualTo(2);
            assertThat(dataset.path())
                    .hasFileName(
                            "f-" + pin.digest().substring("sha256:".length()).substring(0, 16));
            assertThat(dataset.mountPath()).isEqualTo("/data/f");
            assertThat(dataset.revision().listing()).contains(pin.digest());
        }
    }

    @Test
    void pinnedRevisionThatStandsIsTakenWithoutAskingTheStore() throws Exception {
        DatasetSpec spec = DatasetSpec.of("s3://b/f/");
        DatasetSpec pinned = spec.pinnedTo(stager.pin(spec));
        stager.stage(pinned).close();
        source.remove("s3://b/f/a").remove("s3://b/f/b.txt");

        try (MaterializedDataset dataset = stager.stage(pinned)) {
            assertThat(dataset.isReused()).isTrue();
        }
        assertThat(stager.plan(pinned).action()).isEqualTo(StagingPlan.Action.REUSE);
    }

    @Test
    void pinnedRevisionAndTheNewestStandSideBySide() throws Exception {
        DatasetSpec spec = DatasetSpec.of("s3://b/f/");
        DatasetSpec pinned = spec.pinnedTo(stager.pin(spec));
        source.put("s3://b/f/a", "a2");
        for (boolean again : List.of(false, true)) {
            try (MaterializedDataset newest = stager.stage(spec);
                    MaterializedDataset old = stager.stage(pinned)) {
                assertThat(newest.isReused()).isEqualTo(again);
                assertThat(old.isReused()).isEqualTo(again);
                assertThat(newest.path().resolve("a")).hasContent("a2");
                assertThat(old.path().resolve("a")).hasContent("a1");
                assertThat(old.path()).hasParent(newest.path().getParent());
            }
        }
    }

    @Test
    void pinsOfOneRevisionShareATreeHoweverItsObjectsWereChosen() throws Exception {
        DatasetSpec all = DatasetSpec.of("s3://b/f/");
        DatasetSpec some = DatasetSpec.builder("s3://b/f")
                .include(List.of("a", "*.txt"))
                .expand(Expansion.NEVER)
                .build();
        stager.stage(all.pinnedTo(stager.pin(all))).close();
        try (MaterializedDataset same = stager.stage(some.pinnedTo(stager.pin(some)))) {
            assertThat(same.isReused()).isTrue();
        }
    }

    @Test
    void pinnedFolderIsListedLeasedAdoptedAndDeletedByItsName() throws Exception {
        DatasetSpec spec = DatasetSpec.of("s3://b/f/");
        DatasetSpec pinned = spec.pinnedTo(stager.pin(spec));
        stager.stage(spec).close();
        TeamDatasets datasets = SharedStorage.at(directory.resolve("shared")).forTeam(TeamHandle.of("test"));
        String name;
        try (MaterializedDataset dataset = stager.stage(pinned)) {
            name = dataset.path().getFileName().toString();
            assertThat(datasets.list())
                    .extracting(
                            ListedDataset::directoryName,
                            listed -> listed.holders().size())
                    .containsExactlyInAnyOrder(tuple("f", 0), tuple(name, 1));
            Files.setLastModifiedTime(dataset.path(), FileTime.from(Instant.EPOCH)); // As a restore does.
        }
        assertThatExceptionOfType(NameConflictException.class).isThrownBy(() -> stager.stage(pinned));
        datasets.adopt(name);
        try (MaterializedDataset dataset = stager.stage(pinned)) {
            assertThat(dataset.isReused()).isTrue();
        }
        assertThat(datasets.delete(name)).hasSize(1);
        assertThat(datasets.list()).extracting(ListedDataset::directoryName).containsExactly("f");
    }

    @Test
    void versionsThatArePinnedToOneEtagShareATree() throws Exception {
        source.put("s3://b/x.bin", "x1");
        Etag etag = stager.pin(DatasetSpec.of("s3://b/x.bin")).objects().get(0).etag();
        stager.stage(version("v1", etag)).close();
        try (MaterializedDataset second = stager.stage(version("v2", etag))) {
            assertThat(second.isReused()).isTrue();
            assertThat(second.versionId()).as("what it was made from").contains("v1");
        }
        source.put("s3://b/x.bin", "x3");
        assertThatExceptionOfType(EtagMismatchException.class).isThrownBy(() -> stager.stage(version("v3", etag)));
    }

    private static DatasetSpec version(String id, Etag etag) {
        return DatasetSpec.builder("s3://b/x.bin")
                .versionId(id)
                .etag(etag.value())
                .build();
    }

    @ParameterizedTest
    @EnumSource
    void pinnedRevisionIsStagedUnderEveryPolicyWhateverStands(ReusePolicy policy) throws Exception {
        DatasetSpec spec = DatasetSpec.of("s3://b/f/");
        DatasetSpec pinned = spec.pinnedTo(stager.pin(spec));
        source.put("s3://b/f/a", "a2");
        stager.stage(spec).close();

        TeamStager team = stager.forTeam("test").reuse(policy);
        assertThat(team.plan(pinned).action()).isEqualTo(StagingPlan.Action.DOWNLOAD_FOLDER);
        try (MaterializedDataset old = team.stage(pinned)) {
            assertThat(old.path().resolve("a")).hasContent("a1");
        }
    }

    @Test
    void saysWhichObjectsOfAnUnversionedBucketDifferBeforeAnyIsRead() throws Exception {
        source.put("s3://b/f/c", "c1");
        DatasetPin pin = withoutVersions(stager.pin(DatasetSpec.of("s3://b/f/")));
        source.put("s3://b/f/a", "a2").remove("s3://b/f/c").put("s3://b/f/d", "new");

        assertThatExceptionOfType(PinMismatchException.class)
                .isThrownBy(() -> stager.stage(DatasetSpec.of("s3://b/f/").pinnedTo(pin)))
                .satisfies(e -> {
                    assertThat(e.count()).isEqualTo(2);
                    assertThat(e.differences()).hasSize(2);
                    assertThat(e.differences().get(0)).startsWith("a: etag \"");
                    assertThat(e.differences().get(1)).isEqualTo("c: it is gone");
                    assertThat(e.isRetryable()).isFalse();
                });
        assertThat(source.bytesRead()).isZero();

        source.remove("s3://b/f/a").put("s3://b/f/a", "a1").put("s3://b/f/c", "c1");
        try (MaterializedDataset dataset =
                stager.stage(DatasetSpec.of("s3://b/f/").pinnedTo(pin))) {
            assertThat(dataset.fileCount()).isEqualTo(3);
        }
    }

    @Test
    void objectsThatChangeWhileTheyAreStagedDifferFromTheirPinToo() throws Exception {
        DatasetPin pin = stager.pin(DatasetSpec.of("s3://b/f/"));
        faulty.refuses("a", new RevisionChangedException("a", "404", null))
                .refuses("b.txt", new RevisionChangedException("b.txt", "412", null));

        assertThatExceptionOfType(PinMismatchException.class)
                .isThrownBy(() -> stager.stage(DatasetSpec.of("s3://b/f/").pinnedTo(pin)))
                .satisfies(e -> assertThat(e.differences())
                        .hasSize(2)
                        .anySatisfy(d -> assertThat(d).startsWith("a: "))
                        .anySatisfy(d -> assertThat(d).startsWith("b.txt: ")));
    }

    @Test
    void pinsOneObjectByItsEtagAndVersion() throws Exception {
        DatasetSpec spec = DatasetSpec.of("s3://b/x.bin");
        DatasetSpec pinned = spec.pinnedTo(stager.pin(spec));
        source.put("s3://b/x.bin", "x2");
        try (MaterializedDataset dataset = stager.stage(pinned)) {
            assertThat(dataset.path().resolve("x.bin")).hasContent("x1");
            assertThat(dataset.versionId()).contains("v1");
        }
        DatasetSpec unversioned = spec.pinnedTo(withoutVersions(stager.pin(spec)));
        source.put("s3://b/x.bin", "x3");
        assertThatExceptionOfType(EtagMismatchException.class).isThrownBy(() -> stager.stage(unversioned));
    }

    @Test
    void folderThatBecameAnObjectIsNotTheOneThatWasPinned() throws Exception {
        DatasetPin pin = stager.pin(DatasetSpec.of("s3://b/f"));
        source.put("s3://b/f", "an object now");

        assertThatExceptionOfType(PinMismatchException.class)
                .isThrownBy(() -> stager.stage(DatasetSpec.of("s3://b/f").pinnedTo(pin)))
                .withMessageContaining("it was a folder, and is an object");
    }

    /** Returns the pin of a bucket that keeps no versions. */
    private static DatasetPin withoutVersions(DatasetPin pin) {
        List<PinnedObject> objects = pin.objects().stream()
                .map(o -> new PinnedObject(o.path(), o.sizeBytes(), o.etag(), Optional.empty(), o.lastModified()))
                .toList();
        return pin.isFolder()
                ? DatasetPin.ofFolder(pin.uri(), pin.include(), pin.exclude(), objects)
                : DatasetPin.ofObject(pin.uri(), objects.get(0));
    }
}
