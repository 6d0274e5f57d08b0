// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.TooManyEntriesException;
import io.github.privatedatasets.errors.VolumeFullException;
import io.github.privatedatasets.spi.ByteBudget;
import io.github.privatedatasets.spi.EntryAttributes;
import io.github.privatedatasets.spi.EntrySink;
import io.github.privatedatasets.spi.Extent;
import io.github.privatedatasets.spi.TreeLimits;
import io.github.privatedatasets.spi.WrittenEntry;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Writes one tree below an empty directory of ours, and nothing anywhere else. This is the only code that writes trees, and the
 * only place with safety rules.
 *
 * <p><b>Why nothing leaves the root.</b> The root has a name nobody can guess, belongs to us alone, and holds only what this
 * writer made. Links are made in {@link #finish}, after every file and directory, so there is none that a write could follow.
 * Still, every file is opened anew (CREATE_NEW, NOFOLLOW_LINKS) through the handle of its directory, and each directory's
 * handle was opened from its parent's without following links. Only directories and links are made by path, as the JDK has no
 * {@code mkdirat}, {@code symlinkat} or {@code linkat}: with the parent's handle just opened that way, and a directory is
 * then opened through it. In the end every link is looked up by real path.
 *
 * <p><b>What is refused</b>, with all offenders noted: {@code ..}, {@code .} within a path, absolute paths, drive letters,
 * backslashes, empty names, control characters, invalid Unicode; names over 255 bytes, paths over what the system takes, more
 * levels than {@link TreeLimits} allow; names that the JVM or the file system cannot write; one name for a directory and for something else, or in two spellings
 * that are one to the file system ({@code A} and {@code a}; also {@code ./a} and {@code a}); entries below a link; links that
 * are absolute or lead outside, themselves or through others, or through more than 40; hard links to what is no file of the
 * tree. After the first offender nothing more is written and no content is read: names are only checked on, for a million entries or 1 GiB of content
 * at most.
 *
 * <p><b>What is kept</b> of an archive: a later file or link of the very same path replaces the earlier one, of whichever of the two kinds; a directory is neither
 * replaced nor replaces. A symbolic link may lead to nothing, or in a circle, as long as it cannot lead outside. A hard link leads to what stands at its
 * target when it comes, or, where nothing does, to the first that comes there; it keeps that when the target is replaced later. A hard link to a
 * symbolic link becomes another such link.
 *
 * <p><b>Modes.</b> Files 0444, or 0555 if executable, directories 0755, whatever the umask; no other bits. Directories get
 * their times in the end, the root none.
 *
 * <p><b>Threads.</b> Thread-safe, but for {@link #finish} and {@link #close}, which come when all else is done. An interrupt ends
 * a write with {@code InterruptedIOException}.
 *
 * <p><b>Limits.</b> Those of {@link TreeLimits}. Memory grows by 22 to 43 bytes for each name, but not for a store's objects on a file system that
 * tells all names apart: that one remembers them. It grows by
 * {@link TreeLimits#keptMemory} at most for links, sparse files and the times of directories, as those of archives have them, and by 64 KiB for each thread
 * that writes at once.
 */
public final class TreeWriter implements EntrySink, Closeable {
    private final Offenders offenders;
    private final Set<String> beingWritten = ConcurrentHashMap.newKeySet();
    private final Object naming = new Object();
    private final EntryCount entries;
    private final TreeLinks links;
    private final Warnings warnings;
    private final PathRules rules;
    private final WriteFailures failures;
    private final OpenDirectories handles;
    private final NameIndex index;
    private final TreeNames names;
    private final TreeDirectories directories;
    private final TreeFiles files;
    private volatile boolean cutOff;
    private volatile FileListener listener = new FileListener() {};

    private TreeWriter(
            Path root,
            boolean ofObjects,
            ByteBudget budget,
            TreeLimits limits,
            Consumer<String> warned,
            Refusal refusal)
            throws IOException {
        offenders = new Offenders(refusal);
        index = new NameIndex(NameFolding.probe(root));
        handles = OpenDirectories.at(root);
        entries = new EntryCount(limits.maxEntries());
        KeptMemory memory = new KeptMemory(limits.keptMemory());
        links = new TreeLinks(memory);
        warnings = new Warnings(warned);
        rules = PathRules.below(root, limits.maxDepth());
        failures = new WriteFailures(root);
        names = ofObjects ? NamesOnDisk.unlessFolding(index, handles, beingWritten, offenders) : index;
        directories = new TreeDirectories(names, handles, entries, failures, offenders, memory);
        files = new TreeFiles(handles, budget, failures, memory);
    }

    /**
     * Starts a tree in this empty directory.
     *
     * @param warned is told the first warnings of {@link #warn}, by the thread that calls it, and in {@link #finish} how many more there were
     * @param refusal makes the error out of the offenders that were found
     * @throws io.github.privatedatasets.errors.StorageFailureException if it is no empty directory that can be written to
     */
    public static TreeWriter open(
            Path root, ByteBudget budget, TreeLimits limits, Consumer<String> warned, Refusal refusal)
            throws DatasetException {
        return open(root, false, budget, limits, warned, refusal);
    }

    /**
     * As {@link #open}, for the objects of a store: files and directories only, no links, of which none is meant to replace another. Where the file
     * system tells all names apart they take no memory, in whatever order they come, and a second file of the very same path is refused.
     */
    public static TreeWriter openForObjects(
            Path root, ByteBudget budget, TreeLimits limits, Consumer<String> warned, Refusal refusal)
            throws DatasetException {
        return open(root, true, budget, limits, warned, refusal);
    }

    private static TreeWriter open(
            Path root,
            boolean ofObjects,
            ByteBudget budget,
            TreeLimits limits,
            Consumer<String> warned,
            Refusal refusal)
            throws DatasetException {
        try {
            Path real = root.toRealPath();
            try (Stream<Path> found = Files.list(real)) {
                if (found.findAny().isPresent()) {
                    throw new FileSystemException(real.toString(), null, "the directory is not empty");
                }
            }
            return new TreeWriter(real, ofObjects, budget, limits, warned, refusal);
        } catch (IOException e) {
            throw new WriteFailures(root).failure("cannot write a tree there", e);
        }
    }

    /**
     * Makes the links, checks the tree, sets its final modes and times, and returns what it holds.
     *
     * @throws DatasetException what {@link Refusal} made, if anything was refused
     * @throws io.github.privatedatasets.errors.StorageFailureException if the storage failed
     * @throws io.github.privatedatasets.errors.VolumeFullException if hard links had to be made as copies, and do not fit
     */
    public TreeSummary finish() throws DatasetException {
        if (cutOff) {
            offenders.requireNone(); // What cut the file off may be told as one of them.
            throw new IllegalStateException(
                    "a file was cut off, and kept for others to read: the tree can never be whole");
        }
        synchronized (naming) {
            try {
                links.check(index, offenders);
                offenders.requireNone();
                links.create(handles, files, failures, offenders);
                offenders.requireNone();
                links.tell(listener);
                directories.finish();
                warnings.finish();
            } catch (DatasetException e) {
                throw e;
            } catch (IOException e) {
                throw failures.failure("cannot finish the tree", e);
            }
            return new TreeSummary(files.sizeBytes(), files.fileCount());
        }
    }

    @Override
    public void directory(String path, EntryAttributes attributes) throws IOException {
        accept(path, () -> {
            String name = rules.directory(path);
            if (!name.isEmpty()) {
                synchronized (naming) {
                    directories.makeParents(name);
                    directories.add(name, attributes);
                    if (offenders.isEmpty()) {
                        listener.written(new WrittenEntry.Directory(name));
                    }
                }
            }
        });
    }

    @Override
    public void file(String path, EntryAttributes attributes, InputStream content) throws IOException {
        DigestedContent digested = new DigestedContent(
                content, (sizeBytes, crc32c) -> listener.growing(new WrittenEntry.File(path, sizeBytes, crc32c)));
        write(path, attributes, FileBytes.whole(digested), digested);
    }

    @Override
    public void sparseFile(
            String path, EntryAttributes attributes, long sizeBytes, List<Extent> extents, InputStream data)
            throws IOException {
        DigestedContent digested = new DigestedContent(data, (soFar, crc32c) -> {});
        write(path, attributes, FileBytes.sparse(sizeBytes, extents, digested), digested);
    }

    private void write(String path, EntryAttributes attributes, FileBytes.Source content, DigestedContent digested)
            throws IOException {
        accept(path, () -> {
            String name = rules.file(path);
            synchronized (naming) {
                claim(name, path, EntryKind.FILE);
                if (!offenders.isEmpty()) {
                    return;
                }
                beingWritten.add(name);
            }
            try {
                files.write(name, attributes, content, this::keeps);
                listener.written(new WrittenEntry.File(name, digested.sizeBytes(), digested.crc32c()));
            } finally {
                beingWritten.remove(name);
            }
        });
    }

    private boolean keeps(IOException failure) {
        boolean keeps = listener.keeps(failure);
        cutOff |= keeps;
        return keeps;
    }

    @Override
    public void symbolicLink(String path, String target) throws IOException {
        accept(path, () -> {
            String name = rules.file(path);
            rules.target(target);
            synchronized (naming) {
                claim(name, path, EntryKind.SYMBOLIC_LINK);
                links.addSymbolic(name, target);
            }
        });
    }

    @Override
    public void hardLink(String path, String target) throws IOException {
        accept(path, () -> {
            String name = rules.file(path);
            String original = rules.hardLinkTarget(target);
            synchronized (naming) {
                // A tar that was given a file twice names it so the second time.
                if (!name.equals(original) || index.kindOf(name) == null) {
                    claim(name, path, EntryKind.HARD_LINK);
                    links.addHard(name, original);
                }
            }
        });
    }

    @Override
    public void refuse(String path, String reason) throws IOException {
        accept(path, () -> {
            throw new RefusedEntryException(reason);
        });
    }

    @Override
    public void warn(String message) {
        warnings.add(message);
    }

    @Override
    public void skipping(long bytes) throws DatasetException {
        offenders.readOn(0, bytes);
    }

    private void accept(String path, Entry entry) throws IOException {
        entries.add(path);
        offenders.readOn(1, 0);
        try {
            entry.takeIn();
        } catch (RefusedEntryException e) {
            // Under the lock: while a name is entered and its entry made, it does not change whether anything is made.
            synchronized (naming) {
                offenders.add(path, e.reason());
            }
        } catch (VolumeFullException | TooManyEntriesException e) {
            offenders.requireNone(); // They say more than that there is no room for the rest.
            throw e;
        }
    }

    /** Enters a name that is no directory's, and puts away what had it before. */
    private void claim(String name, String spelling, EntryKind kind) throws IOException, RefusedEntryException {
        directories.makeParents(name);
        TreeNames.Found found = names.putIfAbsent(name, spelling, kind);
        if (found == null) {
            return;
        }
        found.requireReplaceableBy(kind);
        if (beingWritten.contains(name)) {
            throw new RefusedEntryException("comes again while it is being written");
        }
        retire(name, found.kind());
        index.change(name, kind);
    }

    private void retire(String name, EntryKind kind) throws IOException {
        String heir = links.retire(name);
        if (heir != null) {
            index.change(heir, kind);
        }
        if (kind == EntryKind.FILE && offenders.isEmpty()) {
            if (heir == null) {
                listener.removed(name);
                files.remove(name);
            } else {
                files.move(name, heir);
                listener.written(new WrittenEntry.Moved(heir, name));
            }
        }
    }

    /** Tells this listener of each file from now on; before, nobody is told. */
    public void tell(FileListener files) {
        listener = files;
    }

    /** Returns how many files were written so far; any thread may ask. */
    public long filesWritten() {
        return files.fileCount();
    }

    /** Closes the handles; what was written stays. */
    @Override
    public void close() {
        try {
            handles.close();
        } catch (IOException e) {
            // Nothing was written through them, so nothing can be lost by closing them.
            return;
        }
    }

    @FunctionalInterface
    private interface Entry {
        void takeIn() throws IOException, RefusedEntryException;
    }

    /** Is told what becomes of each entry, by the thread that writes it; of links in the end. Every method does nothing unless overridden. */
    public interface FileListener {
        /** An entry was made; a file is whole. */
        default void written(WrittenEntry entry) throws IOException {}

        /** A big file, of the path that was asked for, is written so far. */
        default void growing(WrittenEntry.File soFar) throws IOException {}

        /** Tells whether a file that this failure has cut off stays as it is, to be read from by others; the tree is never finished then. */
        default boolean keeps(IOException failure) {
            return false;
        }

        /** A file that was written before is not there any more. */
        default void removed(String path) throws IOException {}
    }

    /** Makes an error out of offenders. */
    @FunctionalInterface
    public interface Refusal {
        /** Returns the error that names these offenders, of so many in all. */
        DatasetException of(List<String> offenders, long count);
    }
}
