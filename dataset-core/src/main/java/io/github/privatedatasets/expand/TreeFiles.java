// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import io.github.privatedatasets.spi.ByteBudget;
import io.github.privatedatasets.spi.EntryAttributes;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** Writes the tree's files, each new and through the handle of its directory, and counts them. Thread-safe for different paths. */
final class TreeFiles {
    /** What keeping the holes of a sparse file takes in memory besides its path. */
    private static final int BYTES_A_SPARSE_FILE = 250;

    private static final Set<OpenOption> NEW_FILE =
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final OpenDirectories directories;
    private final ByteBudget budget;
    private final WriteFailures failures;
    private final KeptMemory memory;
    private final FileBytes bytes;
    private final FileModes plain;
    private final FileModes executable;
    /** The files' time of reading: the JDK would look it up for each that is given none. */
    private final FileTime readAt = FileTime.from(Instant.now());

    /** Of files that have holes, how many bytes of their length are in them. */
    private final Map<String, Long> holes = new ConcurrentHashMap<>();

    /** Without memory for more, the bytes of a sparse file that is replaced are not given back. */
    private volatile boolean holesForgotten;

    private final AtomicLong sizeBytes = new AtomicLong();
    private final AtomicLong fileCount = new AtomicLong();

    TreeFiles(OpenDirectories directories, ByteBudget budget, WriteFailures failures, KeptMemory memory) {
        this.directories = directories;
        this.budget = budget;
        this.failures = failures;
        this.memory = memory;
        this.bytes = new FileBytes(budget, failures);
        this.plain = new FileModes("r--r--r--", directories.hasModes());
        this.executable = new FileModes("r-xr-xr-x", directories.hasModes());
    }

    /**
     * Writes a file that is not there. On failure nothing of it stays, unless {@code keeps} says so, and its bytes are given back.
     *
     * @throws RefusedEntryException if the file system has this name already, or does not take it
     */
    void write(String path, EntryAttributes attributes, FileBytes.Source content, Predicate<IOException> keeps)
            throws IOException, RefusedEntryException {
        try (OpenDirectories.Open parent = use(path)) {
            SecureDirectoryStream<Path> directory = parent.stream();
            Path name = directories.segment(path);
            FileModes mode = attributes.executable() ? executable : plain;
            FileBytes.Filled filled;
            SeekableByteChannel file = create(directory, name, mode, path);
            try {
                filled = bytes.fill(file, path, content);
            } catch (IOException e) {
                if (!keeps.test(e)) {
                    discard(directory, name);
                }
                throw e;
            }
            sizeBytes.addAndGet(filled.sizeBytes());
            noteHoles(path, filled.sizeBytes() - filled.writtenBytes());
            fileCount.incrementAndGet();
            try {
                describe(directory, name, mode, attributes);
            } catch (IOException e) {
                throw failures.writing(path, e);
            }
        }
    }

    private void noteHoles(String path, long inHoles) {
        if (inHoles > 0) {
            if (memory.tryTake(BYTES_A_SPARSE_FILE + 2L * path.length())) {
                holes.put(path, inHoles);
            } else {
                holesForgotten = true;
            }
        }
    }

    /** Writes a copy of a file of this tree, without holes: for a hard link where the file system makes none. It counts as a link does. */
    void copy(String from, String to) throws IOException, RefusedEntryException {
        try (OpenDirectories.Open parent = use(from);
                SeekableByteChannel original = parent.stream().newByteChannel(directories.segment(from), READ)) {
            BasicFileAttributeView view = view(parent.stream(), directories.segment(from));
            boolean executable = view instanceof PosixFileAttributeView posix
                    && posix.readAttributes().permissions().contains(PosixFilePermission.OWNER_EXECUTE);
            EntryAttributes attributes = new EntryAttributes(
                    executable,
                    Optional.of(view.readAttributes().lastModifiedTime().toInstant()));
            write(to, attributes, FileBytes.whole(Channels.newInputStream(original)), failure -> false);
            sizeBytes.addAndGet(-original.size());
        }
    }

    /** Counts a hard link that was made: it is a file of its own, whose bytes were counted before. */
    void countLink() {
        fileCount.incrementAndGet();
    }

    /** Gives a file another path, which is not there; does nothing if the file is not there. */
    void move(String from, String to) throws IOException {
        try (OpenDirectories.Open source = use(from);
                OpenDirectories.Open target = use(to)) {
            source.stream().move(directories.segment(from), target.stream(), directories.segment(to));
            Long inHoles = holes.remove(from);
            if (inHoles != null) {
                holes.put(to, inHoles);
            }
        } catch (NoSuchFileException e) {
            // An earlier try to write it failed, and left nothing.
            return;
        } catch (IOException e) {
            throw failures.writing(to, e);
        }
    }

    /** Removes a file that an entry of the same path replaces; does nothing if it is not there. */
    void remove(String path) throws IOException {
        try (OpenDirectories.Open parent = use(path)) {
            Path name = directories.segment(path);
            long size = view(parent.stream(), name).readAttributes().size();
            parent.stream().deleteFile(name);
            Long inHoles = holes.remove(path);
            if (inHoles != null || !holesForgotten) {
                budget.refund(size - (inHoles == null ? 0 : inHoles));
            }
            sizeBytes.addAndGet(-size);
            fileCount.decrementAndGet();
        } catch (NoSuchFileException e) {
            // An earlier try to write it failed, and left nothing.
            return;
        } catch (IOException e) {
            throw failures.writing(path, e);
        }
    }

    long sizeBytes() {
        return sizeBytes.get();
    }

    long fileCount() {
        return fileCount.get();
    }

    private OpenDirectories.Open use(String path) throws IOException {
        try {
            return directories.use(OpenDirectories.parent(path));
        } catch (IOException e) {
            throw failures.writing(path, e);
        }
    }

    private SeekableByteChannel create(SecureDirectoryStream<Path> directory, Path name, FileModes mode, String path)
            throws IOException, RefusedEntryException {
        try {
            return directory.newByteChannel(name, NEW_FILE, mode.whenCreated());
        } catch (FileAlreadyExistsException e) {
            throw taken(path);
        } catch (FileSystemException e) {
            if (WriteFailures.isNameNotTaken(e)) {
                throw new RefusedEntryException("the file system does not take its name: " + e.getReason());
            }
            throw failures.writing(path, e);
        } catch (IOException e) {
            throw failures.writing(path, e);
        }
    }

    private RefusedEntryException taken(String path) throws IOException {
        try {
            return new RefusedEntryException(
                    directories.kindOf(path) == EntryKind.DIRECTORY
                            ? "is a file, and a directory of the same name is there too"
                            : "the file system has another entry under this name");
        } catch (IOException e) {
            throw failures.writing(path, e);
        }
    }

    private static void discard(SecureDirectoryStream<Path> directory, Path name) {
        try {
            directory.deleteFile(name);
        } catch (IOException e) {
            // It goes with the whole staging; the failure that is on its way says more.
            return;
        }
    }

    private void describe(SecureDirectoryStream<Path> directory, Path name, FileModes mode, EntryAttributes attributes)
            throws IOException {
        BasicFileAttributeView view = view(directory, name);
        if (view instanceof PosixFileAttributeView posix) {
            mode.complete(posix);
        }
        if (attributes.modified().isPresent()) {
            view.setTimes(KeptTimes.of(attributes.modified().get()), readAt, null);
        }
    }

    private static BasicFileAttributeView view(SecureDirectoryStream<Path> directory, Path name) {
        PosixFileAttributeView posix =
                directory.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        return posix == null
                ? directory.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                : posix;
    }
}
