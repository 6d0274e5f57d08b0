// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.storage.record.Seal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * That what must is flushed. In which order is seen on Linux by
 *
 * <pre>strace -f -y -qq -e trace=rename,fsync,syncfs java -jar job-runner.jar stage SPEC --storage DIR --team NAME</pre>
 *
 * which shows: lists of objects and files; {@code syncfs} of the file system with the tree; the tree's root with its seal; the lease folders; the
 * record, its rename, its folders; only then the rename of the tree to its name, and the folder it stands in.
 */
class FlushTest {
    private final Flush flush = new Flush(true);

    @TempDir
    Path directory;

    @Test
    void takesReadOnlyFilesAndLinksThatLeadNowhere() throws Exception {
        Path file = Files.createFile(
                Files.createDirectory(directory.resolve("inner")).resolve("file"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("nowhere"));
        Seal seal = Seal.setOn(directory);

        flush.tree(directory);
        Flush.eachOf(directory);

        assertThat(Seal.of(Files.getLastModifiedTime(directory))).isEqualTo(seal);
    }

    @Test
    void finishesAlsoInAnInterruptedThread() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        Thread.currentThread().interrupt();

        flush.one(file);
        flush.one(directory);

        assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    }
}
