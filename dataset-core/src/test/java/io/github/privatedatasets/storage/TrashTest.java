// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.storage.disk.DirectoryNames;
import io.github.privatedatasets.storage.layout.SharedLayout;
import io.github.privatedatasets.storage.layout.TeamModes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
    void whatWasThrownInIsGoneWhenItIsWaitedFor() throws IOException {
        for (int i = 0; i < 3; i++) {
            throwAway("tree" + i);
            throwAway("other" + i);
            trash.deleteThrownIn(AS_LONG_AS_IT_TAKES);
            assertThat(layout.trash()).isEmptyDirectory();
        }
    }

    @Test
    void isWaitedForAlsoByAThreadThatWasInterrupted() throws IOException {
        throwAway("tree");
        Thread.currentThread().interrupt();
        try {
            trash.deleteThrownIn(AS_LONG_AS_IT_TAKES);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(layout.trash()).isEmptyDirectory();
    }

    @Test
    void nobodyWaitsForWhatOthersHaveThrownIn() throws IOException {
        assertThat(new Trash(layout).take(tree("others"))).isTrue();
        trash.deleteThrownIn(AS_LONG_AS_IT_TAKES);
        assertThat(layout.trash()).isNotEmptyDirectory();
    }

    @Test
    @Timeout(60)
    void whatOthersHaveLeftIsDeletedInTheBackgroundAgainAndAgain() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(new Trash(layout).take(tree("others" + i))).isTrue();
            while (!DirectoryNames.of(layout.trash()).isEmpty()) {
                trash.emptyInBackground(); // Does nothing while it is at it.
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void tellsWhetherItHadAnythingToDelete() throws IOException {
        assertThat(trash.empty()).isFalse();
        assertThat(new Trash(layout).take(tree("others"))).isTrue();
        assertThat(trash.empty()).isTrue();
        assertThat(trash.empty()).isFalse();
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
