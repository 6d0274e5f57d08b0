// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.errors.NameConflictException;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.testing.InMemorySource;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan says the conflict that staging would end with. */
class PlannedConflictTest {
    private static final DatasetSpec SPEC = DatasetSpec.of("s3://b/model.bin");

    @TempDir
    Path directory;

    private final InMemorySource source = InMemorySource.create();
    private DatasetStager stager;
    private TeamStager team;
    private Path tree;

    @BeforeEach
    void findThePlace() throws Exception {
        source.put("s3://b/model.bin", "one");
        stager = DatasetStager.forTesting(directory, source);
        team = stager.forTeam("test");
        tree = team.plan(SPEC).path();
        assertThat(tree).doesNotExist();
        Files.createDirectories(tree.getParent());
    }

    @AfterEach
    void closeTheStager() {
        stager.close();
    }

    @Test
    void withADirectoryOfSomebodysOwn() throws Exception {
        Files.createDirectory(tree);
        assertThat(team.plan(SPEC).action()).as("an empty one is taken").isEqualTo(StagingPlan.Action.DOWNLOAD_OBJECT);
        Files.writeString(tree.resolve("thesis"), "mine");
        assertConflict("a directory of somebody's own");
    }

    @Test
    void withAFile() throws Exception {
        Files.writeString(tree, "mine");
        assertConflict("a file of somebody's own");
    }

    @Test
    void withADatasetThatWasChanged() throws Exception {
        team.stage(SPEC).close();
        Files.writeString(tree.resolve("notes"), "mine");
        assertConflict("changed by hand");
    }

    private void assertConflict(String text) {
        assertThatThrownBy(() -> team.plan(SPEC))
                .isInstanceOf(NameConflictException.class)
                .hasMessageContainingAll(tree.toString(), text)
                .hasMessageEndingWith(": give the dataset another name");
        assertThatThrownBy(() -> team.stage(SPEC))
                .isInstanceOf(NameConflictException.class)
                .hasMessageContainingAll(tree.toString(), text);
    }
}
