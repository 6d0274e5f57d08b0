// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.errors.StorageBusyException;
import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.storage.lease.ProcessIdentity;
import io.github.privatedatasets.storage.record.Seal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stager that is stopped, as by SIGSTOP or a frozen container, while it has the lock, and later goes on. */
@Timeout(120)
class StoppedHolderTest {
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

    @Test
    void isNamedToThoseWhoWaitAndPublishesWhenItGoesOn() throws Exception {
        try (ChildJvm holder = pausedAt(Step.D2_FLUSHED)) {
            signal("STOP", holder);

            List<String> told = new ArrayList<>();
            SharedStorage waiter = SharedStorage.builder(root)
                    .lockTimeout(Duration.ofSeconds(1))
                    .build();
            assertThatThrownBy(() -> waiter.claim(TinyStager.target(SOURCE), (who, waited) -> told.add(who))
                            .close())
                    .isInstanceOf(StorageBusyException.class)
                    .hasMessageContaining("pid " + holder.pid() + " on ");
            assertThat(told).isNotEmpty().allMatch(who -> who.contains("pid " + holder.pid() + " on "));
            assertThat(tree).doesNotExist();

            signal("CONT", holder);
            holder.tell();
            assertThat(holder.line()).isEqualTo("staged " + tree + " " + TinyStager.wholeTree("e1"));
        }
        try (HeldDataset held = new TinyStager(SharedStorage.at(root), downloads, 1).stage(SOURCE, "e1")) {
            assertThat(held.path()).isEqualTo(tree);
            assertThat(held.isLeased()).isTrue();
        }
        assertThat(TinyStager.count(downloads)).isEqualTo(1);
        assertNothingLeft();
    }

    @Test
    void losesItsLockAndItsTreeToOneWhoTakesItForDeadAndThenUsesTheOthers() throws Exception {
        try (ChildJvm holder = pausedAt(Step.D2_SEALED, "host=node-1", "locks=none")) {
            signal("STOP", holder);

            SharedOptions impatient = SharedOptions.defaults()
                    .withoutLocking()
                    .withSelf(new ProcessIdentity("node-2", "node-2", 1, "1"))
                    .withMissedAfter(Duration.ofNanos(-1));
            HeldDataset others = new TinyStager(SharedStorage.of(root, impatient), downloads, 1).stage(SOURCE, "e1");
            assertThat(others.path()).isEqualTo(tree);
            Seal seal = Seal.of(Files.getLastModifiedTime(tree));

            signal("CONT", holder);
            holder.tell();
            assertThat(holder.line()).isEqualTo("staged " + tree + " " + TinyStager.wholeTree("e1"));
            assertThat(Seal.of(Files.getLastModifiedTime(tree))).isEqualTo(seal);
            assertThat(others.isLeased()).isTrue();
            others.close();
        }
        assertNothingLeft();
    }

    private ChildJvm pausedAt(Step step, String... more) throws IOException {
        List<String> args =
                new ArrayList<>(List.of("root=" + root, "downloads=" + downloads, "etag=e1", "pauseAt=" + step));
        args.addAll(List.of(more));
        ChildJvm child = ChildJvm.start(TinyStager.class, args);
        assertThat(child.line()).isEqualTo("at " + step);
        return child;
    }

    private static void signal(String name, ChildJvm child) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(child.pid()))
                .inheritIO()
                .start();
        assertThat(kill.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    private void assertNothingLeft() throws Exception {
        SharedStorage.at(root)
                .claim(TinyStager.target(SOURCE), (holder, waited) -> {})
                .close();
        assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e1"));
        for (String folder : List.of("staging", "trash", "revisions")) {
            assertThat(ours.resolve(folder)).isEmptyDirectory();
        }
    }
}
