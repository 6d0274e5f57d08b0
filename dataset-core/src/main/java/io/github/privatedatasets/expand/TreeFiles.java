package io.github.privatedatasets.expand;

import io.github.privatedatasets.spi.ByteBudget;
import io.github.privatedatasets.spi.EntryAttributes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
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
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Writes the tree's files, each new and through the handle of its directory, and counts them. Thread-safe for different paths. */
final class TreeFiles {
    private static final int CHUNK_BYTES = 1 << 16;
    private static final Set<OpenOption> NEW_FILE =
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final Set<PosixFilePermission> PLAIN = PosixFilePermissions.fromString("r--r--r--");
    private static final Set<PosixFilePermission> EXECUTABLE = PosixFilePermissions.fromString("r-xr-xr-x");

    private final OpenDirectories directories;
    private final ByteBudget budget;
    private final WriteFailures failures;
    // One for each thread that ever wrote at the same time as others; a buffer per file would be 64 GB for a million.
    private final Queue<byte[]> buffers = new ConcurrentLinkedQueue<>();
    private final AtomicLong sizeBytes = new AtomicLong();
    private final AtomicLong fileCount = new AtomicLong();

    TreeFiles(OpenDirectories directories, ByteBudget budget, WriteFailures failures) {
        this.directories = directories;
        this.budget = budget;
        this.failures = failures;
    }

    /**
     * Writes a file that is not there. On failure nothing of it stays, and its bytes are given back.
     *
     * @throws RefusedEntryException if the file system has this name already, or does not take it
     */
    void write(String path, EntryAttributes attributes, InputStream content) throws IOException, RefusedEntryException {
        try (OpenDirectories.Open parent = use(path)) {
            SecureDirectoryStream<Path> directory = parent.stream();
            Path name = directories.segment(path);
            long written;
            try (SeekableByteChannel file = create(directory, name, path)) {
                written = fill(file, path, content);
            } catch (IOException e) {
                discard(directory, name);
                throw e;
            }
            sizeBytes.addAndGet(written);
            fileCount.incrementAndGet();
            try {
                describe(directory, name, attributes);
            } catch (IOException e) {
                throw failures.writing(path, e);
            }
        }
    }

    /** Writes a copy of a file of this tree: for a hard link where the file system makes none. It does not count as a file. */
    void copy(String from, String to) throws IOException, RefusedEntryException {
        try (OpenDirectories.Open parent = use(from);
                SeekableByteChannel original = parent.stream().newByteChannel(directories.segment(from), READ)) {
            BasicFileAttributeView view = view(parent.stream(), directories.segment(from));
            boolean executable = view instanceof PosixFileAttributeView posix
                    && posix.readAttributes().permissions().contains(PosixFilePermission.OWNER_EXECUTE);
            EntryAttributes attributes = new EntryAttributes(
                    executable,
                    Optional.of(view.readAttributes().lastModifiedTime().toInstant()));
            write(to, attributes, Channels.newInputStream(original));
            sizeBytes.addAndGet(-original.size());
            fileCount.decrementAndGet();
        }
    }

    /** Removes a file that an entry of the same path replaces; does nothing if it is not there. */
    void remove(String path) throws IOException {
        try (OpenDirectories.Open parent = use(path)) {
            Path name = directories.segment(path);
            long size = view(parent.stream(), name).readAttributes().size();
            parent.stream().deleteFile(name);
            budget.refund(size);
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

    private SeekableByteChannel create(SecureDirectoryStream<Path> directory, Path name, String path)
            throws IOException, RefusedEntryException {
        try {
            return directory.newByteChannel(name, NEW_FILE);
        } catch (FileAlreadyExistsException e) {
            throw new RefusedEntryException("the file system has another entry under this name");
        } catch (FileSystemException e) {
            if (WriteFailures.isNameNotTaken(e)) {
                throw new RefusedEntryException("the file system does not take its name: " + e.getReason());
            }
            throw failures.writing(path, e);
        } catch (IOException e) {
            throw failures.writing(path, e);
        }
    }

    private long fill(SeekableByteChannel file, String path, InputStream content) throws IOException {
        byte[] pooled = buffers.poll();
        byte[] buffer = pooled == null ? new byte[CHUNK_BYTES] : pooled;
        long written = 0;
        try {
            while (true) {
                // Outside of the next try: what the content throws is not the storage's failure.
                int count = content.readNBytes(buffer, 0, buffer.length);
                if (count == 0) {
                    return written;
                }
                budget.spend(count, path);
                written += count;
                try {
                    for (ByteBuffer chunk = ByteBuffer.wrap(buffer, 0, count); chunk.hasRemaining(); ) {
                        file.write(chunk);
                    }
                } catch (IOException e) {
                    throw failures.writing(path, e);
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            budget.refund(written);
            throw e;
        } finally {
            buffers.add(buffer);
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

    private static void describe(SecureDirectoryStream<Path> directory, Path name, EntryAttributes attributes)
            throws IOException {
        BasicFileAttributeView view = view(directory, name);
        if (view instanceof PosixFileAttributeView posix) {
            posix.setPermissions(attributes.executable() ? EXECUTABLE : PLAIN);
        }
        if (attributes.modified().isPresent()) {
            view.setTimes(KeptTimes.of(attributes.modified().get()), null, null);
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
