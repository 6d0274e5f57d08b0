// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    private Path directory;

    private Path data;
    private Path dataset;

    @BeforeEach
    void prepare() throws Exception {
        directory = directory.toRealPath();
        data = Files.createDirectory(directory.resolve("data"));
        dataset = Files.createDirectory(directory.resolve("dataset"));
    }

    @Test
    void linksADatasetAndRemovesTheLinkAfterwards() throws Exception {
        try (DataFolder folder = DataFolder.at(data)) {
            folder.link("mnist", dataset);

            assertThat(data.resolve("mnist").toRealPath()).isEqualTo(dataset);
        }
        assertThat(data).isEmptyDirectory();
        assertThat(dataset).isDirectory();
    }

    @Test
    void refusesALinkThatPointsElsewhereAndLeavesIt() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        Path standing = Files.createSymbolicLink(data.resolve("mnist"), other);
        try (DataFolder folder = DataFolder.at(data)) {
            assertThatThrownBy(() -> folder.link("mnist", dataset))
                    .hasMessageContaining("points to " + other)
                    .hasMessageContaining(dataset.toString())
                    .asInstanceOf(type(RunnerException.class))
                    .extracting(RunnerException::exitCode)
                    .isEqualTo(ExitCode.CANNOT_CREATE);
        }
        assertThat(Files.readSymbolicLink(standing)).isEqualTo(other);
    }

    @Test
    void refusesADanglingLinkOfAnEarlierRun() throws Exception {
        Path standing = Files.createSymbolicLink(data.resolve("mnist"), directory.resolve("gone"));
        try (DataFolder folder = DataFolder.at(data)) {
            assertThatThrownBy(() -> folder.link("mnist", dataset)).hasMessageContaining("points to");
        }
        assertThat(standing).isSymbolicLink();
    }

    @Test
    void refusesAFileOrDirectoryOfThatName() throws Exception {
        Path file = Files.writeString(data.resolve("file"), "mine");
        Path folderOfSomebody = Files.createDirectory(data.resolve("folder"));
        try (DataFolder folder = DataFolder.at(data)) {
            assertThatThrownBy(() -> folder.link("file", dataset)).hasMessageContaining("is no link");
            assertThatThrownBy(() -> folder.link("folder", dataset)).hasMessageContaining("is no link");
        }
        assertThat(file).hasContent("mine");
        assertThat(folderOfSomebody).isDirectory();
    }

    @Test
    void usesALinkThatPointsThereAlreadyAndLeavesIt() throws Exception {
        Path standing = Files.createSymbolicLink(data.resolve("mnist"), dataset);
        try (DataFolder folder = DataFolder.at(data)) {
            folder.link("mnist", dataset);
        }
        assertThat(Files.readSymbolicLink(standing)).isEqualTo(dataset);
    }

    @Test
    void removesOnlyItsOwnLinks() throws Exception {
        try (DataFolder folder = DataFolder.at(data)) {
            folder.link("mnist", dataset);
            Files.delete(data.resolve("mnist"));
            Files.writeString(data.resolve("mnist"), "put here by the job");
        }
        assertThat(data.resolve("mnist")).hasContent("put here by the job");
    }

    @Test
    void removesAFreshFolderUnlessTheJobPutSomethingIntoIt() throws Exception {
        Path untouched;
        Path used;
        try (DataFolder folder = DataFolder.fresh();
                DataFolder other = DataFolder.fresh()) {
            folder.link("mnist", dataset);
            untouched = folder.path();
            used = other.path();
            Files.writeString(used.resolve("result"), "42");
        }
        assertThat(untouched).doesNotExist();
        assertThat(used.resolve("result")).hasContent("42");
        Files.delete(used.resolve("result"));
        Files.delete(used);
    }

    @Test
    void makesAFolderThatIsAbsentAndKeepsIt() throws Exception {
        Path absent = directory.resolve("a/b");
        DataFolder.at(absent).close();

        assertThat(absent).isEmptyDirectory();
    }

    @Test
    void refusesAFileInPlaceOfTheFolder() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> DataFolder.at(file))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining(file.toString());
    }
}
