// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.disk;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Brings files and names to the disk, so that a power cut does not lose what was called published. */
public final class Flush {
    private final boolean on;

    /** Starts to flush, or, where it is off, to leave flushing to the system. */
    public Flush(boolean on) {
        this.on = on;
    }

    /** Brings a whole tree to the disk. */
    public void tree(Path tree) throws IOException, InterruptedException {
        if (on && !syncFileSystem(tree)) {
            try {
                eachOf(tree);
            } catch (ClosedByInterruptException e) {
                throw (InterruptedException) new InterruptedException("interrupted while flushing").initCause(e);
            }
        }
    }

    /** Brings one file, or the names in one directory, to the disk; not to be interrupted. */
    public void one(Path path) throws IOException {
        if (!on) {
            return;
        }
        // A channel closes itself when its thread is interrupted, which must not stop a commit half-way.
        boolean interrupted = Thread.interrupted();
        try {
            force(path);
        } catch (ClosedByInterruptException e) {
            interrupted = Thread.interrupted();
            force(path);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void force(Path path) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        } catch (IOException e) {
            if (Files.isDirectory(path) && File.separatorChar == '\\') {
                return; // Windows opens no directories, and keeps names by itself.
            }
            throw e;
        }
        try (channel) {
            channel.force(true);
        }
    }

    /**
     * Asks the system to write back the file system the tree lies on: for many files far faster than one by one. Java has no call
     * for it, coreutils has; where that does not work, the answer is false.
     */
    private static boolean syncFileSystem(Path tree) throws InterruptedException {
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
            return false; // Elsewhere sync takes no file system, or does not wait.
        }
        Process sync;
        try {
            sync = new ProcessBuilder("sync", "-f", tree.toAbsolutePath().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start();
            sync.getOutputStream().close();
        } catch (IOException e) {
            return false;
        }
        try {
            return sync.waitFor() == 0;
        } finally {
            sync.destroyForcibly();
        }
    }

    /** Brings the files and directories of a tree to the disk one by one. */
    static void eachOf(Path tree) throws IOException {
        Files.walkFileTree(tree, new FlushEach());
    }

    private static final class FlushEach extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isRegularFile()) {
                force(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            force(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
