// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.spi.WrittenFile;
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
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;

/** Compares a tree with the list of files that was written down when it was staged. Used by one thread, once. */
final class TreeVerifier {
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

    private final List<String> differences = new ArrayList<>();
    private long more;

    TreeVerifier(Path tree, Verification.Depth depth) {
        this.tree = tree;
        this.readContent = depth == Verification.Depth.DEEP;
    }

    /**
     * Returns what differs.
     *
     * @param list the list of files; where it is missing, only the record's sums are compared
     */
    List<String> differences(Path list, PublishRecord record) throws IOException, InterruptedException {
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
            long expected = record.dataset().fileCount();
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
                public void wrote(WrittenFile file) throws IOException {
                    if (Thread.interrupted()) {
                        throw new Interruption();
                    }
                    String path = file.path();
                    listed.add(path);
                    String wrong = compare(file);
                    if (wrong.isEmpty()) {
                        wrongFiles.remove(path);
                    } else if (wrongFiles.size() <= MAX_DIFFERENCES || wrongFiles.containsKey(path)) {
                        wrongFiles.put(path, wrong);
                    } else {
                        more++;
                    }
                }

                @Override
                public void removed(String path) {
                    wrongFiles.remove(path);
                }
            });
        } catch (Interruption e) {
            throw (InterruptedException) new InterruptedException("interrupted while verifying " + tree).initCause(e);
        }
    }

    private static final class Interruption extends IOException {
        private static final long serialVersionUID = 1;
    }

    private String compare(WrittenFile staged) throws IOException {
        Path file = tree.resolve(staged.path());
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return "is missing";
        }
        if (!attributes.isRegularFile()) {
            return "is no file any more";
        }
        if (staged.sizeBytes().isPresent()
                && attributes.size() != staged.sizeBytes().getAsLong()) {
            return "has " + attributes.size() + " bytes, was staged with "
                    + staged.sizeBytes().getAsLong();
        }
        if (readContent && staged.crc32c().isPresent()) {
            int expected = staged.crc32c().getAsInt();
            int actual = crc32c(file);
            if (actual != expected) {
                return "has CRC32C " + HexFormat.of().toHexDigits(actual) + ", was staged with "
                        + HexFormat.of().toHexDigits(expected);
            }
        }
        return "";
    }

    private int crc32c(Path file) throws IOException {
        CRC32C digest = new CRC32C();
        try (InputStream in = new FileInputStream(file.toFile())) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
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

        private Walk(boolean hasList) {
            this.hasList = hasList;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            String problem = writableByOthers(directory);
            if (!problem.isEmpty()) {
                add(nameOf(directory) + ": " + problem);
            }
            return next();
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isSymbolicLink()) {
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
