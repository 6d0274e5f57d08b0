// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.privatedatasets.errors.UnsafeKeysException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamesOnDiskTest {
    private static final NameFolding EXACT = new NameFolding(false, false);

    @TempDir
    private Path root;

    private final Set<String> beingWritten = ConcurrentHashMap.newKeySet();
    private final Offenders offenders =
            new Offenders((offenders, count) -> new UnsafeKeysException("s3://b/f/", offenders, count));
    private OpenDirectories handles;

    @BeforeEach
    void open() throws Exception {
        handles = OpenDirectories.at(root.toRealPath());
    }

    @AfterEach
    void close() throws Exception {
        handles.close();
    }

    @Test
    void aMillionNamesTakeNoRoom() throws Exception {
        TreeNames names = names(new NameIndex(EXACT, 0));
        for (int i = 0; i < 1_000_000; i++) {
            String name = "d/" + i;
            if (names.putIfAbsent(name, name, EntryKind.FILE) != null) {
                throw new AssertionError(name);
            }
        }
    }

    @Test
    void findsWhatIsThereOnceNothingIsMadeAnyMore() throws Exception {
        handles.create("d");
        Files.createFile(root.resolve("d/f"));
        beingWritten.add("d/soon");
        offenders.add("../x", "leads outside");
        TreeNames names = names(new NameIndex(EXACT));

        assertThat(found(names, "d")).isEqualTo(EntryKind.DIRECTORY);
        assertThat(found(names, "d/f")).isEqualTo(EntryKind.FILE);
        assertThat(found(names, "d/soon")).isEqualTo(EntryKind.FILE);
        assertThat(found(names, "d/f/below")).as("a file has nothing below it").isNull();
        assertThat(found(names, "d/f/below")).isEqualTo(EntryKind.DIRECTORY);
        assertThat(found(names, "n".repeat(300)))
                .as("what the file system does not take")
                .isNull();
    }

    @Test
    void looksForNothingBelowWhatWasNotMade() throws Exception {
        offenders.add("../x", "leads outside");
        TreeNames names = names(new NameIndex(EXACT));

        assertThat(found(names, "d")).isNull();
        Files.createDirectories(root.resolve("d/e"));
        assertThat(found(names, "d/e")).isNull();
    }

    @Test
    void takesNoFailureToLookForAnAnswer() throws Exception {
        Files.createFile(root.resolve("f"));
        TreeNames names = names(new NameIndex(EXACT));

        assertThat(names.foundTaken("none")).isNull();
        assertThatExceptionOfType(NotDirectoryException.class).isThrownBy(() -> names.foundTaken("f/below"));
    }

    @Test
    void namesALinkThatSomebodyElsePutThere() throws Exception {
        Files.createSymbolicLink(root.resolve("l"), Path.of(".."));

        assertThat(names(new NameIndex(EXACT)).foundTaken("l"))
                .isEqualTo(new TreeNames.Found(EntryKind.SYMBOLIC_LINK, true));
    }

    private static EntryKind found(TreeNames names, String path) throws Exception {
        TreeNames.Found found = names.putIfAbsent(path, path, EntryKind.DIRECTORY);
        return found == null ? null : found.kind();
    }

    @Test
    void leavesItToTheIndexWhereTheFileSystemTakesTwoNamesForOne() {
        NameIndex ofCase = new NameIndex(new NameFolding(true, false));
        NameIndex ofNormalization = new NameIndex(new NameFolding(false, true));

        assertThat(names(ofCase)).isSameAs(ofCase);
        assertThat(names(ofNormalization)).isSameAs(ofNormalization);
    }

    private TreeNames names(NameIndex index) {
        return NamesOnDisk.unlessFolding(index, handles, beingWritten, offenders);
    }
}
