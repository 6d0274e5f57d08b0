// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tree's directories as open handles, each opened from its parent's without following links. Thread-safe.
 *
 * <p>Of those in no use the least recently used are closed, so that a million directories take no more handles than
 * {@value #KEPT_OPEN}, beside what the writing threads use.
 */
final class OpenDirectories implements Closeable {
    /** Twice as many file descriptors: the JDK keeps two for each. */
    private static final int KEPT_OPEN = 64;

    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rwxr-xr-x");

    private final Path root;
    private final Open rootHandle;
    private final Map<String, Open> open = new LinkedHashMap<>(16, 0.75f, true);
    private final FileAttribute<?>[] whenCreated;

    private OpenDirectories(Path root, SecureDirectoryStream<Path> rootStream) {
        this.root = root;
        this.rootHandle = new Open(rootStream);
        boolean posix = rootStream.getFileAttributeView(PosixFileAttributeView.class) != null;
        whenCreated =
                posix ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(MODE)} : new FileAttribute<?>[0];
    }

    /** Opens the root, which must be a real path. */
    @SuppressWarnings("StreamResourceLeak") // The handle is what this is about; close() closes it.
    static OpenDirectories at(Path root) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(root);
        if (stream instanceof SecureDirectoryStream<Path> handle) {
            return new OpenDirectories(root, handle);
        }
        stream.close();
        throw new FileSystemException(
                root.toString(), null, "this platform has no directory handles, use Linux or macOS");
    }

    /** Makes a directory whose parent is there, with its final mode; returns false, and does nothing, if anything has its name. */
    synchronized boolean create(String path) throws IOException {
        // Its parent's handle first: it must be there, reached without a link, before the JDK's mkdir walks there by
        // name.
        use(parent(path)).close();
        try {
            Files.createDirectory(root.resolve(path), whenCreated);
        } catch (FileAlreadyExistsException e) {
            return false;
        }
        try (Open made = use(path)) {
            setMode(made.stream());
        }
        return true;
    }

    /** Tells whether the file system has modes. */
    boolean hasModes() {
        return whenCreated.length > 0;
    }

    /** Gives the root its final mode. */
    void finishRoot() throws IOException {
        setMode(rootHandle.stream());
    }

    private static void setMode(SecureDirectoryStream<Path> directory) throws IOException {
        PosixFileAttributeView view = directory.getFileAttributeView(PosixFileAttributeView.class);
        if (view != null) {
            // Again, since the umask had its say when it was made; this also drops a set-group-ID bit it inherited.
            view.setPermissions(MODE);
        }
    }

    /** Returns the directory's handle, which stays open until the caller closes what this returns. */
    synchronized Open use(String path) throws IOException {
        if (path.isEmpty()) {
            rootHandle.users++;
            return rootHandle;
        }
        Open known = open.get(path);
        if (known == null) {
            try (Open parent = use(parent(path))) {
                known = new Open(parent.stream().newDirectoryStream(segment(path), LinkOption.NOFOLLOW_LINKS));
            }
            known.users++;
            open.put(path, known);
            closeUnused();
            return known;
        }
        known.users++;
        return known;
    }

    /** Tells whether there is a handle of this directory, of the latest used; of any other, nothing is told. */
    synchronized boolean isOpen(String path) {
        return open.get(path) != null;
    }

    /** Returns what is on disk under this path, whose parent is there: a directory, a link, or anything else as a file; null for nothing. */
    @Nullable
    EntryKind kindOf(String path) throws IOException {
        BasicFileAttributes found;
        try (Open parent = use(parent(path))) {
            found = parent.stream()
                    .getFileAttributeView(segment(path), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
        } catch (NoSuchFileException e) {
            return null;
        }
        if (found.isDirectory()) {
            return EntryKind.DIRECTORY;
        }
        return found.isSymbolicLink() ? EntryKind.SYMBOLIC_LINK : EntryKind.FILE;
    }

    private void closeUnused() throws IOException {
        Iterator<Open> eldestFirst = open.values().iterator();
        while (open.size() > KEPT_OPEN && eldestFirst.hasNext()) {
            Open eldest = eldestFirst.next();
            if (eldest.users == 0) {
                eldestFirst.remove();
                eldest.stream.close();
            }
        }
    }

    /**
     * Returns where on disk to make an entry that the JDK can only make by path. Its parent was reached by handle just now: it
     * is there, and no link led to it.
     */
    Path newEntry(String path) throws IOException {
        use(parent(path)).close();
        return onDisk(path);
    }

    /** Returns the path on disk. */
    Path onDisk(String path) {
        return root.resolve(path);
    }

    static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    /** Returns the last segment, to be used with the parent's handle. */
    Path segment(String path) {
        return root.getFileSystem().getPath(path.substring(path.lastIndexOf('/') + 1));
    }

    @Override
    public synchronized void close() throws IOException {
        for (Open directory : open.values()) {
            directory.stream.close();
        }
        open.clear();
        rootHandle.stream.close();
    }

    /** A directory in use. */
    final class Open implements Closeable {
        private final SecureDirectoryStream<Path> stream;
        private int users;

        private Open(SecureDirectoryStream<Path> stream) {
            this.stream = stream;
        }

        SecureDirectoryStream<Path> stream() {
            return stream;
        }

        /** Ends this use; the handle may be closed then. */
        @Override
        public void close() {
            synchronized (OpenDirectories.this) {
                users--;
            }
        }
    }
}
