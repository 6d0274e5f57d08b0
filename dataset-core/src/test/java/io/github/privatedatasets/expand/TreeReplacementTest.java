// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.privatedatasets.contract.Expanded;
import io.github.privatedatasets.errors.UnsafeArchiveException;
import io.github.privatedatasets.spi.ByteBudget;
import io.github.privatedatasets.spi.EntryAttributes;
import io.github.privatedatasets.spi.TreeLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A later entry of the same path, as {@code tar -r} appends one. */
class TreeReplacementTest {
    @TempDir
    private Path root;

    private final ByteBudget budget = ByteBudget.of(Optional.empty());
    private TreeWriter writer;

    @BeforeEach
    void openWriter() throws IOException {
        writer = TreeWriter.open(
                root, budget, TreeLimits.defaults(), warning -> {}, (o, c) -> new UnsafeArchiveException("a", o, c));
    }

    @AfterEach
    void closeWriter() {
        writer.close();
    }

    @Test
    void filesAndLinksReplaceOneAnother() throws IOException {
        file("file", "target");
        for (String first : new String[] {"file", "symbolic", "hard"}) {
            for (String second : new String[] {"file", "symbolic", "hard"}) {
                make(first, first + "-" + second, "1");
                make(second, first + "-" + second, "2");
            }
        }
        TreeSummary summary = writer.finish();

        assertThat(Expanded.tree(root))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "file", "target",
                        "file-file", "2",
                        "file-symbolic", "-> to2",
                        "file-hard", "target",
                        "symbolic-file", "2",
                        "symbolic-symbolic", "-> to2",
                        "symbolic-hard", "target",
                        "hard-file", "2",
                        "hard-symbolic", "-> to2",
                        "hard-hard", "target"));
        assertThat(summary).isEqualTo(new TreeSummary(9, 7));
        assertThat(budget.spentBytes()).isEqualTo(9);
    }

    private void make(String kind, String path, String version) throws IOException {
        switch (kind) {
            case "file" -> file(path, version);
            case "symbolic" -> writer.symbolicLink(path, "to" + version);
            default -> writer.hardLink(path, "file");
        }
    }

    @Test
    void hardLinkKeepsWhatItsTargetWasWhenTheTargetIsReplaced() throws IOException {
        file("a", "old");
        writer.hardLink("d/h1", "a");
        writer.hardLink("h2", "d/h1");
        file("a", "new");
        writer.hardLink("h3", "a");
        TreeSummary summary = writer.finish();

        assertThat(Expanded.tree(root))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("a", "new", "d", "dir", "d/h1", "old", "h2", "old", "h3", "new"));
        assertThat(inode("d/h1")).isEqualTo(inode("h2")).isNotEqualTo(inode("a"));
        assertThat(inode("h3")).isEqualTo(inode("a"));
        assertThat(summary).isEqualTo(new TreeSummary(6, 4));
        assertThat(budget.spentBytes()).isEqualTo(6);
    }

    @Test
    void appendedFilesWithTheirHardLinksReplaceTheEarlierOnes() throws IOException {
        for (String version : new String[] {"1", "22", "333"}) {
            file("a", version);
            writer.hardLink("b", "a");
            writer.hardLink("c", "a");
        }

        assertThat(writer.finish()).isEqualTo(new TreeSummary(3, 3));
        assertThat(Expanded.tree(root))
                .containsOnly(Map.entry("a", "333"), Map.entry("b", "333"), Map.entry("c", "333"));
        assertThat(budget.spentBytes()).isEqualTo(3);
    }

    @Test
    void hardLinkKeepsTheSymbolicLinkItsTargetWas() throws IOException {
        writer.symbolicLink("s", "old");
        writer.hardLink("h", "s");
        writer.symbolicLink("s", "new");
        file("t", "x");
        writer.finish();

        assertThat(Expanded.tree(root))
                .containsOnly(Map.entry("s", "-> new"), Map.entry("h", "-> old"), Map.entry("t", "x"));
    }

    @Test
    void hardLinkThatComesFirstLeadsToTheFirstThatComesThere() throws IOException {
        writer.hardLink("h", "a");
        file("a", "first");
        file("a", "second");
        writer.finish();

        assertThat(Expanded.tree(root)).containsOnly(Map.entry("a", "second"), Map.entry("h", "first"));
    }

    @Test
    void fileThatBecomesALinkToItsOwnLinkStaysTheSameFile() throws IOException {
        file("a", "x");
        writer.hardLink("b", "a");
        writer.hardLink("a", "b");

        assertThat(writer.finish()).isEqualTo(new TreeSummary(1, 2));
        assertThat(inode("a")).isEqualTo(inode("b"));
    }

    @Test
    void hardLinkOfAFileToItselfMeansNothing() throws IOException {
        file("a", "x");
        writer.hardLink("a", "a");

        assertThat(writer.finish()).isEqualTo(new TreeSummary(1, 1));
        assertThat(root.resolve("a")).hasContent("x");
    }

    @Test
    void refusesReplacingADirectoryAndReplacingByOne() throws IOException {
        file("d/f", "x");
        file("d", "x");
        writer.symbolicLink("d", "x");
        writer.hardLink("d", "d/f");
        writer.symbolicLink("l", "d");
        writer.directory("l", EntryAttributes.PLAIN);
        file("l/f", "x");

        assertThat(((UnsafeArchiveException) catchThrowable(() -> writer.finish())).offenders())
                .containsExactly(
                        "d: is a file, and a directory of the same name is there too",
                        "d: is a symbolic link, and a directory of the same name is there too",
                        "d: is a hard link, and a directory of the same name is there too",
                        "l: is a directory, and a symbolic link of the same name is there too",
                        "l/f: lies below l, which is a symbolic link");
    }

    @Test
    void replacedSparseFileKeepsItsHolesUnderItsLink() throws IOException {
        InputStream none = InputStream.nullInputStream();
        writer.sparseFile("a", EntryAttributes.PLAIN, 1 << 30, List.of(), none);
        writer.hardLink("h", "a");
        file("a", "x");
        file("h", "y");
        writer.finish();

        assertThat(budget.spentBytes()).isEqualTo(2);
    }

    @Test
    @Timeout(60)
    void replacesTheTargetOfManyLinksAgainAndAgainInLittleTime() throws IOException {
        file("0", "x");
        for (int i = 1; i < 20_000; i++) {
            writer.hardLink(Integer.toString(i), "0");
        }
        for (int i = 0; i < 19_999; i++) {
            writer.symbolicLink(Integer.toString(i), "s");
        }
        writer.finish();

        assertThat(root.resolve("19999")).hasContent("x");
    }

    private void file(String path, String content) throws IOException {
        writer.file(path, EntryAttributes.PLAIN, new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    }

    private Object inode(String path) throws IOException {
        return Files.getAttribute(root.resolve(path), "unix:ino");
    }
}
