// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.privatedatasets.contract.Expanded;
import io.github.privatedatasets.errors.UnsafeArchiveException;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spi.ByteBudget;
import io.github.privatedatasets.spi.EntryAttributes;
import io.github.privatedatasets.spi.TreeLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeLinksTest {
    @TempDir
    private Path temp;

    private Path root;
    private TreeWriter writer;

    @BeforeEach
    void openWriter() throws IOException {
        root = Files.createDirectory(temp.resolve("tree"));
        open(TreeLimits.defaults());
    }

    private void open(TreeLimits limits) throws IOException {
        writer = TreeWriter.open(
                root,
                ByteBudget.of(Optional.empty()),
                limits,
                warning -> {},
                (o, c) -> new UnsafeArchiveException("a", o, c));
    }

    @AfterEach
    void closeWriter() {
        writer.close();
    }

    @Test
    void keepsLinksInsideTheTree() throws IOException {
        writer.symbolicLink("up/and/down", "../../a/./b");
        writer.symbolicLink("dir", "a");
        writer.symbolicLink("through", "dir/b");
        writer.symbolicLink("root", ".");
        writer.symbolicLink("a/parent", "..");
        file("a/b", "x");

        assertThat(writer.finish()).isEqualTo(new TreeSummary(1, 1));
        assertThat(root.resolve("up/and/down")).hasContent("x");
        assertThat(root.resolve("through")).hasContent("x");
        assertThat(root.resolve("root/a/parent/dir/b")).hasContent("x");
    }

    @Test
    void keepsLinksThatLeadNowhere() throws IOException {
        file("file", "x");
        writer.symbolicLink("dangling", "not/there");
        writer.symbolicLink("below-file", "file/x");
        writer.symbolicLink("self", "self");
        writer.symbolicLink("ping", "pong");
        writer.symbolicLink("pong", "ping/x");
        writer.finish();

        assertThat(Expanded.tree(root))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "file", "x",
                        "dangling", "-> not/there",
                        "below-file", "-> file/x",
                        "self", "-> self",
                        "ping", "-> pong",
                        "pong", "-> ping/x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "..",
                "../x",
                "a/../../x",
                "not/there/../../../x",
                "../tree/a",
                "d/e/up/../../x",
                "a\\b",
                "C:/x",
                ""
            })
    void refusesTargetThatLeadsOutside(String target) throws IOException {
        writer.symbolicLink("d/e/up", "..");
        writer.symbolicLink("l", target);

        assertThat(refusal().offenders()).singleElement().asString().startsWith("l: ");
        assertThat(Files.exists(root.resolve("l"), LinkOption.NOFOLLOW_LINKS)).isFalse();
    }

    @Test
    void refusesLinkThatEscapesThroughEarlierLink() throws IOException {
        // Each alone stays inside by its text: "a/b/c" is the root, so one step up from it is outside.
        writer.symbolicLink("a/b/c", "../..");
        writer.symbolicLink("escape", "a/b/c/../x");

        assertThat(refusal().offenders()).containsExactly("escape: is a link to a/b/c/../x, which leads outside");
    }

    @Test
    void refusesLinkThatEscapesThroughLaterLink() throws IOException {
        writer.symbolicLink("escape", "a/b/c/../x");
        writer.symbolicLink("a/b/c", "../..");

        assertThat(refusal().offenders()).containsExactly("escape: is a link to a/b/c/../x, which leads outside");
    }

    @Test
    void keepsLinkThroughAnotherThatStaysInsideOnlyThatWay() throws IOException {
        // By text "deep/../../x" leaves; the link it goes through leads two levels down first.
        writer.symbolicLink("deep", "a/b");
        file("a/b/f", "x");
        file("f", "y");
        writer.symbolicLink("l", "deep/../../f");
        writer.finish();

        assertThat(root.resolve("l")).hasContent("y");
    }

    @Test
    void refusesLinkThroughMoreLinksThanASystemFollows() throws IOException {
        file("l0", "x");
        for (int i = 1; i <= 42; i++) {
            writer.symbolicLink("l" + i, "l" + (i - 1));
        }
        // From the far end first, so that nothing is known about those on the way.
        writer.symbolicLink("a", "l42");

        assertThat(refusal().offenders()).isNotEmpty().allMatch(o -> o.contains("through more than 40 links"));
    }

    @Test
    @Timeout(30)
    void checksLongChainsOfLongTargetsInLinearTime() throws IOException {
        String padding = "./".repeat(1500);
        for (int i = 0; i < 1500; i++) {
            writer.symbolicLink("l" + i, padding + "l" + (i + 1));
        }

        assertThat(refusal().count()).isPositive();
    }

    @Test
    void makesHardLinksToFilesBeforeAndAfterAndThroughChains() throws IOException {
        writer.hardLink("early", "./dir/file");
        writer.hardLink("chain", "early");
        file("dir/file", "x");
        writer.hardLink("late", "dir/file");

        assertThat(writer.finish()).isEqualTo(new TreeSummary(1, 4));
        Object inode = Files.getAttribute(root.resolve("dir/file"), "unix:ino");
        for (String link : new String[] {"early", "chain", "late"}) {
            assertThat(Files.getAttribute(root.resolve(link), "unix:ino")).isEqualTo(inode);
        }
    }

    @Test
    void hardLinkToASymbolicLinkIsAnotherSymbolicLink() throws IOException {
        file("a", "x");
        writer.symbolicLink("l", "a");
        writer.hardLink("h", "l");
        writer.finish();

        assertThat(Expanded.tree(root)).containsEntry("h", "-> a");
    }

    @Test
    void refusesHardLinkToASymbolicLinkThatLeadsOutsideFromThere() throws IOException {
        writer.symbolicLink("d/l", "../x");
        writer.hardLink("h", "d/l");

        assertThat(refusal().offenders()).containsExactly("h: is a link to ../x, which leads outside");
    }

    @Test
    void refusesHardLinksToWhatIsNoFileOfTheTree() throws IOException {
        Files.writeString(temp.resolve("secret"), "secret");
        writer.directory("d", EntryAttributes.PLAIN);
        writer.hardLink("missing", "nowhere");
        writer.hardLink("dir", "d");
        writer.hardLink("self", "self");
        writer.hardLink("ring1", "ring2");
        writer.hardLink("ring2", "ring1");

        assertThat(refusal().offenders())
                .containsExactly(
                        "self: is a hard link that leads back to itself",
                        "ring2: is a hard link that leads back to itself",
                        "missing: is a hard link to nowhere, which is not there",
                        "dir: is a hard link to d, which is a directory",
                        "ring1: is a hard link to ring2, which is a hard link");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "/etc/passwd", "a/../../secret", "a\\b", "l/x"})
    void refusesHardLinkThatLeadsOutside(String target) throws IOException {
        Files.writeString(temp.resolve("secret"), "secret");
        writer.symbolicLink("l", "d");
        writer.hardLink("h", target);

        assertThat(refusal().offenders()).singleElement().asString().startsWith("h: is a hard link to " + target);
    }

    @Test
    void refusesLinkWhereTheFileSystemHasAnEntryAlready() throws IOException {
        Files.createFile(root.resolve("twin"));
        Files.createFile(root.resolve("twin2"));
        file("a", "x");
        writer.symbolicLink("twin", "a");
        writer.hardLink("twin2", "a");

        assertThat(refusal().offenders())
                .containsExactlyInAnyOrder(
                        "twin: the file system has another entry under this name",
                        "twin2: the file system has another entry under this name");
    }

    @Test
    void refusesMoreLinksThanMemoryShouldHold() throws IOException {
        writer.close();
        open(TreeLimits.defaults().withKeptMemory(ByteSize.ofBytes(10_000)));
        writer.symbolicLink("long", "x/".repeat(1000));
        writer.symbolicLink("l", "a");
        writer.hardLink("h", "a");
        for (int i = 0; i < 10; i++) {
            writer.hardLink("h" + i, "a");
        }

        assertThat(refusal().offenders())
                .first()
                .asString()
                .contains(
                        "h1: what is kept of links and the times of directories up to here takes more memory than the limit"
                                + " of 10K (TreeLimits.keptMemory)");
    }

    private UnsafeArchiveException refusal() {
        return (UnsafeArchiveException) catchThrowable(() -> writer.finish());
    }

    private void file(String path, String content) throws IOException {
        writer.file(path, EntryAttributes.PLAIN, new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    }
}
