// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What must lie below a directory when a command has done its work.
 *
 * @param files how many files
 * @param sizeBytes how many bytes they have together
 * @param digest SHA-256 over their paths and contents; empty where only counted
 */
record Tree(long files, long sizeBytes, String digest) {
    /** Counts what lies below the directory, which need not exist. */
    static Tree counted(Path root) throws IOException {
        long bytes = 0;
        List<Path> files = filesBelow(root);
        for (Path file : files) {
            bytes += Files.size(file);
        }
        return new Tree(files.size(), bytes, "");
    }

    /** Reads all that lies below the directory. */
    static Tree read(Path root) throws IOException {
        Builder tree = new Builder();
        for (Path path : filesBelow(root)) {
            try (InputStream in = Files.newInputStream(path);
                    OutputStream file = tree.add(
                            root.relativize(path).toString(), Files.size(path), OutputStream.nullOutputStream())) {
                in.transferTo(file);
            }
        }
        return tree.build();
    }

    /** Reads what {@link #save} wrote. */
    static Tree load(Path file) throws IOException {
        String[] fields = Files.readString(file).strip().split(" ", 3);
        return new Tree(Long.parseLong(fields[0]), Long.parseLong(fields[1]), fields[2]);
    }

    void save(Path file) throws IOException {
        Files.writeString(file, files + " " + sizeBytes + " " + digest + "\n");
    }

    /** Tells whether what was counted is as much as this. */
    boolean isAsLargeAs(Tree other) {
        return files == other.files && sizeBytes == other.sizeBytes;
    }

    private static List<Path> filesBelow(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(Files::isRegularFile).toList();
        }
    }

    /** Puts the digest together from files that come in any order. */
    static final class Builder {
        private final Map<String, MessageDigest> digests = new TreeMap<>();
        private long bytes;

        /** Returns a stream to {@code out} for the content of one more file. */
        OutputStream add(String path, long sizeBytes, OutputStream out) {
            MessageDigest digest = sha256();
            digests.put(path, digest);
            bytes += sizeBytes;
            return new DigestOutputStream(out, digest);
        }

        Tree build() {
            MessageDigest whole = sha256();
            digests.forEach((path, digest) -> {
                whole.update(path.getBytes(StandardCharsets.UTF_8));
                whole.update(digest.digest());
            });
            return new Tree(digests.size(), bytes, HexFormat.of().formatHex(whole.digest()));
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError("every JDK has SHA-256", e);
            }
        }
    }
}
