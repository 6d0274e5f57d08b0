package io.github.privatedatasets.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.errors.NameConflictException;
import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.expand.TreeDeleter;
import io.github.privatedatasets.spec.Etag;
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
                plain.team(), plain.name(), Optional.of(new Etag("d0e2")), plain.origin(), plain.limit());

        assertThat(storage.locate(plain)).isEqualTo(root.resolve("team-vision/data/mnist"));
        assertThat(storage.locate(pinned)).isEqualTo(root.resolve("team-vision/data/mnist-d0e2"));
        assertThat(root).doesNotExist();
    }

    @Test
    void asksForATeam() {
        DatasetTarget target = TinyStager.target(SOURCE);
        DatasetTarget teamless =
                new DatasetTarget(Optional.empty(), target.name(), target.etag(), target.origin(), target.limit());

        assertThatThrownBy(() -> storage.locate(teamless))
                .isInstanceOf(UnsupportedDatasetException.class)
                .hasMessageContaining("needs a team");
    }

    @Test
    void hitsWithoutWritingAnything() throws Exception {
        stage("e1").close();
        Map<Path, String> before = everythingUnder(root);

        List<StoredDataset> found = storage.recall(TinyStager.target(SOURCE));
        try (HeldDataset held = found.get(0).hold().orElseThrow()) {
            assertThat(held.path()).isEqualTo(tree);
        }
        storage.list(TinyStager.TEAM);

        assertThat(everythingUnder(root)).isEqualTo(before);
    }

    @Test
    void makesNothingForARecallOfAMissingRoot() throws Exception {
        assertThat(storage.recall(TinyStager.target(SOURCE))).isEmpty();
        assertThat(storage.list(TinyStager.TEAM)).isEmpty();
        assertThat(root).doesNotExist();
    }

    @Test
    void putsANewRevisionBesideAndLeavesTheOldAsItIs() throws Exception {
        stage("e1").close();
        Map<Path, String> before = everythingUnder(tree);

        try (HeldDataset held = stage("e2")) {
            assertThat(held.path()).hasParent(data.resolve(".datasets/revisions"));
            assertThat(TinyStager.content(held.path())).isEqualTo(TinyStager.wholeTree("e2"));
        }

        assertThat(everythingUnder(tree)).isEqualTo(before);
        assertThat(storage.recall(TinyStager.target(SOURCE)).stream()
                        .map(found ->
                                found.record().revision().etag().orElseThrow().value()))
                .containsExactly("e1", "e2");
        try (HeldDataset again = stage("e2")) {
            assertThat(TinyStager.content(again.path())).isEqualTo(TinyStager.wholeTree("e2"));
        }
        assertThat(TinyStager.count(downloads)).isEqualTo(2);
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
        assertConflictWith("a directory of somebody's own", "e1");
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
        stage("e1").close();
        stage("e2").close();
        Files.createDirectory(data.resolve("a-thesis"));
        Files.writeString(data.resolve("a-file"), "x");

        List<ListedDataset> listed = storage.list(TinyStager.TEAM);

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
        assertThat(TinyStager.content(elsewhere.resolve("data/mnist"))).isEqualTo(TinyStager.wholeTree("e1"));
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
