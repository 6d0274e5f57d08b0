// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.expand.TreeDeleter;
import io.github.privatedatasets.spec.Etag;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteObject;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.spi.WrittenEntry;
import io.github.privatedatasets.storage.lease.LifeSign;
import io.github.privatedatasets.storage.lease.ProcessIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whose staging is read from, by whom, and for how long it stays. */
class LeftStagingTest {
    private static final DatasetTarget TARGET = TinyStager.target("s3://bucket/mnist/");
    private static final DatasetTarget OTHER = TinyStager.target("s3://bucket/other/", "other");

    @TempDir
    Path root;

    private final SharedOptions options = SharedOptions.defaults().withDurability(SharedStorage.Durability.NONE);

    @Test
    void stagingOfADeadProcessIsReadFromAndThenRemoved() throws Exception {
        Path left = leave(dead(), TARGET, "a", "b");
        try (Slot slot = claim(options, TARGET)) {
            slot.begin();
            assertThat(contentOf(slot, "a")).contains(content("a"));
            assertThat(contentOf(slot, "b")).contains(content("b"));
            assertThat(contentOf(slot, "c")).isEmpty();
            assertThat(left).isDirectory();
        }
        assertThat(left).doesNotExist();
        assertThat(left.getParent()).isEmptyDirectory();
    }

    @Test
    void claimThatBeginsNothingLeavesItToTheNext() throws Exception {
        Path left = leave(dead(), TARGET, "a");
        claim(options, TARGET).close();
        assertThat(left).isDirectory();
    }

    @Test
    void whoLeavesKeepsWhatItReadFromAsWell() throws Exception {
        leave(dead(), TARGET, "a", "b", "c");
        try (Slot slot = claim(options, TARGET)) {
            slot.begin();
            fetch(slot, "a");
            slot.leave();
        }
        try (Slot slot = claim(options, TARGET)) {
            Path mine = slot.begin();
            assertThat(contentOf(slot, "c")).contains(content("c"));
            assertThat(TinyStager.count(mine.getParent()))
                    .as("trees and heartbeats of the one with the most, and mine")
                    .isEqualTo(4);
        }
    }

    @Test
    void stagingOfTheLivingIsNeverReadFrom() throws Exception {
        Path living = leave(options.withoutLocking(), TARGET, "a");
        try (Slot slot = claim(options.withoutLocking(), TARGET)) {
            slot.begin();
            assertThat(contentOf(slot, "a")).isEmpty();
        }
        assertThat(living).isDirectory();
    }

    @Test
    void stagingOfAnotherHostIsReadFromOnceItsHeartbeatIsMissed() throws Exception {
        ProcessIdentity elsewhere = new ProcessIdentity("another boot", "node-9", 1, "1");
        Path left = leave(options.withoutLocking().withSelf(elsewhere), TARGET, "a");
        SharedStorage here = SharedStorage.of(root, options.withMissedAfter(Duration.ZERO));
        try (Slot slot = here.claim(TARGET, (holder, waited) -> {})) {
            slot.begin();
            assertThat(contentOf(slot, "a")).as("seen for the first time").isEmpty();
        }
        assertThat(left).isDirectory();
        try (Slot slot = here.claim(TARGET, (holder, waited) -> {})) {
            slot.begin();
            assertThat(contentOf(slot, "a")).contains(content("a"));
        }
        assertThat(left).doesNotExist();
    }

    @Test
    void ofTwoThatReadWithoutLocksTheFirstToEndTakesItFromTheOther() throws Exception {
        leave(dead(), TARGET, "a", "b");
        try (Slot first = claim(options.withoutLocking(), TARGET);
                Slot second = claim(options.withoutLocking(), TARGET)) {
            first.begin();
            second.begin();
            assertThat(contentOf(first, "a")).contains(content("a"));
            assertThat(contentOf(second, "a")).contains(content("a"));
            first.close();
            assertThat(contentOf(second, "b")).isEmpty();
        }
    }

    @Test
    void stagingOfAnotherDatasetIsSweptAfterADay() throws Exception {
        Path left = leave(dead(), OTHER, "a");
        claim(options, TARGET).close();
        assertThat(left).isDirectory();

        Path heartbeat = left.resolveSibling(left.getFileName() + ".alive");
        Files.setLastModifiedTime(heartbeat, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        claim(options, TARGET).close();
        assertThat(left).doesNotExist();
        assertThat(heartbeat).doesNotExist();
    }

    @Test
    void collectorRemovesIt() throws Exception {
        Path left = leave(dead(), TARGET, "a");
        collect();
        assertThat(left.getParent()).isEmptyDirectory();
        assertThat(recordsOf(left)).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource(Hand.class)
    void stagingWhoseHeartbeatAHandHasTakenIsReadFromOnceItHasNotChangedForADay(Hand hand) throws Exception {
        Path left = leaveToTheNext("a");
        Path changed = hand.replaceHeartbeatOf(left);
        try (Slot slot = claim(options, TARGET)) {
            slot.begin();
            assertThat(contentOf(slot, "a")).isEmpty();
        }
        assertThat(left).as("its owner may live").isDirectory();

        age(changed);
        try (Slot slot = claim(options, TARGET)) {
            slot.begin();
            assertThat(contentOf(slot, "a")).contains(content("a"));
        }
        assertThat(left.getParent()).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource(Hand.class)
    void collectorRemovesStagingWhoseHeartbeatAHandHasTakenOnceItHasNotChangedForADay(Hand hand) throws Exception {
        Path left = leaveToTheNext("a");
        Path changed = hand.replaceHeartbeatOf(left);
        collect();
        assertThat(left).as("its owner may live").isDirectory();

        age(changed);
        collect();
        assertThat(left.getParent()).isEmptyDirectory();
        assertThat(recordsOf(left)).isEmptyDirectory();
    }

    @Test
    void collectorRemovesARecordOnItsWayOfWhichAHandHasTakenAllElse() throws Exception {
        Path left = leaveToTheNext("a");
        Path record = Files.createFile(left.resolveSibling(left.getFileName() + ".record"));
        Hand.REMOVES.replaceHeartbeatOf(left);
        TreeDeleter.delete(left);
        collect();
        assertThat(record).exists();

        age(record);
        collect();
        assertThat(left.getParent()).isEmptyDirectory();
    }

    @Test
    void stagingWithADirectoryInPlaceOfItsNotesIsRemovedByTheNextClaim() throws Exception {
        Path left = leaveToTheNext("a");
        putADirectoryInPlaceOfTheJournalOf(left);
        claim(options, TARGET).close();
        assertThat(left.getParent()).isEmptyDirectory();
        assertThat(recordsOf(left)).isEmptyDirectory();
    }

    @Test
    void collectorRemovesNotesThatAreADirectory() throws Exception {
        Path left = leaveToTheNext("a");
        putADirectoryInPlaceOfTheJournalOf(left);
        Hand.REMOVES.replaceHeartbeatOf(left);
        TreeDeleter.delete(left);
        collect();
        assertThat(recordsOf(left)).isEmptyDirectory();
    }

    /** What a hand may do to a heartbeat. */
    private enum Hand {
        REMOVES,
        PUTS_A_DIRECTORY,
        PUTS_A_LINK,
        PUTS_A_LINK_TO_A_LIVING_ONES;

        /** Returns what says from then on how old the staging is. */
        Path replaceHeartbeatOf(Path staging) throws IOException {
            Path heartbeat = staging.resolveSibling(staging.getFileName() + ".alive");
            Files.delete(heartbeat);
            switch (this) {
                case REMOVES -> {
                    return staging;
                }
                case PUTS_A_DIRECTORY -> Files.createDirectories(heartbeat.resolve("with/content"));
                case PUTS_A_LINK -> Files.createSymbolicLink(heartbeat, Path.of("nowhere"));
                case PUTS_A_LINK_TO_A_LIVING_ONES -> {
                    LifeSign living = new LifeSign(ProcessIdentity.current(), "mnist", 0, -1, 1);
                    Path file = staging.getParent().resolveSibling("living");
                    Files.createSymbolicLink(heartbeat, Files.writeString(file, living.toText()));
                }
            }
            return heartbeat;
        }
    }

    private static void putADirectoryInPlaceOfTheJournalOf(Path left) throws IOException {
        Path journal = recordsOf(left).resolve(left.getFileName() + ".journal");
        Files.delete(journal);
        Files.createDirectories(journal.resolve("with/content"));
    }

    private static Path recordsOf(Path left) {
        return left.getParent().resolveSibling("records/mnist");
    }

    private static void age(Path file) throws IOException {
        Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(FileTime.from(Instant.now().minus(Duration.ofHours(25))), null, null);
    }

    private void collect() throws Exception {
        SharedStorage.of(root, options).forTeam(TinyStager.TEAM).collect(CollectPolicy.leftovers());
    }

    /** As one that was interrupted, and beats no more. */
    private Path leaveToTheNext(String path) throws Exception {
        try (Slot slot = claim(options, TARGET)) {
            Path staging = slot.begin();
            fetch(slot, staging, path);
            slot.leave();
            return staging;
        }
    }

    /** As a process that was killed: on this host, with a pid that is another process's now. */
    private SharedOptions dead() {
        ProcessIdentity self = ProcessIdentity.current();
        return options.withoutLocking().withSelf(new ProcessIdentity(self.host(), self.hostName(), self.pid(), "1"));
    }

    /** Fetches objects, and is not heard of any more. */
    private Path leave(SharedOptions as, DatasetTarget target, String... paths) throws Exception {
        Slot slot = claim(as, target);
        Path staging = slot.begin();
        for (String path : paths) {
            fetch(slot, staging, path);
        }
        return staging;
    }

    private Slot claim(SharedOptions as, DatasetTarget target) throws Exception {
        return SharedStorage.of(root, as).claim(target, (holder, waited) -> {});
    }

    private void fetch(Slot slot, String path) throws Exception {
        fetch(slot, slot.begin(), path);
    }

    private static void fetch(Slot slot, Path staging, String path) throws Exception {
        byte[] content = content(path).getBytes(StandardCharsets.UTF_8);
        CRC32C crc = new CRC32C();
        crc.update(content);
        slot.fetching(object(path));
        Files.write(staging.resolve(path), content);
        slot.wrote(new WrittenEntry.File(path, content.length, (int) crc.getValue()));
        slot.fetched(object(path), "none offered");
    }

    /** So much that it is written down at once. */
    private static String content(String path) {
        return path.repeat(1 << 20);
    }

    private static RemoteObject object(String path) {
        return new RemoteObject(
                path, content(path).length(), new Etag("e-" + path), Optional.empty(), Optional.empty(), Instant.EPOCH);
    }

    private static Optional<String> contentOf(Slot slot, String path) throws IOException {
        Optional<RemoteContent> left = slot.left(object(path));
        if (left.isEmpty()) {
            return Optional.empty();
        }
        try (RemoteContent content = left.get()) {
            return Optional.of(new String(content.stream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
