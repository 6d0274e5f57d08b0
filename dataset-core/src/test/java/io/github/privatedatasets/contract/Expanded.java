// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.contract;

import io.github.privatedatasets.errors.UnsafeArchiveException;
import io.github.privatedatasets.expand.TreeSummary;
import io.github.privatedatasets.expand.TreeWriter;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spi.ArchiveContent;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.spi.ByteBudget;
import io.github.privatedatasets.spi.TreeLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Expands an archive to disk by the real writer of trees, and shows the tree. */
public final class Expanded {
    private Expanded() {}

    /** Expands without a limit. */
    public static TreeSummary expand(ArchiveExtractor extractor, ArchiveContent archive, Path root)
            throws IOException, InterruptedException {
        return expand(extractor, archive, root, Optional.empty());
    }

    /** Expands up to a limit. */
    public static TreeSummary expand(
            ArchiveExtractor extractor, ArchiveContent archive, Path root, Optional<ByteSize> limit)
            throws IOException, InterruptedException {
        return expand(extractor, archive, root, limit, warning -> {});
    }

    /** Expands up to a limit, and tells of warnings. */
    public static TreeSummary expand(
            ArchiveExtractor extractor,
            ArchiveContent archive,
            Path root,
            Optional<ByteSize> limit,
            Consumer<String> warned)
            throws IOException, InterruptedException {
        Files.createDirectories(root);
        try (TreeWriter writer = TreeWriter.open(
                root,
                ByteBudget.of(limit),
                TreeLimits.defaults(),
                warned,
                (offenders, count) -> new UnsafeArchiveException(archive.name(), offenders, count))) {
            extractor.extract(archive, writer, ForkJoinPool.commonPool());
            return writer.finish();
        }
    }

    /**
     * Returns all that is below the root: its path, and {@code dir}, {@code -> target}, or the file's content (of a long one only
     * the length).
     */
    public static Map<String, String> tree(Path root) throws IOException {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            paths.filter(p -> !p.equals(root))
                    .forEach(p -> tree.put(root.relativize(p).toString(), shown(p)));
        }
        return tree;
    }

    /** Returns how much of the disk a file takes, as {@code du} finds it: Java has no way to ask. */
    public static long allocatedBytes(Path file) throws IOException {
        Process du = new ProcessBuilder("du", "-k", file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String told = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return 1024 * Long.parseLong(told.substring(0, told.indexOf('\t')));
    }

    private static String shown(Path path) {
        try {
            if (Files.isSymbolicLink(path)) {
                return "-> " + Files.readSymbolicLink(path);
            }
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                return "dir";
            }
            return Files.size(path) > 1000 ? Files.size(path) + " bytes" : Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
