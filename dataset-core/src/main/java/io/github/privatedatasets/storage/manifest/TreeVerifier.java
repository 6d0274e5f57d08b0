// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.manifest;

import io.github.privatedatasets.spi.DatasetRecord;
import io.github.privatedatasets.spi.WrittenEntry;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Compares a tree with the list of files that was written down when it was staged: files by size and, read in full, CRC32C, hard links with what
 * they are links to, symbolic links by their targets, and that all of them, and empty directories, are there and no others; modes too, but no times.
 * Used by one thread, once.
 */
public final class TreeVerifier {
    private static final int MAX_DIFFERENCES = 1000;
    private static final int CHUNK_BYTES = 1 << 18;
    private static final Set<PosixFilePermission> PLAIN = PosixFilePermissions.fromString("r--r--r--");
    private static final Set<PosixFilePermission> EXECUTABLE = PosixFilePermissions.fromString("r-xr-xr-x");

    private final Path tree;
    private final boolean readContent;
    private final byte[] buffer = new byte[CHUNK_BYTES];
    private final PathSet listed = new PathSet();
    /** By path, since a later line of the list may say that an earlier one does not count. */
    private final Map<String, String> wrongFiles = new LinkedHashMap<>();
    /** The old and new paths of files that were moved while the tree was made, which are few. */
    private final Set<String> movedPaths = new HashSet<>();

    private final List<String> differences = new ArrayList<>();
    private long more;

    public TreeVerifier(Path tree, boolean readContent) {
        this.tree = tree;
        this.readContent = readContent;
    }

    /**
     * Returns what differs.
     *
     * @param list the list of files; where it is missing, only the record's sums are compared
     */
    public List<String> differences(Path list, DatasetRecord record) throws IOException, InterruptedException {
        boolean hasList = Files.exists(list);
        if (hasList) {
            compareListed(list);
            for (Map.Entry<String, String> wrong : wrongFiles.entrySet()) {
                add(wrong.getKey() + ": " + wrong.getValue());
            }
        }
        Walk walk = new Walk(hasList);
        Files.walkFileTree(tree, walk);
        if (walk.interrupted) {
            throw new InterruptedException("interrupted while verifying " + tree);
        }
        if (!hasList) {
            add("no list of its files was recorded, so only their number is compared");
            long expected = record.fileCount();
            if (walk.files != expected) {
                add("has " + walk.files + " files, was staged with " + expected);
            }
        }
        if (more > 0) {
            differences.add("and " + more + " more");
        }
        return differences;
    }

    private void add(String difference) {
        if (differences.size() < MAX_DIFFERENCES) {
            differences.add(difference);
        } else {
            more++;
        }
    }

    private void compareListed(Path list) throws IOException, InterruptedException {
        try {
            WrittenFiles.read(list, new WrittenFiles.Reader() {
                @Override
                public void wrote(WrittenEntry entry) throws IOException {
                    listed.add(entry.path());
                    if (entry instanceof WrittenEntry.Moved moved) {
                        wrongFiles.remove(moved.from());
                        movedPaths.add(moved.from());
                        movedPaths.add(moved.path());
                    } else {
                        judge(entry);
                    }
                }

                @Override
                public void removed(String path) {
                    wrongFiles.remove(path);
                }
            });
            if (!movedPaths.isEmpty()) {
                judgeMoved(list);
            }
        } catch (Interruption e) {
            throw (InterruptedException) new InterruptedException("interrupted while verifying " + tree).initCause(e);
        }
    }

    /** Goes through the list once more, since only now it is known of which files to remember what they were. */
    private void judgeMoved(Path list) throws IOException {
        Map<String, WrittenEntry> last = new LinkedHashMap<>();
        WrittenFiles.read(list, new WrittenFiles.Reader() {
            @Override
            public void wrote(WrittenEntry entry) throws IOException {
                String path = entry.path();
                if (entry instanceof WrittenEntry.Moved moved) {
                    if (!(last.remove(moved.from()) instanceof WrittenEntry.File file)) {
                        throw new IOException(list + " does not say what this was: " + moved.from());
                    }
                    last.put(path, new WrittenEntry.File(path, file.sizeBytes(), file.crc32c()));
                } else if (movedPaths.contains(path)) {
                    last.put(path, entry);
                }
            }

            @Override
            public void removed(String path) {
                last.remove(path);
            }
        });
        for (WrittenEntry entry : last.values()) {
            judge(entry);
        }
    }

    private static final class Interruption extends IOException {
        private static final long serialVersionUID = 1;
    }

    private static void requireNoInterrupt() throws Interruption {
        if (Thread.interrupted()) {
            throw new Interruption();
        }
    }

    private void judge(WrittenEntry staged) throws IOException {
        requireNoInterrupt();
        String path = staged.path();
        String wrong = compare(staged);
        if (wrong.isEmpty()) {
            wrongFiles.remove(path);
        } else if (wrongFiles.size() <= MAX_DIFFERENCES || wrongFiles.containsKey(path)) {
            wrongFiles.put(path, wrong);
        } else {
            more++;
        }
    }

    private String compare(WrittenEntry staged) throws IOException {
        Path place = tree.resolve(staged.path());
        BasicFileAttributes attributes = attributes(place);
        if (attributes == null) {
            return "is missing";
        }
        if (staged instanceof WrittenEntry.Directory) {
            return attributes.isDirectory() ? "" : "is no directory any more";
        }
        if (staged instanceof WrittenEntry.SymbolicLink link) {
            return attributes.isSymbolicLink() ? compareTarget(place, link) : "is no link any more";
        }
        if (!attributes.isRegularFile()) {
            return "is no file any more";
        }
        return staged instanceof WrittenEntry.HardLink link
                ? compareWithOriginal(place, attributes, link)
                : compareContent(place, attributes, (WrittenEntry.File) staged);
    }

    private static @Nullable BasicFileAttributes attributes(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static String compareTarget(Path place, WrittenEntry.SymbolicLink staged) throws IOException {
        Path expected = place.getFileSystem().getPath(staged.target());
        Path actual = Files.readSymbolicLink(place);
        return actual.equals(expected) ? "" : "is a link to " + actual + ", was staged as one to " + expected;
    }

    /** What the original holds is compared for itself; a restored backup may have made files of their own out of its links. */
    private String compareWithOriginal(Path place, BasicFileAttributes attributes, WrittenEntry.HardLink staged)
            throws IOException {
        Path original = tree.resolve(staged.original());
        BasicFileAttributes expected = attributes(original);
        if (expected == null || !expected.isRegularFile()) {
            return "was staged as a hard link to " + staged.original() + ", which is not there";
        }
        if (attributes.fileKey() != null && attributes.fileKey().equals(expected.fileKey())) {
            return "";
        }
        boolean differs = attributes.size() != expected.size() || (readContent && Files.mismatch(place, original) >= 0);
        return differs ? "differs from " + staged.original() + ", was staged as a hard link to it" : "";
    }

    private String compareContent(Path file, BasicFileAttributes attributes, WrittenEntry.File staged)
            throws IOException {
        if (attributes.size() != staged.sizeBytes()) {
            return "has " + attributes.size() + " bytes, was staged with " + staged.sizeBytes();
        }
        int actual = readContent ? crc32c(file) : staged.crc32c();
        if (actual != staged.crc32c()) {
            return "has CRC32C " + HexFormat.of().toHexDigits(actual) + ", was staged with "
                    + HexFormat.of().toHexDigits(staged.crc32c());
        }
        return "";
    }

    private int crc32c(Path file) throws IOException {
        CRC32C digest = new CRC32C();
        try (InputStream in = new FileInputStream(file.toFile())) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                requireNoInterrupt(); // Holes are read too, and they may be long.
                digest.update(buffer, 0, count);
            }
        }
        return (int) digest.getValue();
    }

    /** Looks for what was not staged, and for modes that were changed. */
    private final class Walk extends SimpleFileVisitor<Path> {
        private final boolean hasList;
        private long files;
        private boolean interrupted;
        /** The directory that was entered last, while nothing was found in it. */
        private @Nullable Path entered;

        private Walk(boolean hasList) {
            this.hasList = hasList;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            entered = directory;
            String problem = writableByOthers(directory);
            if (!problem.isEmpty()) {
                add(nameOf(directory) + ": " + problem);
            }
            return next();
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            boolean empty = directory.equals(entered);
            if (hasList && empty && !directory.equals(tree) && !listed.contains(nameOf(directory))) {
                add(nameOf(directory) + ": is empty, was not staged so");
            }
            entered = null;
            return next();
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            entered = null;
            if (attributes.isSymbolicLink()) {
                if (hasList && !listed.contains(nameOf(file))) {
                    add(nameOf(file) + ": is a link to " + Files.readSymbolicLink(file) + ", was not staged");
                }
                return next();
            }
            if (!attributes.isRegularFile()) {
                add(nameOf(file) + ": is neither file, directory nor link");
                return next();
            }
            files++;
            String problem = modeProblem(file);
            if (!problem.isEmpty()) {
                add(nameOf(file) + ": " + problem);
            }
            if (hasList && !listed.contains(nameOf(file))) {
                add(nameOf(file) + ": was not staged");
            }
            return next();
        }

        private FileVisitResult next() {
            interrupted |= Thread.interrupted();
            return interrupted ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        private String nameOf(Path path) {
            String name = tree.relativize(path).toString().replace(File.separatorChar, '/');
            return name.isEmpty() ? "." : name;
        }
    }

    private static String modeProblem(Path file) throws IOException {
        Set<PosixFilePermission> mode = permissions(file);
        if (mode.isEmpty() || mode.equals(PLAIN) || mode.equals(EXECUTABLE)) {
            return "";
        }
        return "has mode " + PosixFilePermissions.toString(mode) + ", files are staged with r--r--r-- or r-xr-xr-x";
    }

    private static String writableByOthers(Path directory) throws IOException {
        Set<PosixFilePermission> mode = permissions(directory);
        if (mode.isEmpty() || PosixFilePermissions.toString(mode).equals("rwxr-xr-x")) {
            return "";
        }
        return "has mode " + PosixFilePermissions.toString(mode) + ", directories are staged with rwxr-xr-x";
    }

    private static Set<PosixFilePermission> permissions(Path path) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        return view == null ? Set.of() : view.readAttributes().permissions();
    }
}
