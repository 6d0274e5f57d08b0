// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.Etag;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.spi.RemoteObject;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.spi.WrittenEntry;
import io.github.privatedatasets.testing.InMemorySource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A disk that is full, which is a small one of its own where the tests may mount it, as root may; else a limit on the length of files, in a
 * process of its own.
 */
class FullDiskTest {
    private static final DatasetTarget TARGET = TinyStager.target("s3://bucket/mnist.zip");

    @TempDir
    Path directory;

    private Path disk;
    private SmallDisk mounted;
    private Path tree;
    private Path ours;

    @BeforeEach
    void mountASmallDisk() throws Exception {
        disk = directory.resolve("disk");
        mounted = SmallDisk.mount(disk);
        tree = disk.resolve("team-vision/data/mnist");
        ours = disk.resolve("team-vision/data/.datasets");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted != null) {
            mounted.close();
        }
    }

    @Test
    void aDatasetThatDoesNotFitLeavesTheOldOneAndRoomForOthers() throws Exception {
        if (mounted == null) {
            assertFailsUnderALimit();
            return;
        }
        SharedStorage storage = SharedStorage.at(disk);
        stage(storage, "e1").close();
        long free = Files.getFileStore(disk).getUsableSpace();
        try (Slot slot = storage.claim(TARGET, (holder, waited) -> {})) {
            Path big = slot.begin().resolve("big");
            assertThatThrownBy(() -> fill(big)).isInstanceOf(IOException.class);
        }
        assertThat(Files.getFileStore(disk).getUsableSpace()).isGreaterThan(free - (1 << 14));
        assertNothingButTheOld(storage);
    }

    @Test
    void aDiskThatIsFullAtThePublicationLeavesTheOldDatasetAndTheNextRunSucceeds() throws Exception {
        if (mounted == null) {
            assertFailsUnderALimit();
            return;
        }
        SharedStorage storage = SharedStorage.at(disk);
        stage(storage, "e1").close();
        Path filler = disk.resolve("filler");
        try (Slot slot = storage.claim(TARGET, (holder, waited) -> {})) {
            Files.writeString(slot.begin().resolve("content"), "e2");
            assertThatThrownBy(() -> fill(filler)).isInstanceOf(IOException.class);

            assertThatThrownBy(() -> slot.publish(TinyStager.record(TARGET, "e2")))
                    .isInstanceOf(StorageFailureException.class)
                    .hasMessageContaining("full");
        }
        try (HeldDataset held = storage.recall(TARGET).get(0).hold().orElseThrow()) {
            assertThat(held.path().resolve("content"))
                    .as("a hit works on a full disk")
                    .hasContent("e1");
        }
        Files.delete(filler);
        assertNothingButTheOld(storage);
        stage(storage, "e2").close();
        assertThat(tree.resolve("content")).hasContent("e2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mnist", "other"})
    void whatADeadAttemptLeftMakesRoomForATreeThatDoesNotFitBesideIt(String name) throws Exception {
        assumeThat(mounted).as("only root may mount").isNotNull();
        leaveAThirdOfAMegabyte(name);
        assertStages("x".repeat(300_000));
    }

    @Test
    void whatADeadAttemptLeftMakesRoomOnADiskThatIsFullToTheLastByte() throws Exception {
        assumeThat(mounted).as("only root may mount").isNotNull();
        leaveAThirdOfAMegabyte("other");
        assertThatThrownBy(() -> fill(disk.resolve("filler"))).isInstanceOf(IOException.class);
        assertStages("x".repeat(200_000));
    }

    @Test
    void whatADeadAttemptLeftMakesRoomWhereNotEvenALockCanBeMade() throws Exception {
        assumeThat(mounted).as("only root may mount").isNotNull();
        leaveAThirdOfAMegabyte("other");
        assertThatThrownBy(() -> {
                    for (int i = 0; ; i++) {
                        Files.createFile(disk.resolve("filler-" + i));
                    }
                })
                .isInstanceOf(IOException.class);
        assertStages("x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"locks/mnist/a", "records/mnist"})
    void whatADeadAttemptLeftStaysWhereItIsNotRoomThatIsMissing(String inTheWay) throws Exception {
        leaveAThirdOfAMegabyte("other");
        Path hindrance = ours.resolve(inTheWay);
        Files.createDirectories(hindrance.getParent());
        Files.createFile(hindrance);
        assertThatThrownBy(() -> assertStages("x")).isInstanceOf(StorageFailureException.class);
        assertThat(TinyStager.count(ours.resolve("staging")))
                .as("a tree and its heartbeat")
                .isEqualTo(2);
    }

    private void leaveAThirdOfAMegabyte(String name) throws Exception {
        byte[] content = new byte[300_000];
        RemoteObject object =
                new RemoteObject("a", content.length, new Etag("e"), Optional.empty(), Optional.empty(), Instant.EPOCH);
        DatasetTarget target = TinyStager.target("s3://bucket/" + name + "/", name);
        try (Slot slot = SharedStorage.at(disk).claim(target, (holder, waited) -> {})) {
            Path staging = slot.begin();
            slot.fetching(object);
            for (int i = 0; i < 20; i++) {
                Files.createFile(staging.resolve("empty-" + i));
            }
            Files.write(staging.resolve("a"), content);
            slot.wrote(new WrittenEntry.File("a", content.length, 1));
            slot.fetched(object, "none offered");
            slot.leave();
        }
        assertThat(TinyStager.count(ours.resolve("staging")))
                .as("a tree and its heartbeat")
                .isEqualTo(2);
    }

    private void assertStages(String content) throws Exception {
        InMemorySource source = InMemorySource.create().put("s3://bucket/mnist/b", content);
        try (DatasetStager stager = DatasetStager.builder()
                        .source(source)
                        .sharedStorage(SharedStorage.at(disk))
                        .build();
                MaterializedDataset dataset =
                        stager.forTeam("team-vision").stage(DatasetSpec.of("s3://bucket/mnist/"))) {
            assertThat(dataset.path().resolve("b")).hasContent(content);
        }
        assertThat(ours.resolve("staging")).isEmptyDirectory();
        assertThat(ours.resolve("trash")).isEmptyDirectory();
    }

    @Test
    void aReadOnlyDiskServesHitsWithoutALeaseAndSaysWhyNothingCanBeStaged() throws Exception {
        assumeThat(mounted).as("only root may mount").isNotNull();
        SharedStorage storage = SharedStorage.at(disk);
        TeamDatasets datasets = storage.forTeam(TinyStager.TEAM);
        stage(storage, "e1").close();
        mounted.setReadOnly(true);

        try (HeldDataset held = storage.recall(TARGET).get(0).hold().orElseThrow()) {
            assertThat(held.path().resolve("content")).hasContent("e1");
            assertThat(held.isLeased()).isFalse();
        }
        assertThat(datasets.list()).hasSize(1);
        assertThat(datasets.verify("mnist", Verification.Depth.FAST)).hasSize(1);
        assertThat(datasets.wouldCollect(CollectPolicy.leftovers())).isEmpty();
        assertThatThrownBy(() -> storage.claim(TARGET, (holder, waited) -> {}))
                .isInstanceOf(StorageFailureException.class)
                .hasMessageContaining("read-only");
        assertThatThrownBy(() -> datasets.delete("mnist")).isInstanceOf(StorageFailureException.class);
        mounted.setReadOnly(false);
        assertThat(datasets.delete("mnist")).containsExactly(tree);
    }

    private void assertNothingButTheOld(SharedStorage storage) throws Exception {
        assertThat(tree.resolve("content")).hasContent("e1");
        assertThat(ours.resolve("staging")).isEmptyDirectory();
        assertThat(ours.resolve("trash")).isEmptyDirectory();
        assertThat(TinyStager.count(ours.resolve("records/mnist"))).isEqualTo(1);
        storage.forTeam(TinyStager.TEAM).collect(CollectPolicy.leftovers());
        assertThat(TinyStager.count(ours.resolve("leases"))).isEqualTo(2);
        assertThat(tree.resolve("content")).hasContent("e1");
    }

    private static HeldDataset stage(SharedStorage storage, String etag) throws Exception {
        try (Slot slot = storage.claim(TARGET, (holder, waited) -> {})) {
            Files.writeString(slot.begin().resolve("content"), etag);
            return slot.publish(TinyStager.record(TARGET, etag)).orElseThrow();
        }
    }

    /** No file may get any byte: neither heartbeat nor record, as on a full disk. */
    private void assertFailsUnderALimit() throws IOException {
        Path downloads = Files.createDirectory(directory.resolve("downloads"));
        List<String> args = List.of("root=" + disk, "downloads=" + downloads, "etag=e1");
        List<String> limited = List.of("sh", "-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh");
        try (ChildJvm child = ChildJvm.start(limited, ChildJvm.classPath(), TinyStager.class, args)) {
            assertThat(child.line()).startsWith("StorageFailureException");
        }
        assertThat(tree).doesNotExist();
        try (ChildJvm child = ChildJvm.start(TinyStager.class, args)) {
            assertThat(child.line()).startsWith("staged " + tree);
        }
        assertThat(ours.resolve("staging")).isEmptyDirectory();
    }

    private static void fill(Path file) throws IOException {
        byte[] block = new byte[1 << 12];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        }
    }
}
