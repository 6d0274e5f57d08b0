// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.storage.layout.SharedLayout;
import io.github.privatedatasets.storage.layout.TeamModes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrashTest {
    private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private SharedLayout layout;
    private Trash trash;

    @BeforeEach
    void makeStorage() throws IOException {
        layout = SharedLayout.of(Files.createDirectory(directory.resolve("storage")), TinyStager.TEAM);
        TeamModes.makeDirectories(layout);
        trash = new Trash(layout);
    }

    @Test
    void isEmptiedAsOftenAsItIsAsked() throws IOException {
        for (int i = 0; i < 3; i++) {
            throwAway("tree" + i);
            trash.emptyInBackground(AS_LONG_AS_IT_TAKES);
            assertThat(layout.trash()).isEmptyDirectory();
        }
    }

    @Test
    void isEmptiedOfWhatCameWhileItWasBeingEmptied() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Path tree = tree("tree" + i);
            threads.add(new Thread(() -> {
                try {
                    assertThat(trash.take(tree)).isTrue();
                    trash.emptyInBackground(AS_LONG_AS_IT_TAKES);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(layout.trash()).isEmptyDirectory();
    }

    @Test
    void isEmptiedAlsoForAThreadThatWasInterrupted() throws Exception {
        throwAway("tree");
        Thread.currentThread().interrupt();
        try {
            trash.emptyInBackground(AS_LONG_AS_IT_TAKES);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(layout.trash()).isEmptyDirectory();
    }

    private void throwAway(String name) throws IOException {
        assertThat(trash.take(tree(name))).isTrue();
    }

    private Path tree(String name) throws IOException {
        Path tree = Files.createDirectory(layout.data().resolve(name));
        Files.writeString(Files.createDirectory(tree.resolve("folder")).resolve("file"), "content");
        return tree;
    }
}
