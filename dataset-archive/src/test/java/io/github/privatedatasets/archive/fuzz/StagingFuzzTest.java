// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.privatedatasets.spec.InvalidSpecException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole way from a store: whatever it holds, under whatever names, becomes a safe tree or a typed error. */
class StagingFuzzTest {
    private static FuzzedStaging staging;
    private static FuzzedExpansion expansion;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        staging = FuzzedStaging.start();
        expansion = FuzzedExpansion.start();
    }

    @AfterAll
    static void end() throws IOException {
        staging.close();
        expansion.close();
    }

    /** The first byte chooses the suffix, the others are the archive. */
    @MethodSource("archives")
    @FuzzTest
    void archiveIsTakenFromAStoreAsFromAFile(byte[] bytes) throws Exception {
        if (bytes.length == 0) {
            return;
        }
        List<String> suffixes = FuzzedStaging.suffixes();
        String suffix = suffixes.get((bytes[0] & 0xff) % suffixes.size());
        byte[] archive = Arrays.copyOfRange(bytes, 1, bytes.length);
        Map<String, String> fromFile = new TreeMap<>();
        Map<String, String> fromStore = new TreeMap<>();
        String uri = "s3://b/archive" + suffix;
        staging.store().put(uri, archive);

        boolean taken = expansion.expand(archive, suffix, tree -> fromFile.putAll(tree(tree)));
        boolean staged = staging.stage(uri, tree -> fromStore.putAll(tree(tree)));

        staging.store().remove(uri);
        if (taken != staged || !fromFile.equals(fromStore)) {
            throw new AssertionError("from a file " + taken + fromFile + ", from a store " + staged + fromStore);
        }
    }

    /** Returns what a tree has: of files the mode, the time, and a digest if they are not long and mostly holes. */
    private static Map<String, String> tree(Path root) throws IOException {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path path : walk.skip(1).toList()) {
                tree.put(root.relativize(path).toString(), describe(path));
            }
        }
        return tree;
    }

    private static String describe(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return "link to " + Files.readSymbolicLink(path);
        }
        if (Files.isDirectory(path)) {
            return "directory";
        }
        long size = Files.size(path);
        int digest = size > FuzzedExpansion.LIMIT_BYTES ? 0 : Arrays.hashCode(Files.readAllBytes(path));
        return size + " bytes, " + digest + ", " + Files.getPosixFilePermissions(path) + ", "
                + Files.getLastModifiedTime(path);
    }

    /** Names that a byte of 1 separates: as keys of a folder, and as entries of archives. */
    @MethodSource("names")
    @FuzzTest
    void namesLeadNowhereElse(byte[] bytes) throws Exception {
        String[] names = new String(bytes, StandardCharsets.UTF_8).split("\u0001");
        List<String> uris = new ArrayList<>();
        for (String name : names) {
            String uri = "s3://b/k/" + name;
            try {
                staging.store().put(uri, name);
                uris.add(uri);
            } catch (InvalidSpecException e) {
                // No URI could name it, so no test can put it there.
            }
        }
        staging.stage("s3://b/k/", tree -> {});
        for (String uri : uris) {
            try {
                staging.stage(uri, tree -> {});
            } catch (InvalidSpecException e) {
                // Nor can a spec.
            }
            staging.store().remove(uri);
        }
        expansion.expand(tar(names), ".tar");
        expansion.expand(zip(names), ".zip");
    }

    private static byte[] tar(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            for (String name : names) {
                tar.putArchiveEntry(new TarArchiveEntry(name, true));
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] zip(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
            for (String name : names) {
                zip.putArchiveEntry(new ZipArchiveEntry(name));
                zip.closeArchiveEntry();
            }
        } catch (IllegalArgumentException e) {
            return new byte[0]; // a name too long for a zip
        }
        return bytes.toByteArray();
    }

    static Stream<byte[]> archives() throws IOException {
        List<byte[]> archives = new ArrayList<>();
        Map<String, List<byte[]>> seeds = Seeds.bySuffix();
        for (int i = 0; i < FuzzedStaging.suffixes().size(); i++) {
            for (byte[] archive : seeds.get(FuzzedStaging.suffixes().get(i))) {
                byte[] chosen = new byte[1 + archive.length];
                chosen[0] = (byte) i;
                System.arraycopy(archive, 0, chosen, 1, archive.length);
                archives.add(chosen);
            }
        }
        return archives.stream();
    }

    static Stream<byte[]> names() {
        return Stream.of(
                        "a\u0001b/c\u0001b",
                        "../x\u0001a/../../x\u0001/etc/x\u0001..\u0001.",
                        "a//b\u0001./a\u0001a/\u0001a/./b",
                        "..\\x\u0001C:x\u0001C:\\x\u0001a\\b",
                        "a\nb\u0001a\u0000b\u0001a\u001b[2J\u0001\u202egpj\u0001a\u2028b",
                        "\u00e9\u0001e\u0301\u0001A\u0001a",
                        "n".repeat(255) + "\u0001" + "n".repeat(256) + "\u0001" + "d/".repeat(300),
                        "%2e%2e/x\u0001a?b\u0001a#b\u0001 \u0001a \u0001a.",
                        "\ud800\u0001\uff0e\uff0e/x\u0001\u2024\u2024/x\u0001.datasets/x")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }
}
