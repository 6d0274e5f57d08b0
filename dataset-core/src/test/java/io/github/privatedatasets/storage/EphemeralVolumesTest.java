// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.spi.Slot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EphemeralVolumesTest {
    private static final String SOURCE = "s3://bucket/mnist.zip";

    @TempDir
    Path scratch;

    private Path volumes;

    @BeforeEach
    void findVolumes() {
        volumes = scratch.resolve("dataset-volumes");
    }

    @Test
    void givesEachDatasetAVolumeOfItsOwnAndRemovesItOnClose() throws Exception {
        try (EphemeralVolumes storage = EphemeralVolumes.under(scratch)) {
            HeldDataset first = stage(storage);
            HeldDataset second = stage(storage);
            assertThat(first.path()).isNotEqualTo(second.path()).hasFileName("mnist");
            assertThat(first.path().startsWith(storage.locate(TinyStager.target(SOURCE))))
                    .isTrue();

            first.close();
            assertThat(first.path()).doesNotExist();
            assertThat(second.path().resolve("content.txt")).hasContent("x");
            second.close();
            assertThat(volumes).isEmptyDirectory();
        }
    }

    @Test
    void removesVolumesStillOpenWhenItIsClosed() throws Exception {
        EphemeralVolumes storage = EphemeralVolumes.under(scratch);
        HeldDataset held = stage(storage);
        Slot unpublished = claim(storage);
        unpublished.begin();

        storage.close();

        assertThat(volumes).isEmptyDirectory();
        held.close();
        unpublished.close();
        assertThatThrownBy(() -> claim(storage)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void sweepsTheVolumeOfAKilledProcessAtTheNextClaimAndSparesTheLiving() throws Exception {
        try (ChildJvm doomed = ChildJvm.start(VolumeHolder.class, List.of(scratch.toString()));
                ChildJvm living = ChildJvm.start(VolumeHolder.class, List.of(scratch.toString()));
                EphemeralVolumes storage = EphemeralVolumes.under(scratch)) {
            Path ofTheDoomed = Path.of(doomed.line());
            Path ofTheLiving = Path.of(living.line());
            HeldDataset mine = stage(storage);
            doomed.kill();

            claim(storage).close();
            claim(EphemeralVolumes.under(scratch)).close(); // Another of this JVM must not take mine for a dead one's.

            assertThat(ofTheDoomed).doesNotExist();
            assertThat(ofTheDoomed.resolveSibling(ofTheDoomed.getFileName() + ".owner"))
                    .doesNotExist();
            assertThat(ofTheLiving).isDirectoryRecursivelyContaining("glob:**/content.txt");
            assertThat(mine.path().resolve("content.txt")).hasContent("x");
            living.kill();
            claim(storage).close();
            assertThat(ofTheLiving).doesNotExist();
            mine.close();
            assertThat(volumes).isEmptyDirectory();
        }
    }

    @Test
    void sweepsTheVolumeOfAKilledProcessWhenTheNextStagerIsBuiltAndSparesTheLiving() throws Exception {
        try (ChildJvm doomed = ChildJvm.start(VolumeHolder.class, List.of(scratch.toString()));
                ChildJvm living = ChildJvm.start(VolumeHolder.class, List.of(scratch.toString()))) {
            Path ofTheDoomed = Path.of(doomed.line());
            Path ofTheLiving = Path.of(living.line());
            doomed.kill();

            DatasetStager.builder()
                    .ephemeralStorage(EphemeralVolumes.under(scratch))
                    .build()
                    .close();

            assertThat(ofTheDoomed).doesNotExist();
            assertThat(ofTheLiving).isDirectoryRecursivelyContaining("glob:**/content.txt");
        }
    }

    @Test
    void aStagerThatMakesNoVolumeMakesNothingInTheScratchDirectory() {
        DatasetStager.builder()
                .ephemeralStorage(EphemeralVolumes.under(scratch))
                .build()
                .close();
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void letsNobodyElseListTheVolumesButReadOneAtItsPath() throws Exception {
        Set<PosixFilePermission> expected =
                Files.getPosixFilePermissions(Files.createDirectory(scratch.resolve("as-the-umask-says")));
        expected.removeAll(PosixFilePermissions.fromString("---rw-rw-"));
        try (EphemeralVolumes storage = EphemeralVolumes.under(scratch);
                HeldDataset held = stage(storage)) {
            assertThat(Files.getPosixFilePermissions(volumes)).isEqualTo(expected);
            assertThat(Files.getPosixFilePermissions(held.path()))
                    .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void sparesTheVolumeOfAContainerWhoseProcessesItCannotSee() throws Exception {
        List<String> container = List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc");
        assumeThat(new ProcessBuilder("sh", "-c", String.join(" ", container) + " true")
                        .start()
                        .waitFor())
                .as("only root may make a pid namespace")
                .isZero();
        try (ChildJvm first = ChildJvm.start(
                        container, ChildJvm.classPath(), VolumeHolder.class, List.of(scratch.toString()));
                ChildJvm second = ChildJvm.start(
                        container, ChildJvm.classPath(), VolumeHolder.class, List.of(scratch.toString()));
                EphemeralVolumes storage = EphemeralVolumes.under(scratch)) {
            Path ofTheFirst = Path.of(first.line());
            Path ofTheSecond = Path.of(second.line());
            claim(storage).close();
            assertThat(ofTheFirst).isDirectoryRecursivelyContaining("glob:**/content.txt");
            assertThat(ofTheSecond).isDirectoryRecursivelyContaining("glob:**/content.txt");
        }
    }

    @Test
    void leavesOthersFilesInTheScratchDirectoryAlone() throws Exception {
        Path file = Files.writeString(Files.createDirectories(volumes).resolve("notes.txt"), "mine");
        Path folder = Files.createDirectory(volumes.resolve("folder"));
        try (EphemeralVolumes storage = EphemeralVolumes.under(scratch)) {
            stage(storage).close();
        }
        assertThat(file).hasContent("mine");
        assertThat(folder).isDirectory();
    }

    @Test
    void saysThatAFileStandsInPlaceOfTheScratchDirectory() throws IOException {
        Path file = Files.writeString(scratch.resolve("file"), "x");
        try (EphemeralVolumes storage = EphemeralVolumes.under(file)) {
            assertThatThrownBy(() -> claim(storage))
                    .isInstanceOf(StorageFailureException.class)
                    .hasMessageContaining(file + " is a file and not a directory");
        }
    }

    private static Slot claim(EphemeralVolumes storage) throws Exception {
        return storage.claim(TinyStager.target(SOURCE), (holder, waited) -> {});
    }

    private static HeldDataset stage(EphemeralVolumes storage) throws Exception {
        try (Slot slot = claim(storage)) {
            Files.writeString(slot.begin().resolve("content.txt"), "x");
            return slot.publish(TinyStager.record(TinyStager.target(SOURCE), "e1"))
                    .orElseThrow();
        }
    }
}
