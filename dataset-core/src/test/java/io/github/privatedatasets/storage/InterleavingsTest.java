package io.github.privatedatasets.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.errors.NameConflictException;
import io.github.privatedatasets.expand.TreeDeleter;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.spi.Slot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
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
    void goesBesideAnotherRevisionThatIsPublishedBetweenTheLookAndTheRename() throws Exception {
        Optional<HeldDataset> held =
                publish("e2", Step.P1_LOOKED, () -> other().stage(SOURCE, "e1").close());

        assertThat(held.orElseThrow().path()).hasParent(ours.resolve("revisions"));
        assertThat(held.get().path().resolve("mine")).hasContent("e2");
        assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e1"));
        assertNothingInStaging();
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
        Optional<HeldDataset> held = publish("e1", Step.P3_COMMITTED, () -> TreeDeleter.delete(ours));
        assertThat(held.orElseThrow().path()).isEqualTo(tree);
        assertThat(SharedStorage.at(root).recall(TARGET)).hasSize(1);
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
        ProcessIdentity host = new ProcessIdentity("other-boot", "node-3", 1, "1");
        SharedOptions impatient =
                SharedOptions.defaults().withoutLocking().withSelf(host).withMissedAfter(Duration.ofNanos(-1));
        SharedStorage.of(root, impatient).claim(TARGET, (holder, waited) -> {}).close();
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
