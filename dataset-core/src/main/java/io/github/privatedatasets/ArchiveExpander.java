// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.errors.UnsafeArchiveException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.expand.RandomName;
import io.github.privatedatasets.expand.TreeDeleter;
import io.github.privatedatasets.expand.TreeSummary;
import io.github.privatedatasets.expand.TreeWriter;
import io.github.privatedatasets.fetch.LocalArchive;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spec.OneLine;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.spi.ByteBudget;
import io.github.privatedatasets.spi.TreeLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Expands local archives with the guarantees of staged datasets, and without staging anything: nothing is written outside the directory, which
 * appears whole or not at all. Until then what is made of it is in a directory beside it, whose name is a dot and 32 hexadecimal digits; one that a JVM left
 * which was killed may be removed.
 *
 * <p><b>Threads.</b> Immutable and thread-safe. {@link #expand} blocks its caller, and answers an interrupt.
 *
 * <p><b>Limits.</b> Besides those of the extractors: no limit of bytes and {@link TreeLimits#defaults}, unless set otherwise.
 */
public final class ArchiveExpander {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveExpander.class);

    private final ExtractorTable extractors;
    private final Optional<ByteSize> limit;
    private final TreeLimits treeLimits;
    private final Executor workers;

    private ArchiveExpander(
            ExtractorTable extractors, Optional<ByteSize> limit, TreeLimits treeLimits, Executor workers) {
        this.extractors = extractors;
        this.limit = limit;
        this.treeLimits = treeLimits;
        this.workers = workers;
    }

    /** Returns an expander with these extractors, such as {@code StandardExtractors.all()}; a later one takes a suffix over. */
    public static ArchiveExpander of(Collection<? extends ArchiveExtractor> extractors) {
        return new ArchiveExpander(
                new ExtractorTable(List.copyOf(extractors)),
                Optional.empty(),
                TreeLimits.defaults(),
                ForkJoinPool.commonPool());
    }

    /** Returns an expander that stops at so many bytes really written. */
    public ArchiveExpander limit(ByteSize limit) {
        return new ArchiveExpander(extractors, Optional.of(limit), treeLimits, workers);
    }

    /** Returns an expander that stops at these limits of a tree, in place of {@link TreeLimits#defaults}. */
    public ArchiveExpander treeLimits(TreeLimits treeLimits) {
        return new ArchiveExpander(extractors, limit, treeLimits, workers);
    }

    /** Returns an expander that decodes on these threads too, in place of the common pool; none of them is needed. */
    public ArchiveExpander workers(Executor workers) {
        return new ArchiveExpander(extractors, limit, treeLimits, Objects.requireNonNull(workers));
    }

    /**
     * Expands the archive into the directory, which must be absent or empty; parents are made. The suffix of the file's name chooses the
     * extractor.
     *
     * @throws DatasetException if no extractor knows the suffix, the archive is unsafe, corrupt or over a limit, something stands in the
     *     directory, or the disk fails; nothing is left behind then, but parents that were made, and what the disk does not let
     *     go of, which is logged
     * @throws InterruptedException if the thread was interrupted; nothing is left behind
     */
    public ExpandedArchive expand(Path archive, Path directory) throws DatasetException, InterruptedException {
        ArchiveExtractor extractor = extractorOf(archive);
        Path target = directory.toAbsolutePath().normalize();
        Path parent = target.getParent();
        if (parent == null) {
            throw new StorageFailureException(
                    target, "a root directory cannot be expanded into: name one below it", null);
        }
        LocalArchive content;
        try {
            content = LocalArchive.at(archive);
        } catch (IOException e) {
            throw new StorageFailureException(archive, "the archive cannot be read: is it there, and readable?", e);
        }
        Path making = parent.resolve("." + RandomName.next());
        try {
            requireAbsentOrEmpty(target);
            if (!Files.isDirectory(parent)) { // JDK 17 refuses to "create" a link to a directory.
                Files.createDirectories(parent);
            }
            Files.createDirectory(making);
        } catch (StorageFailureException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageFailureException(target, "the directory cannot be made: " + e.getMessage(), e);
        }
        // An extractor may warn from several threads.
        List<String> warnings = new CopyOnWriteArrayList<>();
        try (TreeWriter tree = TreeWriter.open(
                making,
                ByteBudget.of(limit),
                treeLimits,
                warning -> {
                    LOG.warn("{}: {}", OneLine.of(archive.toString()), warning);
                    warnings.add(warning);
                },
                (offenders, count) -> new UnsafeArchiveException(archive.toString(), offenders, count))) {
            Extraction.run(extractor, content, tree, workers);
            TreeSummary summary = tree.finish();
            publish(making, target);
            return new ExpandedArchive(target, summary.sizeBytes(), summary.fileCount(), warnings);
        } finally {
            remove(making);
        }
    }

    private ArchiveExtractor extractorOf(Path archive) throws UnsupportedDatasetException {
        Path fileName = archive.getFileName();
        return extractors
                .of(fileName == null ? "" : fileName.toString())
                .orElseThrow(() -> new UnsupportedDatasetException("nothing expands " + archive
                        + ": its name must end with one of " + String.join(" ", extractors.expandable())));
    }

    private static void publish(Path making, Path target) throws StorageFailureException {
        try {
            // Over an empty directory the rename succeeds, over anything else it fails: whoever comes second has lost.
            Files.move(making, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StorageFailureException(target, "the expanded tree cannot be moved there: " + e.getMessage(), e);
        }
    }

    private static void requireAbsentOrEmpty(Path target) throws IOException, StorageFailureException {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        boolean empty = false;
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> entries = Files.list(target)) {
                empty = entries.findAny().isEmpty();
            }
        }
        if (!empty) {
            throw new StorageFailureException(
                    target, "something stands there: name a directory that is absent or empty", null);
        }
    }

    private static void remove(Path making) {
        try {
            TreeDeleter.delete(making);
        } catch (IOException e) {
            // Not thrown: it would hide why the archive was not expanded.
            LOG.warn("{} was begun and cannot be removed: remove it by hand", making, e);
        }
    }
}
