// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.errors.VolumeFullException;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spec.Etag;
import io.github.privatedatasets.spec.Expansion;
import io.github.privatedatasets.spec.TeamHandle;
import io.github.privatedatasets.spi.DatasetOrigin;
import io.github.privatedatasets.spi.DatasetRecord;
import io.github.privatedatasets.spi.DatasetStorage;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.spi.RemoteObject;
import io.github.privatedatasets.spi.Revision;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.spi.StoredDataset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stager relies on with every storage. Extend it, and say which storage. */
public abstract class DatasetStorageContract {
    /** The test's own directory, in which the storage keeps everything. */
    @TempDir
    protected Path directory;

    private DatasetStorage storage;

    /** Opens the storage under test in this directory, with room for at least 100 bytes. */
    protected abstract DatasetStorage open(Path directory);

    /** Tells whether a published dataset outlives its holder, and is found again. */
    protected abstract boolean keepsDatasets();

    @BeforeEach
    void openStorage() {
        storage = open(directory);
    }

    @AfterEach
    void closeStorage() {
        storage.close();
    }

    @Test
    void publishesExactlyWhatWasWritten() throws Exception {
        try (HeldDataset held = stage(target("mnist"), "e1")) {
            assertThat(held.path()).isDirectory();
            assertThat(namesIn(held.path())).containsExactly("content.txt");
            assertThat(held.path().resolve("content.txt")).hasContent("e1");
            assertThat(held.record()).isEqualTo(record(target("mnist"), "e1"));
        }
    }

    @Test
    void keepsThePublishedTreeWhenTheSlotIsClosed() throws Exception {
        HeldDataset held;
        try (Slot slot = claim(target("mnist"))) {
            held = fill(slot, target("mnist"), "e1").orElseThrow();
        }
        assertThat(held.path().resolve("content.txt")).hasContent("e1");
        held.close();
    }

    @Test
    void beginsWithAnEmptyDirectoryEachTime() throws Exception {
        try (Slot slot = claim(target("mnist"))) {
            Path first = slot.begin();
            Files.writeString(first.resolve("left-over"), "x");
            Path second = slot.begin();
            assertThat(namesIn(second)).isEmpty();
            Files.writeString(second.resolve("content.txt"), "e2");
            try (HeldDataset held = slot.publish(record(target("mnist"), "e2")).orElseThrow()) {
                assertThat(namesIn(held.path())).containsExactly("content.txt");
            }
        }
        assertThat(everyFile()).noneMatch(file -> file.endsWith("left-over"));
    }

    @Test
    void leavesNothingWhenClosedWithoutPublishing() throws Exception {
        try (Slot slot = claim(target("mnist"))) {
            Path tree = slot.begin();
            Files.createDirectories(tree.resolve("deep/er"));
            Files.writeString(tree.resolve("deep/er/unfinished"), "x");
            slot.fetched(object("deep/er/unfinished"), "none offered");
            slot.progressed(1, 2);
        }
        assertThat(everyFile()).noneMatch(file -> file.endsWith("unfinished"));
        assertThat(storage.recall(target("mnist"))).isEmpty();
        stage(target("mnist"), "e1").close();
    }

    @Test
    void saysThatTheDirectoryWasTakenAwayAndLetsBeginAgain() throws Exception {
        try (Slot slot = claim(target("mnist"))) {
            Files.delete(slot.begin());
            assertThat(slot.publish(record(target("mnist"), "e1"))).isEmpty();
            try (HeldDataset held = fill(slot, target("mnist"), "e1").orElseThrow()) {
                assertThat(held.path().resolve("content.txt")).hasContent("e1");
            }
        }
    }

    @Test
    void limitsEachBeginToTheTargetsLimit() throws Exception {
        DatasetTarget limited = target("mnist", Optional.of(ByteSize.ofBytes(100)));
        try (Slot slot = claim(limited)) {
            slot.begin();
            slot.budget().spend(100, "a");
            assertThatThrownBy(() -> slot.budget().spend(1, "b")).isInstanceOf(VolumeFullException.class);
            slot.begin();
            slot.budget().spend(100, "a");
        }
    }

    @Test
    void refusesToFillOrPublishBeforeBegin() throws Exception {
        try (Slot slot = claim(target("mnist"))) {
            assertThatThrownBy(slot::budget).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> slot.publish(record(target("mnist"), "e1")))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void findsAgainWhatItKeepsAndNothingElse() throws Exception {
        assertThat(storage.recall(target("mnist"))).isEmpty();
        stage(target("mnist"), "e1").close();
        assertThat(storage.recall(target("cifar"))).isEmpty();
        List<StoredDataset> found = storage.recall(target("mnist"));
        if (keepsDatasets()) {
            assertThat(found).hasSize(1);
            assertThat(found.get(0).record()).isEqualTo(record(target("mnist"), "e1"));
            try (HeldDataset held = found.get(0).hold().orElseThrow()) {
                assertThat(held.path()).isEqualTo(storage.locate(target("mnist")));
                assertThat(held.path().resolve("content.txt")).hasContent("e1");
            }
        } else {
            assertThat(found).isEmpty();
            assertThat(everyFile()).noneMatch(file -> file.endsWith("content.txt"));
        }
    }

    @Test
    void tellsATreeFromOneOfTheSameRevisionThatWasStagedAnew() throws Exception {
        stage(target("mnist"), "e1").close();
        List<StoredDataset> found = storage.recall(target("mnist"));
        assertThat(storage.recall(target("mnist"))).isEqualTo(found);
        stage(target("mnist"), "e2").close();
        stage(target("mnist"), "e1").close();
        if (keepsDatasets()) {
            assertThat(storage.recall(target("mnist"))).hasSize(1).isNotEqualTo(found);
        }
    }

    @Test
    void takesASecondCloseForNothing() throws Exception {
        Slot slot = claim(target("mnist"));
        HeldDataset held = fill(slot, target("mnist"), "e1").orElseThrow();
        slot.close();
        slot.close();
        held.close();
        held.close();
        stage(target("mnist"), "e1").close();
    }

    private HeldDataset stage(DatasetTarget target, String etag) throws Exception {
        try (Slot slot = claim(target)) {
            return fill(slot, target, etag).orElseThrow();
        }
    }

    private Slot claim(DatasetTarget target) throws Exception {
        return storage.claim(target, (holder, waited) -> {
            throw new AssertionError("waits for " + holder);
        });
    }

    private static Optional<HeldDataset> fill(Slot slot, DatasetTarget target, String etag) throws Exception {
        Path tree = slot.begin();
        Files.writeString(tree.resolve("content.txt"), etag);
        slot.fetched(object("content.txt"), "none offered");
        slot.progressed(2, 2);
        return slot.publish(record(target, etag));
    }

    private static RemoteObject object(String path) {
        return new RemoteObject(path, 2, new Etag("e1"), Optional.empty(), Optional.empty(), Instant.EPOCH);
    }

    private static DatasetTarget target(String name) {
        return target(name, Optional.empty());
    }

    private static DatasetTarget target(String name, Optional<ByteSize> limit) {
        DatasetOrigin origin = new DatasetOrigin(
                DatasetUri.parse("s3://bucket/" + name + ".zip"),
                Optional.empty(),
                Expansion.AUTO,
                List.of(),
                List.of());
        return new DatasetTarget(
                Optional.of(TeamHandle.of("team-vision")),
                DatasetName.of(name),
                Optional.empty(),
                origin,
                limit,
                Optional.empty());
    }

    private static DatasetRecord record(DatasetTarget target, String etag) {
        return new DatasetRecord(
                target.origin(), Revision.ofObject(new Etag(etag), Optional.empty()), 2, 1, "none offered");
    }

    private static List<String> namesIn(Path tree) throws IOException {
        try (Stream<Path> entries = Files.list(tree)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    private List<Path> everyFile() {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
