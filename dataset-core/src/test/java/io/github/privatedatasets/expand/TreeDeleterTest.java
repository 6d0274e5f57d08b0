package io.github.privatedatasets.expand;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeDeleterTest {
    @TempDir
    Path directory;

    @Test
    void deletesATreeWithReadOnlyDirectories() throws Exception {
        Path tree = Files.createDirectories(directory.resolve("tree/a/b"))
                .getParent()
                .getParent();
        Files.writeString(tree.resolve("a/b/file"), "x");
        Files.setPosixFilePermissions(tree.resolve("a/b"), PosixFilePermissions.fromString("r-xr-xr-x"));
        Files.setPosixFilePermissions(tree.resolve("a"), PosixFilePermissions.fromString("r--r--r--"));

        TreeDeleter.delete(tree);

        assertThat(tree).doesNotExist();
    }

    @Test
    void removesLinksAndNotWhatTheyLeadTo() throws Exception {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("kept"), "x");
        Path tree = Files.createDirectory(directory.resolve("tree"));
        Files.createSymbolicLink(tree.resolve("link"), outside);
        Files.createSymbolicLink(tree.resolve("dangling"), directory.resolve("nowhere"));
        Path linkToTree = Files.createSymbolicLink(directory.resolve("link-to-outside"), outside);

        TreeDeleter.delete(tree);
        TreeDeleter.delete(linkToTree);

        assertThat(tree).doesNotExist();
        assertThat(linkToTree).doesNotExist();
        assertThat(outside.resolve("kept")).hasContent("x");
    }

    @Test
    void takesWhatIsNotThereForDeleted() throws Exception {
        TreeDeleter.delete(directory.resolve("missing"));
        TreeDeleter.delete(directory.resolve("missing/below"));
        assertThat(directory).isEmptyDirectory();
    }
}
