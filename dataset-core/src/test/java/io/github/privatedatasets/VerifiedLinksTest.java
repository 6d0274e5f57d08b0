// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.TeamHandle;
import io.github.privatedatasets.spi.ArchiveContent;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.spi.EntryAttributes;
import io.github.privatedatasets.spi.EntrySink;
import io.github.privatedatasets.spi.Extent;
import io.github.privatedatasets.storage.SharedStorage;
import io.github.privatedatasets.storage.TeamDatasets;
import io.github.privatedatasets.storage.Verification.Depth;
import io.github.privatedatasets.testing.InMemorySource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verification of what is no plain file: links, files with holes or an earlier path, and directories. */
class VerifiedLinksTest {
    @TempDir
    Path directory;

    private TeamDatasets datasets;
    private Path tree;
    private Path d;

    /** All in one directory, since whoever changes the top one is noticed by that. */
    private static final ArchiveExtractor EVERY_KIND = new ArchiveExtractor() {
        @Override
        public Set<String> suffixes() {
            return Set.of(".kinds");
        }

        @Override
        public void extract(ArchiveContent archive, EntrySink sink, Executor workers) throws IOException {
            sink.symbolicLink("d/latest", "sub/one");
            sink.symbolicLink("d/to nowhere", "a//b%");
            sink.file("d/sub/one", EntryAttributes.PLAIN, bytes("one"));
            sink.hardLink("d/hard", "d/sub/one");
            sink.hardLink("d/hard to a link", "d/latest");
            sink.directory("d/empty/", EntryAttributes.PLAIN);
            sink.sparseFile(
                    "d/sparse",
                    EntryAttributes.PLAIN,
                    100_000,
                    List.of(new Extent(0, 1), new Extent(50_000, 4)),
                    bytes("-data"));
            sink.file("d/a", EntryAttributes.PLAIN, bytes("old"));
            sink.hardLink("d/b", "d/a");
            sink.hardLink("d/c", "d/a");
            sink.file("d/a", EntryAttributes.PLAIN, bytes("newer"));
            sink.file("d/b", EntryAttributes.PLAIN, bytes("b's own"));
            sink.file("d/p", EntryAttributes.PLAIN, bytes("old p"));
            sink.hardLink("d/q", "d/p");
            sink.hardLink("d/r", "d/p");
            sink.symbolicLink("d/p", "q");
        }
    };

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @BeforeEach
    void stageEveryKind() throws Exception {
        InMemorySource source = InMemorySource.create().put("s3://b/mnist.kinds", "x");
        try (DatasetStager stager = DatasetStager.forTesting(directory, source, EVERY_KIND)) {
            tree = stager.stage(DatasetSpec.of("s3://b/mnist.kinds")).path();
        }
        d = tree.resolve("d");
        datasets = SharedStorage.at(directory.resolve("shared")).forTeam(TeamHandle.of("test"));
        assertThat(d.resolve("a")).hasContent("newer");
        assertThat(d.resolve("b")).hasContent("b's own");
        assertThat(d.resolve("c")).hasContent("old");
    }

    @Test
    void findsEveryKindSoundAsItWasStaged() throws Exception {
        assertThat(differences(Depth.FAST)).isEmpty();
        assertThat(differences(Depth.DEEP)).isEmpty();
    }

    @Test
    void namesLinksThatAreMissingLeadElsewhereOrWereNotStaged() throws Exception {
        Files.delete(d.resolve("latest"));
        relink("to nowhere", "/etc/passwd");
        Files.delete(d.resolve("hard to a link"));
        Files.writeString(d.resolve("hard to a link"), "one");
        setMode("hard to a link", "r--r--r--");
        Files.createSymbolicLink(d.resolve("sub/more"), Path.of("/"));

        assertThat(differences(Depth.FAST))
                .containsExactlyInAnyOrder(
                        "d/latest: is missing",
                        "d/to nowhere: is a link to /etc/passwd, was staged as one to a/b%",
                        "d/hard to a link: is no link any more",
                        "d/sub/more: is a link to /, was not staged");
    }

    @Test
    void namesOtherBytesOfTheSameLengthInFilesWithHolesOrAnEarlierPath() throws Exception {
        rewrite("sparse", "-".repeat(100_000));
        rewrite("c", "OLD");
        rewrite("r", "OLD P"); // Another name of d/q, which has the content that d/p had.

        assertThat(differences(Depth.FAST)).isEmpty();
        assertThat(differences(Depth.DEEP))
                .hasSize(3)
                .anyMatch(line -> line.startsWith("d/q: has CRC32C "))
                .anyMatch(line -> line.startsWith("d/sparse: has CRC32C "))
                .anyMatch(line -> line.startsWith("d/c: has CRC32C "));
    }

    @Test
    void namesAMovedFileOfAnotherLength() throws Exception {
        rewrite("c", "longer");
        assertThat(differences(Depth.FAST)).containsExactly("d/c: has 6 bytes, was staged with 3");
    }

    @Test
    void takesACopyForAHardLinkAsLongAsItHoldsTheSame() throws Exception {
        Files.delete(d.resolve("hard"));
        Files.copy(d.resolve("sub/one"), d.resolve("hard"), StandardCopyOption.COPY_ATTRIBUTES); // As cp -r does.
        assertThat(differences(Depth.DEEP)).isEmpty();

        rewrite("hard", "ONE");
        assertThat(differences(Depth.FAST)).isEmpty();
        assertThat(differences(Depth.DEEP))
                .containsExactly("d/hard: differs from d/sub/one, was staged as a hard link to it");
        rewrite("hard", "longer");
        assertThat(differences(Depth.FAST)).hasSize(1);
        Files.delete(d.resolve("hard"));
        assertThat(differences(Depth.FAST)).containsExactly("d/hard: is missing");
    }

    @Test
    void namesEmptyDirectoriesThatAreMissingOrWereNotStaged() throws Exception {
        Files.delete(d.resolve("empty"));
        Path strange = Files.createDirectories(d.resolve("x/y"));
        Files.setPosixFilePermissions(strange, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(strange.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(differences(Depth.FAST))
                .containsExactlyInAnyOrder("d/empty: is missing", "d/x/y: is empty, was not staged so");
    }

    @Test
    void adoptsNoTreeWithALinkThatIsNotAsItWasStaged() throws Exception {
        Files.setLastModifiedTime(tree, FileTime.from(Instant.EPOCH));
        relink("latest", "../../../../../..");
        assertThatThrownBy(() -> datasets.adopt("mnist"))
                .isInstanceOf(StorageFailureException.class)
                .hasMessageContaining("d/latest: is a link to ../../../../../..");

        relink("latest", "sub/one");
        assertThat(datasets.adopt("mnist")).isEqualTo(tree);
        assertThat(differences(Depth.DEEP)).isEmpty();
    }

    @Test
    void saysOfAnEarlierVersionsListThatItDoesNotSayEverything() throws Exception {
        Path records = directory.resolve("shared/test/data/.datasets/records/mnist");
        try (var lists = Files.newDirectoryStream(records, "*.files")) {
            Files.writeString(lists.iterator().next(), "d/hard\t\t\n");
        }
        assertThat(differences(Depth.FAST))
                .singleElement()
                .asString()
                .contains("does not say what this was: [d/hard, , ]; delete the dataset, and stage it again");
    }

    private List<String> differences(Depth depth) throws Exception {
        return datasets.verify("mnist", depth).get(0).differences();
    }

    private void relink(String link, String target) throws IOException {
        Files.delete(d.resolve(link));
        Files.createSymbolicLink(d.resolve(link), Path.of(target));
    }

    private void rewrite(String path, String content) throws IOException {
        setMode(path, "rw-r--r--");
        Files.writeString(d.resolve(path), content);
        setMode(path, "r--r--r--");
    }

    private void setMode(String path, String mode) throws IOException {
        Files.setPosixFilePermissions(d.resolve(path), PosixFilePermissions.fromString(mode));
    }
}
