// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RacingProcessesTest {
    @TempDir
    Path directory;

    private final List<ChildJvm> children = new ArrayList<>();
    private Path root;
    private Path downloads;

    @BeforeEach
    void makeDirectories() throws IOException {
        root = directory.resolve("storage");
        downloads = Files.createDirectory(directory.resolve("downloads"));
    }

    @AfterEach
    void endChildren() {
        children.forEach(ChildJvm::close);
    }

    @Test
    void fiveProcessesAtOnceDownloadOnceAndGetEqualAnswers() throws Exception {
        Path tree = root.resolve("team-vision/data/mnist");

        List<String> answers = race(5);

        assertThat(answers).hasSize(5).containsOnly("staged " + tree + " " + TinyStager.wholeTree("e1"));
        assertThat(TinyStager.count(downloads)).isEqualTo(1);
        assertNothingLeftBehind();
    }

    @Test
    void processesWhoseLocksDoNotLockGetEqualAnswersAllTheSame() throws Exception {
        Path tree = root.resolve("team-vision/data/mnist");

        List<String> answers = race(4, "locks=none", "meet=4"); // All four have downloaded before one publishes.

        assertThat(answers).hasSize(4).containsOnly("staged " + tree + " " + TinyStager.wholeTree("e1"));
        assertThat(TinyStager.count(downloads)).isEqualTo(4);
        assertNothingLeftBehind();
    }

    @Test
    void fiveProcessesThatRefreshAtOnceDownloadOnce() throws Exception {
        new TinyStager(SharedStorage.at(root), downloads, 1)
                .stage("s3://bucket/mnist.zip", "e0")
                .close();

        List<String> answers = race(5);

        Path tree = root.resolve("team-vision/data/mnist");
        assertThat(answers).hasSize(5).containsOnly("staged " + tree + " " + TinyStager.wholeTree("e1"));
        assertThat(TinyStager.count(downloads)).isEqualTo(2);
        assertNothingLeftBehind();
    }

    @Test
    void processesThatRefreshWithLocksThatDoNotLockGetTheNewRevisionAllTheSame() throws Exception {
        new TinyStager(SharedStorage.at(root), downloads, 1)
                .stage("s3://bucket/mnist.zip", "e0")
                .close();

        List<String> answers = race(4, "locks=none", "meet=5"); // The first revision's download counts.

        assertThat(answers)
                .hasSize(4)
                .allMatch(answer -> answer.startsWith("staged ") && answer.endsWith(TinyStager.wholeTree("e1")));
        assertThat(TinyStager.content(root.resolve("team-vision/data/mnist"))).isEqualTo(TinyStager.wholeTree("e1"));
        assertNothingLeftInStaging();
    }

    @Test
    void hostsThatCannotSeeEachOthersProcessesGetEqualAnswersWithAndWithoutLocks() throws Exception {
        Path tree = root.resolve("team-vision/data/mnist");
        startOne("host=node-1", "locks=none", "meet=2");
        startOne("host=node-2", "locks=none", "meet=2");
        assertThat(tellAll()).containsOnly("staged " + tree + " " + TinyStager.wholeTree("e1"));
        startOne("host=node-3");
        startOne("host=node-4");
        assertThat(tellAll()).containsOnly("staged " + tree + " " + TinyStager.wholeTree("e1"));
        assertThat(TinyStager.count(downloads)).isEqualTo(2);
        assertNothingLeftInStaging();
    }

    private List<String> race(int processes, String... options) throws IOException {
        for (int i = 0; i < processes; i++) {
            startOne(options);
        }
        return tellAll();
    }

    private void startOne(String... options) throws IOException {
        List<String> args = new ArrayList<>(List.of(options));
        args.addAll(List.of("root=" + root, "downloads=" + downloads, "etag=e1", "start=told"));
        children.add(ChildJvm.start(TinyStager.class, args));
    }

    private List<String> tellAll() throws IOException {
        for (ChildJvm child : children) {
            assertThat(child.line()).isEqualTo("ready");
        }
        for (ChildJvm child : children) {
            child.tell();
        }
        List<String> answers = children.stream().map(ChildJvm::line).toList();
        children.forEach(ChildJvm::close);
        children.clear();
        return answers;
    }

    private void assertNothingLeftInStaging() {
        Path ours = root.resolve("team-vision/data/.datasets");
        assertThat(ours.resolve("staging")).isEmptyDirectory();
        assertThat(ours.resolve("trash")).isEmptyDirectory();
    }

    private void assertNothingLeftBehind() throws IOException {
        Path ours = root.resolve("team-vision/data/.datasets");
        assertNothingLeftInStaging();
        assertThat(ours.resolve("revisions")).isEmptyDirectory();
        assertThat(ours.resolve("records/mnist"))
                .as("one record and its lists of objects and files")
                .isDirectoryContaining("glob:**.json")
                .satisfies(records -> assertThat(TinyStager.count(records)).isEqualTo(3));
    }
}
