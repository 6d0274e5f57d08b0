// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes whole trees, by directory handle and without following any link, so that nothing outside of them can be hit. */
public final class TreeDeleter {
    private static final Logger LOG = LoggerFactory.getLogger(TreeDeleter.class);

    private TreeDeleter() {}

    /**
     * Deletes what stands at the path, file, link or directory; nothing there is fine, also when another deletes at the same time. What cannot be
     * deleted, as a file on NFS that is still open, is left with the directories above it, and all else goes.
     *
     * @throws IOException the first failure, once all else is deleted
     */
    public static void delete(Path tree) throws IOException {
        try (DirectoryStream<Path> parent = Files.newDirectoryStream(Objects.requireNonNull(tree.getParent()))) {
            if (parent instanceof SecureDirectoryStream<Path> handle) {
                deleteEntry(handle, Objects.requireNonNull(tree.getFileName()));
            } else {
                Files.walkFileTree(tree, new PathDeleter());
            }
        } catch (NoSuchFileException e) {
            // Somebody else has deleted it.
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static void deleteEntry(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        try {
            if (isDirectory(parent, name)) {
                try (SecureDirectoryStream<Path> directory =
                        parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                    makeWritable(directory);
                    deleteEntries(directory);
                }
                parent.deleteDirectory(name);
            } else {
                parent.deleteFile(name);
            }
        } catch (NoSuchFileException e) {
            // Somebody else has deleted it.
        }
    }

    private static void deleteEntries(SecureDirectoryStream<Path> directory) throws IOException {
        IOException first = null;
        for (Path entry : directory) {
            try {
                deleteEntry(directory, Objects.requireNonNull(entry.getFileName()));
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private static boolean isDirectory(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        return parent.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes()
                .isDirectory();
    }

    /** Entries of a read-only directory cannot be removed, not even by its owner. */
    private static void makeWritable(SecureDirectoryStream<Path> directory) throws IOException {
        PosixFileAttributeView view = directory.getFileAttributeView(PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        Set<PosixFilePermission> permissions =
                new HashSet<>(view.readAttributes().permissions());
        if (permissions.addAll(Set.of(PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE))) {
            try {
                view.setPermissions(permissions);
            } catch (IOException e) {
                LOG.debug("another's directory, as removing its entries will tell", e);
            }
        }
    }

    /** For file systems without directory handles. */
    private static final class PathDeleter extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
