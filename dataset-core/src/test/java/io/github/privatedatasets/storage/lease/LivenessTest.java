// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.storage.ChildJvm;
import io.github.privatedatasets.storage.TinyStager;
import io.github.privatedatasets.storage.disk.DirectoryNames;
import io.github.privatedatasets.storage.disk.SmallFiles;
import io.github.privatedatasets.storage.layout.SharedLayout;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LivenessTest {
    private static final ProcessIdentity SELF = ProcessIdentity.current();
    private static final ProcessIdentity ON_ANOTHER_HOST = new ProcessIdentity("other-boot", "node-3", 4711, "99");

    @TempDir
    Path directory;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // About to wrap around, as nanoTime may.
    private final Liveness liveness = new Liveness(SELF, Duration.ofMinutes(3), nanos::get);

    @Test
    void aLivingProcessOfThisHostIsAliveHoweverOldItsHeartbeat() throws IOException {
        Path heartbeat = heartbeat(SELF, 0);
        assertThat(liveness.isDead(heartbeat)).isFalse();
        pass(Duration.ofDays(1));
        assertThat(liveness.isDead(heartbeat)).isFalse();
    }

    @Test
    void aKilledProcessOfThisHostIsDeadAtOnce(@TempDir Path downloads) throws Exception {
        List<String> args = List.of("root=" + directory, "downloads=" + downloads, "etag=e1", "stopAt=D1_BEGUN");
        try (ChildJvm child = ChildJvm.start(TinyStager.class, args)) {
            child.line();
            Path staging = directory.resolve("team-vision/data/.datasets/staging");
            Path heartbeat =
                    staging.resolve(DirectoryNames.of(staging, ".alive").get(0) + ".alive");
            assertThat(liveness.isDead(heartbeat)).isFalse();
            child.kill();
            assertThat(liveness.isDead(heartbeat)).isTrue();
        }
    }

    @Test
    void aPidThatAnotherProcessHasByNowIsDead() throws IOException {
        ProcessIdentity earlier = new ProcessIdentity(SELF.host(), SELF.hostName(), SELF.pid(), "1");
        assertThat(liveness.isDead(heartbeat(earlier, 0))).isTrue();
    }

    @Test
    void anotherHostIsDeadOnceItsHeartbeatStaysTheSameForThreeMinutesOfOurs() throws IOException {
        Path heartbeat = heartbeat(ON_ANOTHER_HOST, 0);
        assertThat(liveness.isDead(heartbeat)).as("at the first look").isFalse();
        pass(Duration.ofMinutes(2));
        heartbeat(ON_ANOTHER_HOST, 1);
        assertThat(liveness.isDead(heartbeat)).as("after a beat").isFalse();
        pass(Duration.ofMinutes(3));
        assertThat(liveness.isDead(heartbeat)).as("three minutes, not more").isFalse();
        pass(Duration.ofNanos(1));
        assertThat(liveness.isDead(heartbeat)).isTrue();
    }

    @Test
    void aMissingOrDamagedHeartbeatIsTreatedAsOneThatStaysTheSame() throws IOException {
        Path missing = directory.resolve("x.alive");
        Path damaged = Files.writeString(directory.resolve("y.alive"), "{\"host\": ");
        assertThat(liveness.isDead(missing)).isFalse();
        assertThat(liveness.isDead(damaged)).isFalse();
        pass(Duration.ofMinutes(4));
        assertThat(liveness.isDead(missing)).isTrue();
        assertThat(liveness.isDead(damaged)).isTrue();
    }

    @Test
    void aHeartbeatThatFindsNoRoomLeavesNoFile() throws IOException {
        Path file = Files.createSymbolicLink(directory.resolve("full.alive"), Path.of("/dev/full"));
        assertThatThrownBy(() -> start(file, new Pulse(Pulse.EVERY), () -> true))
                .isInstanceOf(IOException.class);
        assertThat(file).doesNotExist();
    }

    @Test
    @Timeout(30)
    void aHeartbeatBeatsShowsProgressAndEnds() throws Exception {
        Path file = directory.resolve("z.alive");
        Heartbeat heartbeat = start(file, new Pulse(Duration.ofMillis(5)), () -> true);
        LifeSign first = LifeSign.parse(SmallFiles.read(file)).orElseThrow();
        assertThat(first.describe()).isEqualTo("pid 4711 on node-3");
        heartbeat.progressed(41, 100);
        LifeSign last = first;
        while (last.doneBytes() == 0 || last.beat() < 3) {
            Thread.sleep(1);
            last = LifeSign.parse(SmallFiles.read(file)).orElse(last);
        }
        assertThat(last.describe()).isEqualTo("pid 4711 on node-3, 41 %");

        heartbeat.end();

        assertThat(file).doesNotExist();
    }

    @Test
    @Timeout(30)
    void allHeartbeatsOfAStorageBeatInOneThread() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Pulse pulse = new Pulse(Duration.ofMillis(5));
        List<Heartbeat> heartbeats = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            heartbeats.add(start(directory.resolve(i + ".alive"), pulse, () -> true));
        }
        for (Heartbeat heartbeat : heartbeats) {
            while (LifeSign.read(heartbeat.file()).map(LifeSign::beat).orElse(0L) < 3) {
                Thread.sleep(1);
            }
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(
                        thread -> !before.contains(thread) && thread.getName().startsWith("dataset-heartbeat"))
                .hasSize(1);
        for (Heartbeat heartbeat : heartbeats) {
            heartbeat.leaveEnded();
            assertThat(heartbeat.file()).content().startsWith(LifeSign.ENDED);
        }
    }

    @ParameterizedTest
    @EnumSource(Hand.class)
    @Timeout(30)
    void aHeartbeatIsMadeAgainAfterAHandWhileThereIsWhatItSpeaksFor(Hand hand) throws Exception {
        Path tree = Files.createDirectory(directory.resolve("tree"));
        Path file = directory.resolve("tree.alive");
        Heartbeat heartbeat = start(file, new Pulse(Duration.ofMillis(5)), () -> Files.exists(tree));

        hand.replace(file);
        while (LifeSign.read(file).isEmpty()) {
            Thread.sleep(1);
        }
        assertThat(LifeSign.read(file).map(LifeSign::owner)).contains(ON_ANOTHER_HOST);

        heartbeat.stop();
        hand.replace(file);
        heartbeat.leaveEnded();
        assertThat(file).content().startsWith(LifeSign.ENDED);

        Files.delete(tree);
        hand.replace(file);
        heartbeat.leaveEnded();
        assertThat(LifeSign.read(file)).isEmpty();
    }

    @Test
    void aPipeInAHeartbeatsPlaceIsNotReadFrom() throws Exception {
        Path pipe = directory.resolve("x.alive");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThat(liveness.isDead(pipe)).isFalse();
        pass(Duration.ofMinutes(4));
        assertThat(liveness.isDead(pipe)).isTrue();
    }

    /** What a hand may do to a heartbeat. */
    private enum Hand {
        REMOVES,
        PUTS_A_DIRECTORY,
        PUTS_A_LINK;

        void replace(Path file) throws IOException {
            boolean done = false;
            while (!done) {
                Files.deleteIfExists(file);
                try {
                    if (this == PUTS_A_DIRECTORY) {
                        Files.createDirectory(file);
                    } else if (this == PUTS_A_LINK) {
                        Files.createSymbolicLink(file, Path.of("nowhere"));
                    }
                    done = true;
                } catch (FileAlreadyExistsException e) {
                    assertThat(file).as("a beat was faster").isRegularFile();
                }
            }
        }
    }

    private Heartbeat start(Path file, Pulse pulse, BooleanSupplier isNeeded) throws IOException {
        return Heartbeat.start(
                new SharedLayout(directory.resolve("data")), file, ON_ANOTHER_HOST, "mnist", pulse, isNeeded);
    }

    private Path heartbeat(ProcessIdentity owner, long beat) throws IOException {
        Path file = directory.resolve("attempt.alive");
        SmallFiles.write(file, new LifeSign(owner, "mnist", 0, -1, beat).toText());
        return file;
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
