// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.errors.NameConflictException;
import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.expand.TreeDeleter;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.spi.Slot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do in a storage with a file browser, and what comes of it. */
class ByHandTest {
    private static final String SOURCE = "s3://bucket/mnist.zip";
    private static final DatasetTarget TARGET = TinyStager.target(SOURCE);

    @TempDir
    Path directory;

    private Path downloads;
    private Path tree;
    private Path ours;
    private SharedStorage storage;

    @BeforeEach
    void stageADataset() throws Exception {
        Path root = directory.resolve("storage");
        downloads = Files.createDirectory(directory.resolve("downloads"));
        tree = root.resolve("team-vision/data/mnist");
        ours = root.resolve("team-vision/data/.datasets");
        storage = SharedStorage.at(root);
        stage("e1").close();
    }

    @Test
    void aDatasetRemovedWhileItIsInUseIsStagedAgain() throws Exception {
        try (HeldDataset held = stage("e1")) {
            TreeDeleter.delete(tree);
            try (HeldDataset again = stage("e1")) {
                assertThat(again.path()).isEqualTo(held.path());
                assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e1"));
            }
        }
        assertThat(TinyStager.count(downloads)).isEqualTo(2);
    }

    @Test
    void ofADatasetRemovedNothingIsLeftOnceItIsCollected() throws Exception {
        TreeDeleter.delete(tree);
        storage.forTeam(TinyStager.TEAM).collect(CollectPolicy.leftovers());
        assertThat(ours.resolve("records/mnist")).isEmptyDirectory();
        assertThat(ours.resolve("leases")).isEmptyDirectory();
    }

    @Test
    void stagingRemovedDuringADownloadIsBegunAgain() throws Exception {
        try (Slot slot = storage.claim(TARGET, (holder, waited) -> {})) {
            slot.begin();
            TreeDeleter.delete(ours.resolve("staging"));
            assertThat(slot.publish(TinyStager.record(TARGET, "e2"))).isEmpty();
            Files.writeString(slot.begin().resolve("0"), "e2");
            assertThat(slot.publish(TinyStager.record(TARGET, "e2"))).isPresent();
        }
        assertThat(tree.resolve("0")).hasContent("e2");
    }

    /** As {@code find -type d -empty -delete} does. */
    @Test
    void emptyDirectoriesRemovedDuringADownloadAreMadeAgain() throws Exception {
        try (Slot slot = storage.claim(TARGET, (holder, waited) -> {})) {
            Files.writeString(slot.begin().resolve("0"), "e2");
            for (String empty : List.of("aside", "trash", "retire", "revisions")) {
                TreeDeleter.delete(ours.resolve(empty));
            }
            assertThat(slot.publish(TinyStager.record(TARGET, "e2"))).isPresent();
        }
        assertThat(tree.resolve("0")).hasContent("e2");
    }

    @Test
    void withAllOfOursRemovedWhatStandsIsSomebodysOwn() throws Exception {
        TreeDeleter.delete(ours);
        assertThatThrownBy(() -> stage("e1"))
                .isInstanceOf(NameConflictException.class)
                .hasMessageContaining("a directory of somebody's own");
        assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e1"));
        TreeDeleter.delete(tree);
        stage("e1").close();
        assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e1"));
    }

    @Test
    void withAllOfOursRemovedWhatStandsIsAdoptedOnceItsRecordsAreRestored() throws Exception {
        Path backup = backUp(ours);
        TreeDeleter.delete(ours);
        TeamDatasets datasets = storage.forTeam(TinyStager.TEAM);
        assertThatThrownBy(() -> datasets.adopt("mnist"))
                .isInstanceOf(StorageFailureException.class)
                .hasMessageContainingAll(
                        "no record of it with a list of its files is left in " + ours.resolve("records/mnist"),
                        "restore that from the backup too, and adopt again",
                        "or move the directory away, and stage the dataset again");

        TreeDeleter.delete(ours.resolve("records"));
        Files.move(backup.resolve("records"), ours.resolve("records"));
        assertThat(datasets.adopt("mnist")).isEqualTo(tree);
        try (HeldDataset held = stage("e1")) {
            assertThat(held.path()).isEqualTo(tree);
            assertThat(held.isLeased()).isTrue();
        }
        assertThat(TinyStager.count(downloads)).isEqualTo(1);
    }

    @Test
    void leasesRemovedDuringUseAreToldAndTheDatasetIsStagedAnew() throws Exception {
        try (HeldDataset held = stage("e1")) {
            TreeDeleter.delete(ours.resolve("leases"));
            assertThat(held.isLeased()).isFalse();
            try (HeldDataset again = stage("e1")) {
                assertThat(again.isLeased()).isTrue();
            }
        }
        assertThat(TinyStager.count(downloads)).isEqualTo(2);
    }

    @Test
    void anOldTreePutBackWithoutItsRecordIsSomebodysOwn() throws Exception {
        Path backup = backUp(tree);
        stage("e2").close();
        TreeDeleter.delete(tree);
        Files.move(backup, tree);

        assertThatThrownBy(() -> stage("e2")).isInstanceOf(NameConflictException.class);

        assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e1"));
    }

    @Test
    void anOldTreePutBackWithAllOfOursIsTheOldRevision() throws Exception {
        Path data = tree.getParent();
        Path backup = backUp(data);
        stage("e2").close();
        TreeDeleter.delete(data);
        Files.move(backup, data);

        int before = TinyStager.count(downloads);
        try (HeldDataset held = stage("e1")) {
            assertThat(held.isLeased()).isTrue();
            assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e1"));
        }
        assertThat(TinyStager.count(downloads)).isEqualTo(before);
        stage("e2").close();
        assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e2"));
    }

    @Test
    void aRenamedDatasetIsSomebodysOwnUnderItsNewName() throws Exception {
        Path renamed = Files.move(tree, tree.resolveSibling("mine"));
        stage("e1").close();
        List<ListedDataset> listed = storage.forTeam(TinyStager.TEAM).list();
        assertThat(listed).extracting(ListedDataset::path).containsExactly(renamed, tree);
        assertThat(listed.get(0).record()).isEmpty();
    }

    /** As {@code cp -a} does. */
    private Path backUp(Path directory) throws IOException {
        Path backup = this.directory.resolve("backup");
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.toList()) {
                Files.copy(
                        path,
                        backup.resolve(directory.relativize(path).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.filter(Files::isDirectory).toList()) { // Filling them has changed their times.
                Files.setLastModifiedTime(
                        backup.resolve(directory.relativize(path).toString()), Files.getLastModifiedTime(path));
            }
        }
        return backup;
    }

    private HeldDataset stage(String etag) throws Exception {
        return new TinyStager(storage, downloads, 1).stage(SOURCE, etag);
    }
}
