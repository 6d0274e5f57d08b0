// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
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

    /** As a file on NFS cannot that is open somewhere: it comes back under a name of the system's, and is busy. */
    @Test
    void deletesAllElseWhereSomethingIsBusy() throws Exception {
        Path tree = Files.createDirectories(directory.resolve("tree"));
        for (String name : List.of("a", "b", "c", "d", "e")) {
            Files.writeString(Files.createDirectory(tree.resolve(name)).resolve("file"), "x");
        }
        String busy = tree.resolve("c").toString();
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", busy))
                .as("only root may mount")
                .isZero();
        try {
            assertThatThrownBy(() -> TreeDeleter.delete(tree)).isInstanceOf(IOException.class);
            assertThat(tree.toFile().list()).containsExactly("c");
        } finally {
            assertThat(run("umount", busy)).isZero();
        }
        TreeDeleter.delete(tree);
        assertThat(tree).doesNotExist();
    }

    private static int run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).start().waitFor();
        } catch (IOException e) {
            return -1; // No such program here.
        }
    }

    @Test
    void takesWhatIsNotThereForDeleted() throws Exception {
        TreeDeleter.delete(directory.resolve("missing"));
        TreeDeleter.delete(directory.resolve("missing/below"));
        assertThat(directory).isEmptyDirectory();
    }
}
