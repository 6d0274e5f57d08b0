// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.errors.NameConflictException;
import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.expand.TreeDeleter;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.TeamHandle;
import io.github.privatedatasets.storage.SharedStorage;
import io.github.privatedatasets.storage.TeamDatasets;
import io.github.privatedatasets.storage.Verification;
import io.github.privatedatasets.storage.Verification.Depth;
import io.github.privatedatasets.testing.InMemorySource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifiedDatasetsTest {
    private static final DatasetSpec SPEC = DatasetSpec.of("s3://b/mnist.zip");

    @TempDir
    Path directory;

    private final InMemorySource source = InMemorySource.create();
    private DatasetStager stager;
    private TeamDatasets datasets;
    private Path tree;

    @BeforeEach
    void stageAnArchive() throws Exception {
        stager = DatasetStager.forTesting(directory, source);
        datasets = SharedStorage.at(directory.resolve("shared")).forTeam(TeamHandle.of("test"));
        source.put("s3://b/mnist.zip", zip("train/0 %+ü.txt", "zero", "train/1.txt", "one", "labels", "0,1"));
        tree = stager.stage(SPEC).path();
        stager.close();
        stager = DatasetStager.forTesting(directory, source);
    }

    @AfterEach
    void closeTheStager() {
        stager.close();
    }

    @Test
    void findsADatasetSoundThatIsAsItWasStaged() throws Exception {
        for (Depth depth : Depth.values()) {
            assertThat(datasets.verify("mnist", depth))
                    .singleElement()
                    .isEqualTo(new Verification("mnist", tree, List.of()));
        }
        assertThat(datasets.verify("nothing", Depth.DEEP)).isEmpty();
    }

    @Test
    void namesAFileOfOtherBytesWhenItReadsDeeply() throws Exception {
        rewrite("train/0 %+ü.txt", "Zero");
        assertThat(differences(Depth.FAST)).isEmpty();
        assertThat(differences(Depth.DEEP))
                .singleElement()
                .asString()
                .startsWith("train/0 %+ü.txt: has CRC32C ")
                .contains("was staged with");
    }

    @Test
    void namesFilesThatAreMissingLongerOrStrange() throws Exception {
        Files.delete(tree.resolve("train/1.txt"));
        rewrite("train/0 %+ü.txt", "zero and more");
        Files.writeString(tree.resolve("train/extra"), "x");
        Files.setPosixFilePermissions(tree.resolve("train/extra"), PosixFilePermissions.fromString("r--r--r--"));

        assertThat(differences(Depth.FAST))
                .containsExactlyInAnyOrder(
                        "train/1.txt: is missing",
                        "train/0 %+ü.txt: has 13 bytes, was staged with 4",
                        "train/extra: was not staged");
    }

    @Test
    void namesModesThatWereChanged() throws Exception {
        Files.setPosixFilePermissions(tree.resolve("labels"), PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.setPosixFilePermissions(tree.resolve("train"), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(differences(Depth.FAST))
                .hasSize(2)
                .anyMatch(line -> line.startsWith("labels: has mode rw-rw-rw-"))
                .anyMatch(line -> line.startsWith("train: has mode rwxrwxrwx"));
    }

    @Test
    void saysWhenTheTopDirectoryWasChanged() throws Exception {
        Files.delete(tree.resolve("labels"));
        assertThat(differences(Depth.FAST)).singleElement().asString().contains("no record fits");
    }

    @Test
    void adoptsARestoredTreeThatIsWhatWasStaged() throws Exception {
        Files.setLastModifiedTime(tree, FileTime.from(Instant.EPOCH)); // As cp -r from a backup does.
        assertThatThrownBy(() -> stager.stage(SPEC)).isInstanceOf(NameConflictException.class);

        assertThat(datasets.adopt("mnist")).isEqualTo(tree);

        try (MaterializedDataset dataset = stager.stage(SPEC)) {
            assertThat(dataset.isReused()).isTrue();
            assertThat(dataset.isLeased()).isTrue();
        }
        assertThat(differences(Depth.DEEP)).isEmpty();
        assertThat(datasets.adopt("mnist")).as("ours already").isEqualTo(tree);
    }

    @Test
    void adoptsNothingThatDiffersOrOfWhichNothingIsKnown() throws Exception {
        rewrite("labels", "1,0");
        Files.setLastModifiedTime(tree, FileTime.from(Instant.EPOCH));
        assertThatThrownBy(() -> datasets.adopt("mnist"))
                .isInstanceOf(StorageFailureException.class)
                .hasMessageContaining("labels: has CRC32C");

        TreeDeleter.delete(tree.resolveSibling(".datasets"));
        assertThatThrownBy(() -> datasets.adopt("mnist"))
                .isInstanceOf(StorageFailureException.class)
                .hasMessageContaining("no record of it with a list of its files is left");
        assertThatThrownBy(() -> datasets.adopt("nothing"))
                .isInstanceOf(StorageFailureException.class)
                .hasMessageContaining("nothing stands there");
    }

    private List<String> differences(Depth depth) throws Exception {
        List<Verification> verified = datasets.verify("mnist", depth);
        assertThat(verified).hasSize(1);
        assertThat(verified.get(0).isSound())
                .isEqualTo(verified.get(0).differences().isEmpty());
        return verified.get(0).differences();
    }

    /** Changes a file in place, as a person does; the directory does not notice. */
    private void rewrite(String path, String content) throws IOException {
        Path file = tree.resolve(path);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    }

    private static byte[] zip(String... namesAndContents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndContents[i]));
                zip.write(namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
