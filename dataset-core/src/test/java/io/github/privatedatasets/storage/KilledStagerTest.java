// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.expand.TreeDeleter;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.storage.disk.DirectoryNames;
import io.github.privatedatasets.storage.lease.ProcessIdentity;
import io.github.privatedatasets.storage.record.Seal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KilledStagerTest {
    private static final String SOURCE = "s3://bucket/mnist.zip";

    @TempDir
    Path directory;

    private Path root;
    private Path downloads;
    private Path tree;
    private Path ours;

    @BeforeEach
    void makeDirectories() throws IOException {
        root = directory.resolve("storage");
        downloads = Files.createDirectory(directory.resolve("downloads"));
        tree = root.resolve("team-vision/data/mnist");
        ours = root.resolve("team-vision/data/.datasets");
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "C0_LOCKED", "C0_LOOKED", "C1_SWEPT", "C1_RECOVERED", "D1_ALIVE", "D1_BEGUN", "D2_FLUSHED", "D2_SEALED",
                "D3_LEASED", "D4_WRITTEN", "D4_RECORDED", "P1_LOOKED", "P3_COMMITTED", "P5_CONFIRMED", "ENDED",
                        "UNLOCKED"
            })
    void leavesNothingOrTheNewTreeAndTheNextRunRepairs(Step step) throws Exception {
        Path earlierDead = leaveStagingOfADeadProcess();

        killAt(step, "e1");

        boolean committed = step.compareTo(Step.P3_COMMITTED) >= 0;
        if (committed) {
            assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e1"));
        } else {
            assertThat(tree).doesNotExist();
        }
        int before = TinyStager.count(downloads);
        try (HeldDataset held = stage("e1")) {
            assertThat(held.path()).isEqualTo(tree);
            assertThat(held.isLeased()).isTrue();
            assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e1"));
        }
        assertThat(TinyStager.count(downloads) - before).isEqualTo(committed ? 0 : 1);
        assertThat(earlierDead).doesNotExist();
        assertNextClaimLeavesNothingOfTheDead();
    }

    @ParameterizedTest
    @EnumSource(names = {"D2_SEALED", "D3_LEASED", "D4_RECORDED", "P1_LOOKED", "P4_COMMITTED_BESIDE", "ENDED"})
    void leavesALeasedTreeAsItIsAndTheNextRunRepairs(Step step) throws Exception {
        try (HeldDataset old = stage("e1")) {
            Seal seal = Seal.of(Files.getLastModifiedTime(tree));

            killAt(step, "e2");

            assertThat(TinyStager.content(old.path())).isEqualTo(TinyStager.wholeTree("e1"));
            int before = TinyStager.count(downloads);
            try (HeldDataset held = stage("e2")) {
                assertThat(held.path()).hasParent(ours.resolve("revisions"));
                assertThat(TinyStager.content(held.path())).isEqualTo(TinyStager.wholeTree("e2"));
            }
            boolean committed = step.compareTo(Step.P4_COMMITTED_BESIDE) >= 0;
            assertThat(TinyStager.count(downloads) - before).isEqualTo(committed ? 0 : 1);
            assertThat(old.isLeased()).isTrue();
            assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e1"));
            assertThat(Seal.of(Files.getLastModifiedTime(tree))).isEqualTo(seal);
        }
        assertNextClaimLeavesNothingOfTheDead();
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "D4_RECORDED",
                "P2_CONDEMNED",
                "Q1_ENTITLED",
                "Q1_LOOKED",
                "Q1_ASIDE",
                "Q2_IN_TRASH",
                "Q4_FORGOTTEN",
                "P3_COMMITTED",
                "P5_CONFIRMED",
                "ENDED",
                "UNLOCKED"
            })
    void leavesTheOldTreeOrNothingOrTheNewTreeWhenItReplacesATree(Step step) throws Exception {
        stage("e1").close();

        killAt(step, "e2");

        boolean committed = step.compareTo(Step.P3_COMMITTED) >= 0;
        if (step.compareTo(Step.Q1_ASIDE) < 0) {
            assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e1"));
        } else if (committed) {
            assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e2"));
        } else {
            assertThat(tree).doesNotExist();
        }
        int before = TinyStager.count(downloads);
        try (HeldDataset held = stage("e2")) {
            assertThat(held.path()).isEqualTo(tree);
            assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e2"));
        }
        assertThat(TinyStager.count(downloads) - before).isEqualTo(committed ? 0 : 1);
        assertNextClaimLeavesNothingOfTheDead();
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "R2_CONDEMNED",
                "R3_CONDEMNED",
                "Q1_ENTITLED",
                "Q1_LOOKED",
                "Q1_ASIDE",
                "Q2_IN_TRASH",
                "Q4_FORGOTTEN",
                "R4_PROMOTED",
                "UNLOCKED"
            })
    void losesNoRevisionThatItMovesToItsName(Step step) throws Exception {
        try (HeldDataset old = stage("e1")) {
            stage("e2").close();
            assertThat(old.path()).isEqualTo(tree);
        }

        killAt(step, "e2");

        int before = TinyStager.count(downloads);
        try (HeldDataset held = stage("e2")) {
            assertThat(held.path()).isEqualTo(tree);
            assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e2"));
        }
        assertThat(TinyStager.count(downloads)).isEqualTo(before);
        assertThat(ours.resolve("revisions")).isEmptyDirectory();
        assertNextClaimLeavesNothingOfTheDead();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"P2_CONDEMNED", "Q1_ENTITLED", "Q1_LOOKED", "Q1_ASIDE", "Q2_IN_TRASH", "Q4_FORGOTTEN", "UNLOCKED"})
    void aDeletionLeavesTheTreeOrNothingAndTheNextRunStagesAnew(Step step) throws Exception {
        stage("e1").close();

        killAt(step, "e1", "do=delete");

        if (step.compareTo(Step.Q1_ASIDE) < 0) {
            assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e1"));
        } else {
            assertThat(tree).doesNotExist();
        }
        try (HeldDataset held = stage("e1")) {
            assertThat(held.path()).isEqualTo(tree);
            assertThat(held.isLeased()).isTrue();
        }
        assertNextClaimLeavesNothingOfTheDead();
    }

    @ParameterizedTest
    @EnumSource(names = {"P2_CONDEMNED", "Q1_ASIDE", "Q2_IN_TRASH", "Q4_FORGOTTEN"})
    void aSecondDeletionFinishesWhatADeadOneBegan(Step step) throws Exception {
        stage("e1").close();
        killAt(step, "e1", "do=delete");

        TeamDatasets datasets = storage().forTeam(TinyStager.TEAM);
        datasets.delete("mnist");
        datasets.collect(CollectPolicy.leftovers());

        assertThat(tree).doesNotExist();
        for (String folder : List.of("staging", "trash", "aside/mnist", "retire", "leases", "records/mnist")) {
            assertThat(ours.resolve(folder)).isEmptyDirectory();
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "G1_LEASES_ENDED",
                "C1_RECOVERED",
                "P2_CONDEMNED",
                "Q1_ENTITLED",
                "Q1_LOOKED",
                "Q1_ASIDE",
                "Q2_IN_TRASH",
                "Q4_FORGOTTEN",
                "G6_RECORD_FORGOTTEN"
            })
    void aCollectionLosesNothingThatIsUsedAndTheNextFinishesIt(Step step) throws Exception {
        stage("e1").close();
        TreeDeleter.delete(tree); // By hand: this record is one without a tree.
        stage("e2").close();
        try (HeldDataset held = stageInUse()) {
            ageLeases();

            killAt(step, "e2", "do=collect");

            assertThat(TinyStager.content(held.path())).isEqualTo(TinyStager.wholeTree("e9"));
            assertThat(held.isLeased()).isTrue();
            if (Files.exists(tree)) {
                assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e2"));
            }
            storage().forTeam(TinyStager.TEAM).collect(CollectPolicy.leftovers().olderThan(Duration.ofDays(1)));
            assertThat(TinyStager.content(held.path())).isEqualTo(TinyStager.wholeTree("e9"));
        }
        // Condemned and not moved, it counts as used when it was staged, and is replaced by whoever stages it.
        boolean condemned =
                List.of(Step.P2_CONDEMNED, Step.Q1_ENTITLED, Step.Q1_LOOKED).contains(step);
        assertThat(Files.exists(tree)).isEqualTo(condemned);
        for (String folder : condemned
                ? List.of("staging", "trash")
                : List.of("staging", "trash", "aside/mnist", "retire", "records/mnist")) {
            assertThat(ours.resolve(folder))
                    .satisfiesAnyOf(
                            path -> assertThat(path).doesNotExist(),
                            path -> assertThat(path).isEmptyDirectory());
        }
        try (HeldDataset again = stage("e2")) {
            assertThat(TinyStager.content(again.path())).isEqualTo(TinyStager.wholeTree("e2"));
            assertThat(again.isLeased()).isTrue();
        }
    }

    private HeldDataset stageInUse() throws Exception {
        DatasetTarget target = TinyStager.target(SOURCE, "used");
        try (Slot slot = storage().claim(target, (holder, waited) -> {})) {
            Path tree = slot.begin();
            Files.createDirectory(tree.resolve("train"));
            for (int i = 0; i < 5; i++) {
                Files.writeString(tree.resolve("train").resolve(i + ".txt"), "e9");
            }
            return slot.publish(TinyStager.record(target, "e9")).orElseThrow();
        }
    }

    private void ageLeases() throws IOException {
        FileTime past = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
        for (String folder : DirectoryNames.of(ours.resolve("leases"))) {
            Files.setLastModifiedTime(ours.resolve("leases").resolve(folder), past);
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {"C1_RECOVERED", "A1_SEALED", "A2_LISTED", "A3_LEASED", "D4_WRITTEN", "D4_RECORDED", "UNLOCKED"})
    void anAdoptionLeavesTheTreeAsItIsAndTheNextOneFinishesIt(Step step) throws Exception {
        stage("e1").close();
        Files.setLastModifiedTime(tree, FileTime.from(Instant.EPOCH)); // As a restore leaves it.

        killAt(step, "e1", "do=adopt");

        assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e1"));
        TeamDatasets datasets = storage().forTeam(TinyStager.TEAM);
        assertThat(datasets.adopt("mnist")).isEqualTo(tree);
        try (HeldDataset held = stage("e1")) {
            assertThat(held.path()).isEqualTo(tree);
            assertThat(held.isLeased()).isTrue();
            datasets.collect(CollectPolicy.leftovers());
            assertThat(held.isLeased()).isTrue();
        }
        assertThat(TinyStager.count(downloads)).isEqualTo(1);
        assertThat(DirectoryNames.of(ours.resolve("records/mnist"), ".json")).hasSize(1);
        assertThat(TinyStager.count(ours.resolve("records/mnist"))).isEqualTo(3);
        assertNextClaimLeavesNothingOfTheDead();
    }

    @Test
    void aCollectionDuringAnAdoptionTakesNothingOfIt() throws Exception {
        stage("e1").close();
        Files.setLastModifiedTime(tree, FileTime.from(Instant.EPOCH));
        for (Step step : List.of(Step.A2_LISTED, Step.A3_LEASED, Step.D4_WRITTEN)) {
            Files.setLastModifiedTime(tree, FileTime.from(Instant.EPOCH));
            try (ChildJvm child = ChildJvm.start(
                    TinyStager.class,
                    List.of("root=" + root, "downloads=" + downloads, "do=adopt", "pauseAt=" + step))) {
                assertThat(child.line()).isEqualTo("at " + step);
                storage().forTeam(TinyStager.TEAM).collect(CollectPolicy.leftovers());
                child.tell();
                assertThat(child.line()).isEqualTo("adopted " + tree);
            }
            try (HeldDataset held = stage("e1")) {
                assertThat(held.isLeased()).isTrue();
            }
            assertThat(storage().forTeam(TinyStager.TEAM).verify("mnist", Verification.Depth.FAST))
                    .singleElement()
                    .matches(Verification::isSound);
        }
        assertThat(TinyStager.count(downloads)).isEqualTo(1);
    }

    @Test
    void aDeadHoldersLeaseIsNoLeaseAnyMore() throws Exception {
        stage("e1").close();
        killAt(Step.H1_LEASED, "e1");
        stage("e2").close();
        assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e2"));
        assertThat(ours.resolve("revisions")).isEmptyDirectory();
    }

    private void killAt(Step step, String etag, String... more) throws Exception {
        List<String> args =
                new ArrayList<>(List.of("root=" + root, "downloads=" + downloads, "etag=" + etag, "stopAt=" + step));
        args.addAll(List.of(more));
        try (ChildJvm child = ChildJvm.start(TinyStager.class, args)) {
            assertThat(child.line()).isEqualTo("at " + step);
            child.kill();
        }
    }

    /** A hit repairs nothing, since it writes nothing; a claim does. */
    private void assertNextClaimLeavesNothingOfTheDead() throws Exception {
        storage().claim(TinyStager.target(SOURCE), (holder, waited) -> {}).close();
        assertThat(ours.resolve("staging")).isEmptyDirectory();
        assertThat(ours.resolve("trash")).isEmptyDirectory();
        assertThat(ours.resolve("aside/mnist"))
                .satisfiesAnyOf(
                        aside -> assertThat(aside).doesNotExist(),
                        aside -> assertThat(aside).isEmptyDirectory());
        assertThat(root.resolve("team-vision/data")).isDirectoryNotContaining("glob:**/.look-*");
        assertThat(ours).isDirectoryNotContaining("glob:**/.look-*");
    }

    /** As a process would that was killed while it filled its directory: same host, a pid that is another process's now. */
    private Path leaveStagingOfADeadProcess() throws Exception {
        ProcessIdentity self = ProcessIdentity.current();
        SharedOptions dead = SharedOptions.defaults()
                .withoutLocking()
                .withSelf(new ProcessIdentity(self.host(), self.hostName(), self.pid(), "1"));
        Slot slot = SharedStorage.of(root, dead).claim(TinyStager.target(SOURCE), (holder, waited) -> {});
        Path staging = slot.begin();
        Files.writeString(staging.resolve("half"), "x");
        return staging;
    }

    private SharedStorage storage() {
        return SharedStorage.at(root);
    }

    private HeldDataset stage(String etag) throws Exception {
        return new TinyStager(storage(), downloads, 1).stage(SOURCE, etag);
    }
}
