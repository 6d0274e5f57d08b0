// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.privatedatasets.errors.NameConflictException;
import io.github.privatedatasets.errors.StorageBusyException;
import io.github.privatedatasets.expand.TreeDeleter;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.spi.StoredDataset;
import io.github.privatedatasets.storage.disk.DirectoryNames;
import io.github.privatedatasets.storage.disk.Flush;
import io.github.privatedatasets.storage.layout.SharedLayout;
import io.github.privatedatasets.storage.lease.LifeSign;
import io.github.privatedatasets.storage.lease.ProcessIdentity;
import io.github.privatedatasets.storage.record.PublishRecord;
import io.github.privatedatasets.storage.record.TeamRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others may do exactly between two steps of a publication, locks or not. */
class InterleavingsTest {
    private static final String SOURCE = "s3://bucket/mnist.zip";
    private static final DatasetTarget TARGET = TinyStager.target(SOURCE);

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

    @Test
    void takesAnEqualTreeThatIsPublishedBetweenTheLookAndTheRename() throws Exception {
        Optional<HeldDataset> held =
                publish("e1", Step.P1_LOOKED, () -> other().stage(SOURCE, "e1").close());

        assertThat(held.orElseThrow().path()).isEqualTo(tree);
        assertThat(TinyStager.content(tree)).as("the other's").isEqualTo(TinyStager.wholeTree("e1"));
        assertNothingInStaging();
    }

    @Test
    void goesBesideAnotherRevisionThatIsTakenIntoUseBetweenTheLookAndTheRename() throws Exception {
        HeldDataset[] others = new HeldDataset[1];
        Optional<HeldDataset> held = publish("e2", Step.P1_LOOKED, () -> others[0] = other().stage(SOURCE, "e1"));

        assertThat(held.orElseThrow().path()).hasParent(ours.resolve("revisions"));
        assertThat(held.get().path().resolve("mine")).hasContent("e2");
        assertThat(others[0].isLeased()).isTrue();
        assertThat(TinyStager.content(others[0].path())).isEqualTo(TinyStager.wholeTree("e1"));
        assertNothingInStaging();
    }

    @Test
    void replacesAnotherRevisionThatNobodyUsesAnyMore() throws Exception {
        Optional<HeldDataset> held =
                publish("e2", Step.P1_LOOKED, () -> other().stage(SOURCE, "e1").close());

        assertThat(held.orElseThrow().path()).isEqualTo(tree);
        assertThat(tree.resolve("mine")).hasContent("e2");
        assertNothingInStaging();
        assertThat(TinyStager.count(ours.resolve("retire"))).isZero();
    }

    @Test
    void whoeverSawATreeThatIsCondemnedSinceGetsNoLeaseOnIt() throws Exception {
        other().stage(SOURCE, "e1").close();
        StoredDataset seen = SharedStorage.at(root).recall(TARGET).get(0);
        assertThat(publish(
                        "e2", Step.P2_CONDEMNED, () -> assertThat(seen.hold()).isEmpty()))
                .isPresent();
        assertThat(seen.hold()).isEmpty();
    }

    @Test
    void bringsBackWhatAHandPutInPlaceOfATreeThatIsBeingReplaced() throws Exception {
        other().stage(SOURCE, "e1").close();
        assertThatThrownBy(() -> publish("e2", Step.Q1_LOOKED, this::putThesisInPlaceOfTheTree))
                .isInstanceOf(NameConflictException.class);
        assertThat(tree.resolve("thesis.txt")).hasContent("mine");
        assertNothingInStaging();
        assertThat(TinyStager.count(ours.resolve("aside/mnist"))).isZero();
    }

    @Test
    void theNextClaimBringsBackWhatADeadMoverTookByMistake() throws Exception {
        Path aside = setThesisAsideAndDie();
        assertThat(tree).doesNotExist();

        assertThatThrownBy(() -> other().stage(SOURCE, "e2")).isInstanceOf(NameConflictException.class);

        assertThat(aside).doesNotExist();
        assertThat(tree.resolve("thesis.txt")).hasContent("mine");
    }

    @Test
    void keepsWhatADeadMoverTookByMistakeWhereItsNameIsTaken() throws Exception {
        Path aside = setThesisAsideAndDie();
        Files.createDirectory(tree);
        Files.writeString(tree.resolve("novel.txt"), "mine too");

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> other().stage(SOURCE, "e2")).isInstanceOf(NameConflictException.class);
        }

        assertThat(aside.resolve("thesis.txt")).hasContent("mine");
        assertThat(tree.resolve("novel.txt")).hasContent("mine too");
        assertThat(SharedStorage.at(root).forTeam(TinyStager.TEAM).list())
                .extracting(ListedDataset::path)
                .containsExactlyInAnyOrder(tree, aside);
        assertThat(SharedStorage.at(root).forTeam(TinyStager.TEAM).list())
                .filteredOn(listed -> listed.path().equals(aside))
                .singleElement()
                .satisfies(listed -> assertThat(listed.problem().orElseThrow()).contains("move it yourself"));
        assertThat(SharedStorage.at(root).forTeam(TinyStager.TEAM).verify("mnist", Verification.Depth.FAST))
                .extracting(Verification::path, Verification::isSound)
                .containsExactlyInAnyOrder(tuple(tree, false), tuple(aside, false));
    }

    @Test
    void leavesToALivingMoverWhatItSetAside() throws Exception {
        other().stage(SOURCE, "e1").close();
        publish("e2", Step.Q1_ASIDE, () -> {
            Path aside = onlyIn(ours.resolve("aside/mnist"));
            SharedStorage unlocked =
                    SharedStorage.of(root, SharedOptions.defaults().withoutLocking());
            unlocked.claim(TARGET, (holder, waited) -> {}).close();
            assertThat(aside).isDirectory();
        });
        assertThat(tree.resolve("mine")).hasContent("e2");
    }

    @Test
    void aHolderTakenForDeadSaysThatItHasNoLeaseAndMakesNoneAgain() throws Exception {
        try (HeldDataset held = other().stage(SOURCE, "e1")) {
            assertThat(held.isLeased()).isTrue();
            impatient().claim(TARGET, (holder, waited) -> {}).close();
            assertThat(held.isLeased()).as("a claim alone ends no lease").isTrue();
            new TinyStager(impatient(), downloads, 1).stage(SOURCE, "e2").close();
            assertThat(held.isLeased()).isFalse();
        }
        assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e2"));
    }

    @Test
    void aDeletionKeepsTheRecordOfARevisionThatIsMovedToItsNameMeanwhile() throws Exception {
        try (HeldDataset old = other().stage(SOURCE, "e1")) {
            other().stage(SOURCE, "e2").close();
            assertThat(old.path()).isEqualTo(tree);
        }
        Path revision = onlyIn(ours.resolve("revisions"));
        SharedOptions options = SharedOptions.defaults().withoutLocking().withWatcher(step -> {
            if (step == Step.R3_CONDEMNED) { // What a promotion does next, where locks do not lock.
                try {
                    Files.move(revision, tree, StandardCopyOption.ATOMIC_MOVE);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });

        assertThatThrownBy(() ->
                        SharedStorage.of(root, options).forTeam(TinyStager.TEAM).delete("mnist"))
                .isInstanceOf(StorageBusyException.class);

        assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e2"));
        assertThat(SharedStorage.at(root).recall(TARGET)).hasSize(1);
        other().stage(SOURCE, "e2").close();
    }

    private void putThesisInPlaceOfTheTree() throws IOException {
        TreeDeleter.delete(tree);
        Files.createDirectory(tree);
        Files.writeString(tree.resolve("thesis.txt"), "mine");
    }

    /** Leaves a thesis in {@code aside/}, as a mover does that dies between its rename and its look. */
    private Path setThesisAsideAndDie() throws Exception {
        other().stage(SOURCE, "e1").close();
        PublishRecord old = record();
        putThesisInPlaceOfTheTree();
        Path folder = Files.createDirectories(ours.resolve("aside/mnist"));
        Path aside = folder.resolve(new Aside(old.attempt(), old.seal(), 0, "0".repeat(32)).fileName());
        Files.move(tree, aside);
        Files.writeString(ours.resolve("retire").resolve(old.attempt() + ".0"), LifeSign.ENDED);
        return aside;
    }

    private PublishRecord record() throws IOException {
        String attempt =
                DirectoryNames.of(ours.resolve("records/mnist"), ".json").get(0);
        return new TeamRecords(new SharedLayout(ours.getParent()), new Flush(false))
                .byAttempt("mnist", attempt)
                .orElseThrow();
    }

    private static Path onlyIn(Path directory) throws IOException {
        List<String> names = DirectoryNames.of(directory);
        assertThat(names).hasSize(1);
        return directory.resolve(names.get(0));
    }

    @Test
    void refusesAnotherSourcesTreeThatIsPublishedBetweenTheLookAndTheRename() throws Exception {
        assertThatThrownBy(() -> publish(
                        "e1",
                        Step.P1_LOOKED,
                        () -> other().stage("s3://other/mnist.zip", "e1").close()))
                .isInstanceOf(NameConflictException.class)
                .hasMessageContaining("s3://other/mnist.zip");
        assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e1"));
        assertNothingInStaging();
    }

    @Test
    void refusesAPersonsFileThatComesBetweenTheLookAndTheRename() throws Exception {
        assertThatThrownBy(() -> publish("e1", Step.P1_LOOKED, () -> Files.writeString(tree, "mine")))
                .isInstanceOf(NameConflictException.class)
                .hasMessageContaining("a file of somebody's own");
        assertThat(tree).hasContent("mine");
        assertNothingInStaging();
    }

    @Test
    void replacesAnEmptyDirectoryThatComesBetweenTheLookAndTheRename() throws Exception {
        Optional<HeldDataset> held = publish("e1", Step.P1_LOOKED, () -> Files.createDirectory(tree));
        assertThat(held.orElseThrow().path().resolve("mine")).hasContent("e1");
    }

    @Test
    void isLostWhenItIsTakenForDeadBeforeTheRename() throws Exception {
        Optional<HeldDataset> held = publish("e1", Step.P1_LOOKED, this::sweepAll);
        assertThat(held).isEmpty();
        assertThat(tree).doesNotExist();
        assertNothingInStaging();
    }

    @Test
    void isLostWhenItIsTakenForDeadBeforeItIsRecorded() throws Exception {
        Optional<HeldDataset> held = publish("e1", Step.D2_FLUSHED, this::sweepAll);
        assertThat(held).isEmpty();
        assertThat(tree).doesNotExist();
        assertNothingInStaging();
    }

    @Test
    void writesItsRecordAgainWhenAHandRemovesItAtTheRename() throws Exception {
        Optional<HeldDataset> held =
                publish("e1", Step.P3_COMMITTED, () -> TreeDeleter.delete(ours.resolve("records")));
        assertThat(held.orElseThrow().path()).isEqualTo(tree);
        assertThat(SharedStorage.at(root).recall(TARGET)).hasSize(1);
    }

    @Test
    void beginsAgainWhenAHandRemovesAllOfOursAtTheRename() throws Exception {
        assertThat(publish("e1", Step.P3_COMMITTED, () -> TreeDeleter.delete(ours)))
                .isEmpty();
        assertThat(tree.resolve("mine")).hasContent("e1");
        try (HeldDataset held = other().stage(SOURCE, "e1")) {
            assertThat(held.isLeased()).isTrue();
            assertThat(TinyStager.content(tree)).as("staged anew").isEqualTo(TinyStager.wholeTree("e1"));
        }
    }

    @Test
    void beginsAgainWhenAHandTakesTheTreeAtTheRename() throws Exception {
        Optional<HeldDataset> held = publish("e1", Step.P3_COMMITTED, () -> TreeDeleter.delete(tree));
        assertThat(held).isEmpty();
    }

    @Test
    void knowsItsOwnTreeWhenARenameWasDoneButReportedAsFailed() throws Exception {
        // As NFS does when the answer to a rename is lost and the rename is asked for again.
        Optional<HeldDataset> held = publish("e1", Step.P1_LOOKED, () -> {
            Path staging = ours.resolve("staging");
            String attempt = DirectoryNames.of(staging, ".alive").get(0);
            Files.move(staging.resolve(attempt), tree, StandardCopyOption.ATOMIC_MOVE);
        });
        assertThat(held.orElseThrow().path().resolve("mine")).hasContent("e1");
        assertNothingInStaging();
    }

    private Optional<HeldDataset> publish(String etag, Step step, Disturbance disturbance) throws Exception {
        boolean[] done = {false};
        SharedOptions options = SharedOptions.defaults().withWatcher(taken -> {
            if (taken == step && !done[0]) {
                done[0] = true;
                disturbance.runUnchecked();
            }
        });
        try (Slot slot = SharedStorage.of(root, options).claim(TARGET, (holder, waited) -> {})) {
            Files.writeString(slot.begin().resolve("mine"), etag);
            Optional<HeldDataset> held = slot.publish(TinyStager.record(TARGET, etag));
            assertThat(done).containsExactly(true);
            return held;
        }
    }

    private TinyStager other() {
        return new TinyStager(SharedStorage.of(root, SharedOptions.defaults().withoutLocking()), downloads, 1);
    }

    /** What a host does that has seen no heartbeat of ours for too long. */
    private void sweepAll() throws Exception {
        impatient().claim(TARGET, (holder, waited) -> {}).close();
    }

    private SharedStorage impatient() {
        ProcessIdentity host = new ProcessIdentity("other-boot", "node-3", 1, "1");
        return SharedStorage.of(
                root, SharedOptions.defaults().withoutLocking().withSelf(host).withMissedAfter(Duration.ofNanos(-1)));
    }

    private void assertNothingInStaging() {
        assertThat(ours.resolve("staging")).isEmptyDirectory();
        assertThat(ours.resolve("trash")).isEmptyDirectory();
    }

    @FunctionalInterface
    private interface Disturbance {
        void run() throws Exception;

        default void runUnchecked() {
            try {
                run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
