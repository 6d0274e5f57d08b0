// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.errors.DatasetInUseException;
import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.expand.RandomName;
import io.github.privatedatasets.expand.TreeDeleter;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spec.InvalidSpecException;
import io.github.privatedatasets.spec.LeaseName;
import io.github.privatedatasets.spec.TeamHandle;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.storage.disk.DirectoryNames;
import io.github.privatedatasets.storage.layout.SharedLayout;
import io.github.privatedatasets.storage.layout.TreePlace;
import io.github.privatedatasets.storage.lease.LifeSign;
import io.github.privatedatasets.storage.lease.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TeamDatasetsTest {
    private static final CollectPolicy EVERYTHING = CollectPolicy.leftovers().olderThan(Duration.ZERO);

    @TempDir
    Path directory;

    private Path data;
    private Path ours;
    private SharedStorage storage;
    private TeamDatasets datasets;

    @BeforeEach
    void openStorage() throws IOException {
        Path root = Files.createDirectory(directory.resolve("storage"));
        data = root.resolve("team-vision/data");
        ours = data.resolve(".datasets");
        storage = SharedStorage.builder(root)
                .durability(SharedStorage.Durability.NONE)
                .build();
        datasets = storage.forTeam(TinyStager.TEAM);
    }

    @Test
    void deletesADatasetWithItsRevisionsAndAllThatIsKnownOfThem() throws Exception {
        HeldDataset old = stage("mnist", "e1");
        HeldDataset held = stage("mnist", "e2");
        old.close();
        held.close();
        Path beside = held.path();

        assertThat(datasets.delete("mnist")).containsExactlyInAnyOrder(data.resolve("mnist"), beside);

        assertThat(data.resolve("mnist")).doesNotExist();
        assertThat(datasets.list()).isEmpty();
        assertNothingLeftOf("mnist");
        stage("mnist", "e1").close();
        assertThat(data.resolve("mnist/content")).hasContent("e1");
    }

    @Test
    void tellsTheTeamsForWhichSomethingWasStaged() throws Exception {
        Path root = directory.resolve("storage");
        assertThat(storage.teams()).isEmpty();
        for (String other : List.of(".snapshot/data/.datasets", "empty/data", "zoo/data/.datasets", "bad\nname")) {
            Files.createDirectories(root.resolve(other));
        }
        Files.createFile(root.resolve("README"));
        stage("mnist", "e1").close();

        assertThat(storage.teams()).containsExactly(TinyStager.TEAM, TeamHandle.of("zoo"));

        assertThatThrownBy(() -> SharedStorage.at(directory.resolve("absent")).teams())
                .isInstanceOf(StorageFailureException.class)
                .hasMessageContaining("there is no such directory");
    }

    @Test
    void refusesToDeleteWhatIsInUseAndSaysByWhom() throws Exception {
        try (HeldDataset held = stage("mnist", "e1")) {
            assertThatThrownBy(() -> datasets.delete("mnist"))
                    .isInstanceOf(DatasetInUseException.class)
                    .hasMessageContainingAll(
                            held.path().toString(),
                            "pid " + ProcessHandle.current().pid());
            assertThat(held.isLeased()).isTrue();
            assertThat(held.path().resolve("content")).hasContent("e1");
        }
        assertThat(datasets.delete("mnist")).hasSize(1);
    }

    @Test
    void deletesNothingWhereNoDatasetIsAndMakesNothing() throws Exception {
        assertThat(datasets.delete("mnist")).isEmpty();
        assertThat(data).doesNotExist();
    }

    @Test
    void neverDeletesAPersonsDirectoryNorWhatIsNoName() throws Exception {
        Files.createDirectories(data.resolve("thesis"));
        Files.writeString(data.resolve("thesis/text"), "mine");
        assertThatThrownBy(() -> datasets.delete("thesis"))
                .isInstanceOf(StorageFailureException.class)
                .hasMessageContaining("was not staged here");
        for (String name : List.of("", "..", "../team-vision/data/thesis", ".datasets")) {
            assertThatThrownBy(() -> datasets.delete(name)).isInstanceOf(InvalidSpecException.class);
        }
        assertThat(data.resolve("thesis/text")).hasContent("mine");
    }

    @Test
    void deletesWhatWasChangedSinceItWasStagedWhenAskedToAndNobodyUsesIt() throws Exception {
        try (HeldDataset held = stage("mnist", "e1")) {
            Files.writeString(held.path().resolve("notes"), "mine");
            assertThatThrownBy(() -> datasets.delete("mnist"))
                    .isInstanceOf(StorageFailureException.class)
                    .hasMessageContaining("delete it as altered");
            assertThatThrownBy(() -> datasets.deleteAltered("mnist")).isInstanceOf(DatasetInUseException.class);
            assertThat(held.path().resolve("notes")).hasContent("mine");
        }

        assertThat(datasets.deleteAltered("mnist")).containsExactly(data.resolve("mnist"));

        assertThat(data.resolve("mnist")).doesNotExist();
        stage("mnist", "e1").close();
        assertThat(data.resolve("mnist/content")).hasContent("e1");
        assertThat(datasets.deleteAltered("mnist")).as("as it was staged").isEmpty();
        assertThat(datasets.deleteAltered("nothing")).isEmpty();
        datasets.collect(CollectPolicy.leftovers());
        assertThat(datasets.list()).hasSize(1);
        assertThat(DirectoryNames.of(ours.resolve("records/mnist"), ".json")).hasSize(1);
    }

    @Test
    void deletesNothingAsAlteredWhereNoDatasetWasStaged() throws Exception {
        stage("mnist", "e1").close();
        Files.createDirectories(data.resolve("thesis"));
        Files.writeString(data.resolve("thesis/text"), "mine");
        assertThatThrownBy(() -> datasets.deleteAltered("thesis"))
                .isInstanceOf(StorageFailureException.class)
                .hasMessageContaining("no dataset was staged there");
        assertThat(data.resolve("thesis/text")).hasContent("mine");
    }

    @Test
    void collectsWhatWasNotUsedForLongAndSparesWhatIsInUseOrWasJustNow() throws Exception {
        stage("old", "e1").close();
        stage("recent", "e1").close();
        stage("justNow", "e1").close();
        HeldDataset held = stage("held", "e1");
        useLast("old", Duration.ofDays(40));
        useLast("recent", Duration.ofDays(20));
        CollectPolicy policy = CollectPolicy.leftovers().olderThan(Duration.ofDays(30));

        assertThat(datasets.wouldCollect(policy))
                .extracting(ListedDataset::directoryName)
                .containsExactly("old");
        assertThat(data.resolve("old")).isDirectory();
        assertThat(datasets.collect(policy))
                .extracting(ListedDataset::directoryName)
                .containsExactly("old");
        assertThat(data.resolve("old")).doesNotExist();
        assertNothingLeftOf("old");

        assertThat(datasets.collect(EVERYTHING))
                .extracting(ListedDataset::directoryName)
                .containsExactly("recent");
        assertThat(datasets.list()).extracting(ListedDataset::directoryName).containsExactly("held", "justNow");
        held.close();
    }

    @Test
    void collectsTheLeastRecentlyUsedUntilTheRestFits() throws Exception {
        for (int i = 1; i <= 4; i++) {
            stage("d" + i, "e1").close();
            useLast("d" + i, Duration.ofDays(10 - i));
        }
        long each = TinyStager.record(TinyStager.target("s3://bucket/mnist.zip"), "e1")
                .sizeBytes();
        CollectPolicy policy = CollectPolicy.leftovers().keepWithin(ByteSize.ofBytes(2 * each));

        assertThat(datasets.collect(policy))
                .extracting(ListedDataset::directoryName)
                .containsExactly("d1", "d2");
        assertThat(datasets.collect(policy)).isEmpty();
    }

    @Test
    void aRevisionIsCollectedForItself() throws Exception {
        try (HeldDataset old = stage("mnist", "e1")) {
            stage("mnist", "e2").close();
            useLast("mnist", Duration.ofDays(2));
            assertThat(datasets.collect(EVERYTHING))
                    .extracting(ListedDataset::path)
                    .singleElement()
                    .satisfies(path -> assertThat(path.getParent()).isEqualTo(ours.resolve("revisions")));
            assertThat(old.path().resolve("content")).hasContent("e1");
        }
    }

    @Test
    void collectsWhatDeadProcessesLeftAndNothingOfTheLiving() throws Exception {
        Slot living = storage.claim(target("living"), (holder, waited) -> {});
        Path begun = living.begin();
        Path abandoned = stagingOfAnotherHost(Duration.ofDays(2));
        Path fresh = stagingOfAnotherHost(Duration.ofHours(2));
        Path garbage = Files.createDirectories(ours.resolve("trash/0123"));
        stage("mnist", "e1").close();
        TreeDeleter.delete(data.resolve("mnist")); // By hand.

        datasets.collect(CollectPolicy.leftovers());

        assertThat(begun).isDirectory();
        assertThat(abandoned).doesNotExist();
        assertThat(fresh).isDirectory();
        assertThat(garbage).doesNotExist();
        assertNothingLeftOf("mnist");
        living.close();
    }

    @Test
    void aLeaseOfAnotherHostThatDidNotBeatForADayIsOver() throws Exception {
        stage("mnist", "e1").close();
        Path folder = folderOf("mnist");
        Path lease = folder.resolve("0".repeat(32));
        LifeSign sign = new LifeSign(new ProcessIdentity("other-boot", "node-3", 1, "1"), "mnist", 0, -1, 7);
        Files.writeString(lease, sign.toText());
        useLast("mnist", Duration.ofDays(9));

        Files.setLastModifiedTime(lease, FileTime.from(Instant.now().minus(Duration.ofHours(5))));
        assertThat(datasets.collect(EVERYTHING)).isEmpty();
        assertThat(datasets.list().get(0).holders()).singleElement().asString().contains("node-3");
        Files.setLastModifiedTime(lease, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        assertThat(datasets.collect(EVERYTHING)).hasSize(1);
    }

    @Test
    void collectingWritesNothingWhereNothingWasStaged() throws Exception {
        assertThat(datasets.collect(EVERYTHING)).isEmpty();
        assertThat(data).doesNotExist();
    }

    @Test
    void saysThatThereIsNoStorageWhereItsRootIsNoDirectory() throws Exception {
        Path missing = directory.resolve("not-mounted");
        Path file = Files.createFile(directory.resolve("file"));
        for (Path root : List.of(missing, file)) {
            TeamDatasets none = SharedStorage.at(root).forTeam(TinyStager.TEAM);
            List<ThrowingCallable> questions = List.of(
                    none::list,
                    () -> none.verify("mnist", Verification.Depth.FAST),
                    () -> none.adopt("mnist"),
                    () -> none.delete("mnist"),
                    () -> none.deleteAltered("mnist"),
                    () -> none.collect(EVERYTHING),
                    () -> none.wouldCollect(EVERYTHING),
                    () -> none.endLease(LeaseName.of("job-1")));
            assertThat(questions)
                    .allSatisfy(question -> assertThatThrownBy(question)
                            .isInstanceOf(StorageFailureException.class)
                            .hasMessageStartingWith("storage at " + root + ": ")
                            .hasMessageContaining("mount the storage"));
        }
        assertThat(missing).doesNotExist();
    }

    @Test
    void collectsNothingThatSomebodyIsStaging() throws Exception {
        stage("mnist", "e1").close();
        useLast("mnist", Duration.ofDays(9));
        try (Slot slot = storage.claim(target("mnist"), (holder, waited) -> {})) {
            slot.begin();
            assertThat(datasets.collect(EVERYTHING)).isEmpty();
        }
        assertThat(data.resolve("mnist")).isDirectory();
    }

    @Test
    void refusesANegativeAge() {
        assertThatThrownBy(() -> CollectPolicy.leftovers().olderThan(Duration.ofDays(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** As a host left it that has not been seen for so long. */
    private Path stagingOfAnotherHost(Duration age) throws IOException {
        Path staging = ours.resolve("staging").resolve(RandomName.next());
        Files.createDirectory(staging);
        Files.writeString(staging.resolve("half"), "x");
        Path alive = staging.resolveSibling(staging.getFileName() + ".alive");
        LifeSign sign = new LifeSign(new ProcessIdentity("other-boot", "node-3", 1, "1"), "other", 0, -1, 7);
        Files.writeString(alive, sign.toText());
        Files.setLastModifiedTime(alive, FileTime.from(Instant.now().minus(age)));
        return staging;
    }

    private void useLast(String name, Duration ago) throws IOException {
        FileTime time = FileTime.from(Instant.now().minus(ago));
        for (String attempt : DirectoryNames.of(ours.resolve("records").resolve(name), ".json")) {
            for (TreePlace place : TreePlace.values()) {
                Path folder = new SharedLayout(data).leases(attempt, place);
                if (Files.exists(folder)) {
                    Files.setLastModifiedTime(folder, time);
                }
            }
        }
    }

    private Path folderOf(String name) throws IOException {
        String attempt = DirectoryNames.of(ours.resolve("records").resolve(name), ".json")
                .get(0);
        return new SharedLayout(data).leases(attempt, TreePlace.IN_PLACE);
    }

    private void assertNothingLeftOf(String name) throws IOException {
        assertThat(ours.resolve("records").resolve(name)).isEmptyDirectory();
        assertThat(ours.resolve("trash")).isEmptyDirectory();
        assertThat(ours.resolve("retire")).isEmptyDirectory();
        assertThat(DirectoryNames.of(ours.resolve("leases")))
                .allSatisfy(folder -> assertThat(allRecords()).contains(folder.substring(0, 32)));
    }

    private List<String> allRecords() throws IOException {
        List<String> all = new ArrayList<>();
        for (String name : DirectoryNames.of(ours.resolve("records"))) {
            all.addAll(DirectoryNames.of(ours.resolve("records").resolve(name), ".json"));
        }
        return all;
    }

    private static DatasetTarget target(String name) {
        return TinyStager.target("s3://bucket/" + name + ".zip", name);
    }

    private HeldDataset stage(String name, String etag) throws Exception {
        try (Slot slot = storage.claim(target(name), (holder, waited) -> {})) {
            Files.writeString(slot.begin().resolve("content"), etag);
            return slot.publish(TinyStager.record(target(name), etag)).orElseThrow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".datasets", "a/b", "../other/data/a", "a\u0000"})
    void refusesWhatIsNoNameOfADirectory(String name) {
        TeamDatasets datasets = SharedStorage.at(directory).forTeam(TinyStager.TEAM);
        for (ThrowingCallable asked : List.<ThrowingCallable>of(
                () -> datasets.verify(name, Verification.Depth.FAST),
                () -> datasets.adopt(name),
                () -> datasets.delete(name),
                () -> datasets.deleteAltered(name))) {
            assertThatThrownBy(asked).isInstanceOf(InvalidSpecException.class).hasMessageContaining("as it is listed");
        }
    }

    @Test
    void refusesWhatCannotBePartOfAPathInThisLocale() throws Exception {
        try (ChildJvm child = ChildJvm.start(
                List.of("env", "LC_ALL=C"), ChildJvm.classPath(), InLocale.class, List.of(directory.toString()))) {
            for (int i = 0; i < 6; i++) {
                assertThat(child.line()).startsWith("InvalidSpecException ").contains("start it with LC_ALL=C.UTF-8");
            }
        }
    }

    @Test
    void whatThisLocaleCannotNameKeepsNothingElseFromBeingListed() throws Exception {
        stage("mnist", "e1").close();
        Files.createDirectory(data.resolve("\u00fc"));
        Files.createDirectory(directory.resolve("storage/\u00fc"));
        try (ChildJvm child = ChildJvm.start(
                List.of("env", "LC_ALL=C"),
                ChildJvm.classPath(),
                Lists.class,
                List.of(directory.resolve("storage").toString()))) {
            assertThat(child.line()).isEqualTo("[team-vision] [mnist] 0 collected");
        }
    }

    /** Lists teams, and a team's datasets, and collects. */
    static final class Lists {
        private Lists() {}

        public static void main(String[] args) throws Exception {
            SharedStorage storage = SharedStorage.at(Path.of(args[0]));
            TeamDatasets datasets = storage.forTeam(TinyStager.TEAM);
            System.out.println(storage.teams() + " "
                    + datasets.list().stream().map(ListedDataset::directoryName).toList() + " "
                    + datasets.collect(CollectPolicy.leftovers()).size() + " collected");
        }
    }

    /** Asks about a dataset, a lease and a team with a letter outside of ASCII, and says how that failed. */
    static final class InLocale {
        private InLocale() {}

        private interface Asked {
            void ask() throws Exception;
        }

        public static void main(String[] args) {
            SharedStorage storage = SharedStorage.at(Path.of(args[0]));
            TeamDatasets datasets = storage.forTeam(TinyStager.TEAM);
            String name = "\u00fc";
            for (Asked asked : List.<Asked>of(
                    () -> datasets.verify(name, Verification.Depth.FAST),
                    () -> datasets.adopt(name),
                    () -> datasets.delete(name),
                    () -> datasets.deleteAltered(name),
                    () -> datasets.endLease(LeaseName.of(name)),
                    () -> storage.forTeam(TeamHandle.of(name)).list())) {
                try {
                    asked.ask();
                    System.out.println("done");
                } catch (Exception e) {
                    System.out.println(e.getClass().getSimpleName() + " " + e.getMessage());
                }
            }
        }
    }
}
