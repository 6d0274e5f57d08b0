// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.fuzz;

import io.github.privatedatasets.ArchiveExpander;
import io.github.privatedatasets.archive.StandardExtractors;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spi.TreeLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * Expands whatever bytes through the front door, and lets nothing pass but a tree that is whole and keeps its limits, or a typed
 * error that leaves nothing.
 */
final class FuzzedExpansion implements AutoCloseable {
    static final long LIMIT_BYTES = 1 << 20;
    static final int MAX_ENTRIES = 300;

    private final ExecutorService workers = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "fuzzed-expansion");
        thread.setDaemon(true);
        return thread;
    });
    private final ArchiveExpander expander = ArchiveExpander.of(StandardExtractors.all())
            .limit(ByteSize.ofBytes(LIMIT_BYTES))
            .treeLimits(TreeLimits.defaults().withMaxEntries(MAX_ENTRIES))
            .workers(workers);
    private final Path temp;

    private FuzzedExpansion(Path temp) {
        this.temp = temp;
    }

    static FuzzedExpansion start() throws IOException {
        return new FuzzedExpansion(Files.createTempDirectory("fuzzed"));
    }

    /** Expands the archive, and returns whether it was taken. */
    boolean expand(byte[] archive, String suffix) throws IOException, InterruptedException {
        return expand(archive, suffix, tree -> {});
    }

    /** Expands the archive, has the tree looked at if it was taken, and returns whether it was. */
    boolean expand(byte[] archive, String suffix, Look look) throws IOException, InterruptedException {
        Path file = Files.write(temp.resolve("archive" + suffix), archive);
        Path tree = temp.resolve("made").resolve("tree");
        boolean taken = false;
        try {
            try {
                expander.expand(file, tree);
                taken = true;
            } catch (DatasetException e) {
                require(e.getMessage() != null && e.getMessage().indexOf('\n') < 0, "no line to tell: " + e);
                require(!Files.exists(tree, LinkOption.NOFOLLOW_LINKS), "something was left by " + e);
            }
            require(children(temp).equals(List.of(file, temp.resolve("made"))), "outside: " + children(temp));
            Path parent = temp.resolve("made");
            require(children(parent).equals(taken ? List.of(tree) : List.of()), "beside: " + children(parent));
            if (taken) {
                requireSafe(tree);
                look.at(tree);
            }
        } finally {
            delete(temp.resolve("made"));
            Files.deleteIfExists(file);
        }
        return taken;
    }

    static void requireSafe(Path tree) throws IOException {
        Path real = tree.toRealPath();
        List<Path> entries;
        try (Stream<Path> walk = Files.walk(tree)) {
            entries = walk.toList();
        }
        require(entries.size() - 1 <= MAX_ENTRIES, "more entries than allowed: " + entries.size());
        long allocated = 0;
        for (Path entry : entries) {
            if (Files.isSymbolicLink(entry)) {
                requireInside(real, entry);
            } else if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                int mode = (int) Files.getAttribute(entry, "unix:mode", LinkOption.NOFOLLOW_LINKS);
                require((mode & 07222) == 0, entry + " has the mode " + Integer.toOctalString(mode));
                if ((int) Files.getAttribute(entry, "unix:nlink", LinkOption.NOFOLLOW_LINKS) == 1) {
                    allocated += Math.min(Files.size(entry), LIMIT_BYTES + 1);
                }
            } else {
                require(Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS), entry + " is something else");
            }
        }
        // Holes of sparse files are no bytes, and only those make a file larger than all may have.
        require(allocated <= LIMIT_BYTES * entries.size(), "more bytes than allowed: " + allocated);
    }

    private static void requireInside(Path root, Path link) throws IOException {
        Path target = link.getParent().resolve(Files.readSymbolicLink(link));
        require(!Files.readSymbolicLink(link).isAbsolute(), link + " is absolute");
        try {
            require(target.toRealPath().startsWith(root), link + " leads to " + target.toRealPath());
        } catch (NoSuchFileException e) {
            require(
                    target.normalize().startsWith(root) || !target.toString().contains(".."),
                    link + " may lead outside");
        } catch (IOException e) {
            // A circle, or a way through a file.
        }
    }

    private static List<Path> children(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(directory)) {
            return children.sorted().toList();
        }
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new AssertionError(problem);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Override
    public void close() throws IOException {
        workers.shutdownNow();
        delete(temp);
    }

    /** Looks at a tree that an archive was expanded to. */
    @FunctionalInterface
    interface Look {
        void at(Path tree) throws IOException;
    }
}
