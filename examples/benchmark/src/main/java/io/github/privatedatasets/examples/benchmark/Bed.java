// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.benchmark;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A place for the files of one command at a time, on a file system on which nothing was deleted before.
 *
 * <p>Ext4 avoids inodes that were deleted within the last minutes, and searches past them: a command that follows the removal
 * of many files creates its own ten times slower than one that does not, whatever it is.
 */
final class Bed implements Closeable {
    /** How the file system is had. */
    enum Kind {
        /** A new ext4 in a file, mounted and unmounted each time; for root. */
        EXT4,
        /** A new tmpfs, mounted and unmounted each time; for root. */
        TMPFS,
        /** A directory that is there: what is on it is removed each time. */
        GIVEN
    }

    private final Kind kind;
    private final Path directory;
    private final Path image;
    private boolean made;
    private boolean mounted;

    /** Makes nothing yet; an image would lie in memory where that is possible, so that no disk is timed. */
    Bed(Kind kind, Path directory) {
        this.kind = kind;
        this.directory = directory.toAbsolutePath();
        Path memory = Path.of("/dev/shm");
        Path images = Files.isWritable(memory) ? memory : this.directory.getParent();
        this.image = images.resolve("benchmark-" + ProcessHandle.current().pid() + ".ext4");
    }

    /** Returns an empty directory with room for this many bytes twice; the last one made is gone. */
    Path make(long bytes) throws IOException, InterruptedException {
        close();
        Files.createDirectories(directory);
        switch (kind) {
            case EXT4 -> {
                try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                    file.setLength(2 * bytes + (2L << 30)); // Sparse: it takes only what is written.
                }
                made = true;
                run("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=1,lazy_journal_init=1", image.toString());
                run("mount", "-o", "loop", image.toString(), directory.toString());
                mounted = true;
            }
            case TMPFS -> {
                made = true;
                run("mount", "-t", "tmpfs", "-o", "size=" + (2 * bytes + (1L << 30)), "tmpfs", directory.toString());
                mounted = true;
            }
            case GIVEN -> made = true;
        }
        return Files.createDirectory(directory.resolve("fresh"));
    }

    /** Removes what was made last, which nobody uses any more. */
    @Override
    public void close() throws IOException {
        if (!made) {
            return;
        }
        made = false;
        boolean interrupted = Thread.interrupted(); // This must be done also when the run was broken off.
        try {
            if (kind == Kind.GIVEN) {
                remove(directory.resolve("fresh"));
            } else if (mounted) {
                run("umount", directory.toString());
                mounted = false;
                Files.delete(directory);
            }
            Files.deleteIfExists(image);
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + output.strip());
        }
    }

    private static void remove(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> below = Files.walk(root)) {
            paths = below.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }

    @Override
    public String toString() {
        return switch (kind) {
            case EXT4 -> "a new ext4 in " + image.getParent() + " for each command";
            case TMPFS -> "a new tmpfs for each command";
            case GIVEN -> directory + ", whose files are removed between commands";
        };
    }
}
