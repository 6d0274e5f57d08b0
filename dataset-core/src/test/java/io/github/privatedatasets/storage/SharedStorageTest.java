// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.errors.NameConflictException;
import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.expand.TreeDeleter;
import io.github.privatedatasets.spec.Etag;
import io.github.privatedatasets.spec.LeaseName;
import io.github.privatedatasets.spec.Mount;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.spi.RemoteObject;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.spi.StoredDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedStorageTest {
    private static final String SOURCE = "s3://bucket/mnist.zip";
    private static final String OTHER_SOURCE = "s3://other-bucket/mnist.zip";

    @TempDir
    Path directory;

    private Path root;
    private Path downloads;
    private Path data;
    private Path tree;
    private SharedStorage storage;

    @BeforeEach
    void openStorage() throws IOException {
        root = directory.resolve("storage");
        downloads = Files.createDirectory(directory.resolve("downloads"));
        data = root.resolve("team-vision/data");
        tree = data.resolve("mnist");
        storage = SharedStorage.at(root);
    }

    @Test
    void standsAtRootTeamDataNameAndEtag() throws Exception {
        DatasetTarget plain = TinyStager.target(SOURCE);
        DatasetTarget pinned = new DatasetTarget(
                plain.team(), plain.name(), Optional.of("d0e2"), plain.origin(), plain.limit(), plain.lease());

        assertThat(storage.locate(plain)).isEqualTo(root.resolve("team-vision/data/mnist"));
        assertThat(storage.locate(pinned)).isEqualTo(root.resolve("team-vision/data/mnist-d0e2"));
        assertThat(root).doesNotExist();
    }

    @Test
    void asksForATeam() {
        DatasetTarget target = TinyStager.target(SOURCE);
        DatasetTarget teamless = new DatasetTarget(
                Optional.empty(), target.name(), target.pinned(), target.origin(), target.limit(), target.lease());

        assertThatThrownBy(() -> storage.locate(teamless))
                .isInstanceOf(UnsupportedDatasetException.class)
                .hasMessageContaining("needs a team");
    }

    @Test
    void hitsWithoutWritingAnythingButTheLease() throws Exception {
        stage("e1").close();
        Path leases = onlyIn(data.resolve(".datasets/leases"), ".T");
        Map<Path, String> before = everythingUnder(root);

        List<StoredDataset> found = storage.recall(TinyStager.target(SOURCE));
        storage.forTeam(TinyStager.TEAM).list();
        assertThat(everythingUnder(root)).isEqualTo(before);
        try (HeldDataset held = found.get(0).hold().orElseThrow()) {
            assertThat(held.path()).isEqualTo(tree);
            assertThat(TinyStager.count(leases)).isEqualTo(1);
        }

        Map<Path, String> after = everythingUnder(root);
        assertThat(after.remove(leases))
                .as("its time says when the tree was used last")
                .isNotNull();
        before.remove(leases);
        // The lease was made here, and then linked into its folder.
        after.remove(leases.getParent());
        before.remove(leases.getParent());
        assertThat(after).isEqualTo(before);
    }

    @Test
    void makesNothingForARecallOfAMissingRoot() throws Exception {
        assertThat(storage.recall(TinyStager.target(SOURCE))).isEmpty();
        assertThat(root).doesNotExist();
    }

    @Test
    void putsANewRevisionBesideALeasedTreeAndLeavesThatAsItIs() throws Exception {
        HeldDataset old = stage("e1");
        Map<Path, String> before = everythingUnder(tree);

        try (HeldDataset held = stage("e2")) {
            assertThat(held.path()).hasParent(data.resolve(".datasets/revisions"));
            assertThat(held.isLeased()).isTrue();
            assertThat(TinyStager.content(held.path())).isEqualTo(TinyStager.wholeTree("e2"));
        }

        assertThat(everythingUnder(tree)).isEqualTo(before);
        assertThat(old.isLeased()).isTrue();
        assertThat(storage.recall(TinyStager.target(SOURCE)).stream()
                        .map(found ->
                                found.record().revision().etag().orElseThrow().value()))
                .containsExactly("e1", "e2");
        try (HeldDataset again = stage("e2")) {
            assertThat(again.path()).hasParent(data.resolve(".datasets/revisions"));
        }
        old.close();
        assertThat(TinyStager.count(downloads)).isEqualTo(2);
    }

    @Test
    void movesARevisionToItsNameOnceNobodyUsesItOrTheOldTree() throws Exception {
        HeldDataset old = stage("e1");
        HeldDataset held = stage("e2");
        old.close();
        try (HeldDataset beside = stage("e2")) {
            assertThat(beside.path()).as("an open dataset's path stays").isEqualTo(held.path());
        }
        held.close();

        try (HeldDataset moved = stage("e2")) {
            assertThat(moved.path()).isEqualTo(tree);
            assertThat(moved.isLeased()).isTrue();
            assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e2"));
        }

        assertThat(TinyStager.count(downloads)).isEqualTo(2);
        assertThat(data.resolve(".datasets/revisions")).isEmptyDirectory();
        assertThat(data.resolve(".datasets/trash")).isEmptyDirectory();
        assertThat(onlyRecord()).exists();
    }

    @Test
    void replacesATreeThatNobodyUses() throws Exception {
        stage("e1").close();
        try (HeldDataset held = stage("e2")) {
            assertThat(held.path()).isEqualTo(tree);
            assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e2"));
        }
        assertThat(data.resolve(".datasets/trash")).isEmptyDirectory();
        assertThat(data.resolve(".datasets/aside/mnist")).isEmptyDirectory();
        assertThat(data.resolve(".datasets/retire")).isEmptyDirectory();
        assertThat(onlyRecord()).exists();
        assertThat(TinyStager.count(data.resolve(".datasets/leases")))
                .as("the new tree's two")
                .isEqualTo(2);
    }

    @Test
    void replacesACondemnedTreeInsteadOfUsingIt() throws Exception {
        stage("e1").close();
        Files.delete(onlyIn(data.resolve(".datasets/leases"), ".T"));
        try (HeldDataset held = stage("e1")) {
            assertThat(held.isLeased()).isTrue();
        }
        assertThat(TinyStager.count(downloads)).isEqualTo(2);
    }

    @Test
    void aNamedLeaseOutlivesItsHolderUntilTheNameIsEnded() throws Exception {
        TeamDatasets datasets = storage.forTeam(TinyStager.TEAM);
        stage("e1").close();
        DatasetTarget plain = TinyStager.target(SOURCE);
        DatasetTarget named = new DatasetTarget(
                plain.team(),
                plain.name(),
                plain.pinned(),
                plain.origin(),
                plain.limit(),
                Optional.of(LeaseName.of("job-17")));
        storage.recall(named).get(0).hold().orElseThrow().close();

        assertThat(datasets.list().get(0).holders()).containsExactly("lease job-17");
        try (HeldDataset held = stage("e2")) {
            assertThat(held.path()).isNotEqualTo(tree);
        }
        assertThat(datasets.endLease(LeaseName.of("another"))).isZero();
        assertThat(datasets.endLease(LeaseName.of("job-17"))).isEqualTo(1);
        try (HeldDataset held = stage("e2")) {
            assertThat(held.path()).isEqualTo(tree);
        }
    }

    @Test
    void listsWhoHoldsADatasetAndWhenItWasUsedLast() throws Exception {
        TeamDatasets datasets = storage.forTeam(TinyStager.TEAM);
        Instant before = Instant.now().minusSeconds(1);
        try (HeldDataset held = stage("e1")) {
            ListedDataset listed = datasets.list().get(0);
            assertThat(listed.path()).isEqualTo(held.path());
            assertThat(listed.holders())
                    .singleElement()
                    .asString()
                    .startsWith("pid " + ProcessHandle.current().pid());
            assertThat(listed.lastUsed().orElseThrow()).isAfter(before);
        }
        assertThat(datasets.list().get(0).holders()).isEmpty();
    }

    @Test
    void refusesAnotherSourceWithoutWaitingForTheLock() throws Exception {
        stage("e1").close();
        DatasetTarget other = TinyStager.target(OTHER_SOURCE);

        try (Slot heldByAnother = storage.claim(TinyStager.target(SOURCE), SharedStorageTest::noWait)) {
            for (int i = 0; i < 2; i++) {
                boolean claims = i == 1;
                assertThatThrownBy(() -> {
                            if (claims) {
                                storage.claim(other, SharedStorageTest::noWait);
                            } else {
                                storage.recall(other);
                            }
                        })
                        .isInstanceOf(NameConflictException.class)
                        .hasMessageContainingAll(tree.toString(), SOURCE, OTHER_SOURCE);
            }
            assertThat(heldByAnother.waited()).isFalse();
        }
    }

    @Test
    void neverTouchesAPersonsDirectory() throws Exception {
        Files.createDirectories(tree);
        Files.writeString(tree.resolve("thesis.txt"), "mine");
        assertConflictWith("a directory of somebody's own", "e1");
        assertThat(tree.resolve("thesis.txt")).hasContent("mine");
    }

    @Test
    void neverTouchesAPersonsFile() throws Exception {
        Files.createDirectories(data);
        Files.writeString(tree, "mine");
        assertConflictWith("a file of somebody's own", "e1");
        assertThat(tree).hasContent("mine");
    }

    @Test
    void neverTouchesOrFollowsAPersonsLink() throws Exception {
        Files.createDirectories(data);
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.createSymbolicLink(tree, elsewhere);
        assertConflictWith("a link of somebody's own", "e1");
        assertThat(tree).isSymbolicLink();
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void takesATreeThatAHandHasChangedForAPersons() throws Exception {
        stage("e1").close();
        Files.writeString(tree.resolve("added"), "mine");
        assertConflictWith("a directory that was changed by hand since", "e1");
        assertThat(tree.resolve("added")).hasContent("mine");
    }

    @Test
    void refusesADirectoryThatAPersonPutThereDuringTheDownload() throws Exception {
        DatasetTarget target = TinyStager.target(SOURCE);
        try (Slot slot = storage.claim(target, SharedStorageTest::noWait)) {
            Files.writeString(slot.begin().resolve("0"), "e1");
            Files.createDirectory(tree);
            Files.writeString(tree.resolve("thesis.txt"), "mine");

            assertThatThrownBy(() -> slot.publish(TinyStager.record(target, "e1")))
                    .isInstanceOf(NameConflictException.class);
        }
        assertThat(tree.resolve("thesis.txt")).hasContent("mine");
        assertThat(data.resolve(".datasets/staging")).isEmptyDirectory();
        assertThat(data.resolve(".datasets/records/mnist")).isEmptyDirectory();
    }

    @Test
    void takesAnEmptyDirectoryForNothing() throws Exception {
        Files.createDirectories(tree);
        try (HeldDataset held = stage("e1")) {
            assertThat(held.path()).isEqualTo(tree);
            assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e1"));
        }
    }

    @Test
    void stagesAgainWhatAHandHasRemoved() throws Exception {
        stage("e1").close();
        TreeDeleter.delete(tree);
        stage("e1").close();
        assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e1"));
        assertThat(TinyStager.count(downloads)).isEqualTo(2);
    }

    @Test
    void beginsAgainWhenAHandRemovesAllOfOursDuringTheDownload() throws Exception {
        DatasetTarget target = TinyStager.target(SOURCE);
        try (Slot slot = storage.claim(target, SharedStorageTest::noWait)) {
            slot.begin();
            TreeDeleter.delete(data.resolve(".datasets"));
            assertThat(slot.publish(TinyStager.record(target, "e1"))).isEmpty();
            Files.writeString(slot.begin().resolve("0"), "e1");
            assertThat(slot.publish(TinyStager.record(target, "e1"))).isPresent();
        }
        assertThat(tree.resolve("0")).hasContent("e1");
    }

    @Test
    void takesWhatAnotherHasPublishedMeanwhile() throws Exception {
        SharedStorage unlocked = SharedStorage.of(root, SharedOptions.defaults().withoutLocking());
        DatasetTarget target = TinyStager.target(SOURCE);
        try (Slot slot = unlocked.claim(target, SharedStorageTest::noWait)) {
            Files.writeString(slot.begin().resolve("0"), "mine, which is dropped");
            stage("e1").close();
            try (HeldDataset held =
                    slot.publish(TinyStager.record(target, "e1")).orElseThrow()) {
                assertThat(held.path()).isEqualTo(tree);
            }
        }
        assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e1"));
        assertThat(data.resolve(".datasets/staging")).isEmptyDirectory();
    }

    @Test
    void doesNotHoldATreeThatIsGone() throws Exception {
        stage("e1").close();
        StoredDataset found = storage.recall(TinyStager.target(SOURCE)).get(0);
        Files.setLastModifiedTime(tree, FileTime.from(Instant.EPOCH));
        assertThat(found.hold()).isEmpty();
    }

    @Test
    void saysThatARecordIsOfANewerVersionInsteadOfGuessing() throws Exception {
        stage("e1").close();
        Path record = onlyRecord();
        Files.writeString(record, Files.readString(record).replace("\"format\": 1", "\"format\": 2"));

        assertThatThrownBy(() -> storage.recall(TinyStager.target(SOURCE)))
                .isInstanceOf(StorageFailureException.class)
                .hasMessageContainingAll(record.toString(), "format 2", "reads format 1");
    }

    @Test
    void saysThatAFileStandsInPlaceOfTheRoot() throws Exception {
        Files.writeString(root, "no directory");
        assertThatThrownBy(() -> stage("e1"))
                .isInstanceOf(StorageFailureException.class)
                .hasMessageContaining(root + " is a file and not a directory");
        assertThat(root).hasContent("no directory");
    }

    @Test
    void listsTreesRevisionsAndPersonsDirectoriesByName() throws Exception {
        try (HeldDataset old = stage("e1")) {
            stage("e2").close();
            assertThat(old.path()).isEqualTo(tree);
        }
        Files.createDirectory(data.resolve("a-thesis"));
        Files.writeString(data.resolve("a-file"), "x");

        List<ListedDataset> listed = storage.forTeam(TinyStager.TEAM).list();

        assertThat(listed).extracting(ListedDataset::directoryName).containsExactly("a-thesis", "mnist", "mnist");
        assertThat(listed.get(0).record()).isEmpty();
        assertThat(listed.get(1).path()).isEqualTo(tree);
        assertThat(listed.get(1).record()).contains(TinyStager.record(TinyStager.target(SOURCE), "e1"));
        assertThat(listed.get(2).path()).hasParent(data.resolve(".datasets/revisions"));
        assertThat(listed.get(2).record()).contains(TinyStager.record(TinyStager.target(SOURCE), "e2"));
    }

    @Test
    void mountsTheTeamsFolderForItsNotebooks() {
        assertThat(storage.notebookMount(TinyStager.TEAM)).isEqualTo(new Mount(data, "/storage/data", true));
    }

    @Test
    void givesWhatItMakesTheModeOfTheTeamsDirectory() throws Exception {
        Path team = Files.createDirectories(root.resolve("team-vision"));
        Files.setAttribute(team, "unix:mode", 02770);

        stage("e1").close();

        for (String made :
                List.of("data", "data/.datasets", "data/.datasets/staging", "data/.datasets/records/mnist")) {
            assertThat((Integer) Files.getAttribute(team.resolve(made), "unix:mode") & 07777)
                    .as(made)
                    .isEqualTo(02770);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(".datasets/locks/mnist"))))
                .isEqualTo("rw-rw----");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tree)))
                .isEqualTo("rwxr-xr-x");
    }

    @Test
    void leavesNothingOfAnInterruptedPublication() throws Exception {
        DatasetTarget target = TinyStager.target(SOURCE);
        try (Slot slot = storage.claim(target, SharedStorageTest::noWait)) {
            Files.writeString(slot.begin().resolve("0"), "e1");
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> slot.publish(TinyStager.record(target, "e1")))
                    .isInstanceOf(InterruptedException.class);
            Thread.currentThread().interrupt(); // As a caller may who is interrupted again while it clears up.
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(tree).doesNotExist();
        assertThat(data.resolve(".datasets/staging")).isEmptyDirectory();
        assertThat(data.resolve(".datasets/trash")).isEmptyDirectory();
    }

    @Test
    void worksWhereTheTeamsDirectoryIsALink() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.createDirectory(root);
        Files.createSymbolicLink(root.resolve("team-vision"), elsewhere);
        stage("e1").close();
        stage("e2").close();
        assertThat(TinyStager.content(elsewhere.resolve("data/mnist"))).isEqualTo(TinyStager.wholeTree("e2"));
    }

    @Test
    void leavesNothingInStagingWhenTheDiskIsTooFullForTheListOfObjects() throws Exception {
        DatasetTarget target = TinyStager.target(SOURCE);
        try (Slot slot = storage.claim(target, SharedStorageTest::noWait)) {
            Path begun = slot.begin();
            Path objects = data.resolve(".datasets/records/mnist/" + begun.getFileName() + ".objects");
            Files.createSymbolicLink(objects, Path.of("/dev/full"));
            Files.writeString(begun.resolve("0"), "e1");
            slot.fetched(
                    new RemoteObject("0", 2, new Etag("e1"), Optional.empty(), Optional.empty(), Instant.EPOCH),
                    "none offered");
            assertThatThrownBy(() -> slot.publish(TinyStager.record(target, "e1")))
                    .isInstanceOf(StorageFailureException.class);
            slot.fetched(
                    new RemoteObject("1", 2, new Etag("e1"), Optional.empty(), Optional.empty(), Instant.EPOCH),
                    "none offered");
        }
        assertThat(data.resolve(".datasets/staging")).isEmptyDirectory();
        assertThat(data.resolve(".datasets/trash")).isEmptyDirectory();
        assertThat(data.resolve(".datasets/records/mnist")).isEmptyDirectory();
    }

    @Test
    void writesTheFetchedObjectsBesideTheRecord() throws Exception {
        stage("e1").close();
        Path objects = Path.of(onlyRecord().toString().replace(".json", ".objects"));
        assertThat(objects).content().startsWith("train/0.txt\t2\te1\t\t\tnone%20offered\n");
        assertThat(Files.readAllLines(objects)).hasSize(5);
    }

    private void assertConflictWith(String standing, String etag) throws Exception {
        assertThat(storage.recall(TinyStager.target(SOURCE)))
                .isEmpty(); // Without the lock, nothing is called a person's.
        assertThatThrownBy(() -> stage(etag))
                .isInstanceOf(NameConflictException.class)
                .hasMessageContainingAll(tree.toString(), standing, SOURCE);
        assertThat(TinyStager.count(downloads)).isLessThanOrEqualTo(1);
    }

    private HeldDataset stage(String etag) throws Exception {
        return new TinyStager(storage, downloads, 1).stage(SOURCE, etag);
    }

    private static Path onlyIn(Path folder, String suffix) throws IOException {
        List<String> names = DirectoryNames.of(folder, suffix);
        assertThat(names).hasSize(1);
        return folder.resolve(names.get(0) + suffix);
    }

    private Path onlyRecord() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve(".datasets/records/mnist"))) {
            List<Path> records =
                    files.filter(file -> file.toString().endsWith(".json")).toList();
            assertThat(records).hasSize(1);
            return records.get(0);
        }
    }

    /** Every path with what any write would change. */
    private static Map<Path, String> everythingUnder(Path top) throws IOException {
        Map<Path, String> found = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(top)) {
            for (Path path : paths.toList()) {
                found.put(
                        path,
                        Files.readAttributes(path, "unix:mode,size,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS)
                                .toString());
            }
        }
        return found;
    }

    private static void noWait(String holder, Duration waited) {
        throw new AssertionError("waits for " + holder);
    }
}
