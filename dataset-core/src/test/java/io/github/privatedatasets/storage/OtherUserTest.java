// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.storage.disk.DirectoryNames;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stagers of other users of the team, and of careless umasks. Run as root, the child is another user; else it is the same user, and only
 * what the umask does is shown.
 */
class OtherUserTest {
    private static final String SOURCE = "s3://bucket/mnist.zip";
    private static final boolean ROOT = isRoot();
    private static final String ANOTHER = "setpriv --reuid=65534 --regid=65534 --clear-groups";

    @TempDir
    static Path shared;

    private static String classPath = "";

    @TempDir
    Path directory;

    private Path root;
    private Path team;
    private Path downloads;
    private Path tree;
    private Path ours;

    @BeforeEach
    void makeDirectories() throws IOException {
        open(directory, "rwxr-xr-x");
        root = directory.resolve("storage");
        team = open(Files.createDirectories(root.resolve("team-vision")), "rwxrwxrwx");
        downloads = open(Files.createDirectory(directory.resolve("downloads")), "rwxrwxrwx");
        tree = team.resolve("data/mnist");
        ours = team.resolve("data/.datasets");
    }

    @Test
    void usesWhatAnotherStagedUnderTheTightestUmask() throws Exception {
        assertThat(child("umask 077", "", "e1")).startsWith("staged leased ");

        assertThat(another("e1")).isEqualTo("staged leased " + tree + " " + TinyStager.wholeTree("e1"));

        assertThat(TinyStager.count(downloads)).isEqualTo(1);
    }

    @Test
    void twoUsersOfNoCommonGroupUseOneTreeUnderTheTightestUmask() throws Exception {
        String third = ROOT ? "setpriv --reuid=65533 --regid=65533 --clear-groups" : "";
        assertThat(another("e1")).startsWith("staged leased ");
        assertThat(child("umask 077", third, "e1"))
                .isEqualTo("staged leased " + tree + " " + TinyStager.wholeTree("e1"));
        assertThat(child("umask 077", third, "e2"))
                .isEqualTo("staged leased " + tree + " " + TinyStager.wholeTree("e2"));
        assertThat(TinyStager.count(downloads)).isEqualTo(2);
    }

    @Test
    void replacesAnothersTreeAndLeavesTheRestToItsOwner() throws Exception {
        stage("e1").close();

        assertThat(another("e2")).isEqualTo("staged leased " + tree + " " + TinyStager.wholeTree("e2"));

        assertThat(hidden()).hasSize(ROOT ? 1 : 0).allMatch(name -> name.startsWith(Trash.BESIDE_TREES));
        assertThat(SharedStorage.at(root).forTeam(TinyStager.TEAM).list()).hasSize(1);
        stage("e2").close(); // A hit cleans nothing up.
        SharedStorage.at(root)
                .claim(TinyStager.target(SOURCE), (holder, waited) -> {})
                .close();
        assertThat(hidden()).isEmpty();
    }

    @Test
    void leavesAnothersTreeToTheNextWhenItDiesWhileMovingIt() throws Exception {
        stage("e1").close();
        try (ChildJvm child = start("umask 077", ROOT ? ANOTHER : "", "e2", "stopAt=Q1_ASIDE")) {
            assertThat(child.line()).isEqualTo("at Q1_ASIDE");
            child.kill();
        }
        assertThat(tree).doesNotExist();
        try (HeldDataset held = stage("e2")) {
            assertThat(TinyStager.content(held.path())).isEqualTo(TinyStager.wholeTree("e2"));
        }
        assertThat(hidden()).isEmpty();
        assertThat(ours.resolve("staging")).isEmptyDirectory();
    }

    @Test
    void usesAnothersRevisionWhereItStandsAndMovesItNot() throws Exception {
        Path beside;
        try (HeldDataset old = stage("e1")) {
            HeldDataset held = stage("e2");
            beside = held.path();
            held.close();
            assertThat(old.path()).isEqualTo(tree);
        }
        String expected = "staged leased " + (ROOT ? beside : tree) + " " + TinyStager.wholeTree("e2");
        assertThat(another("e2")).isEqualTo(expected);
        assertThat(TinyStager.count(downloads)).isEqualTo(2);
    }

    /** A directory leaves its folder only by who may write in it, its owner: that is the system's rule, and so a revision waits for him. */
    @Test
    void leavesAnothersRevisionToItsOwnerWhoMovesItToItsName() throws Exception {
        try (HeldDataset old = stage("e1")) {
            stage("e2").close();
            assertThat(old.path()).isEqualTo(tree);
        }
        for (String folder : DirectoryNames.of(ours.resolve("leases"))) {
            Files.setLastModifiedTime(
                    ours.resolve("leases").resolve(folder),
                    FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        }

        try (ChildJvm child = start("umask 077", ROOT ? ANOTHER : "", "e2", "do=collect")) {
            assertThat(child.line()).startsWith("collected [ListedDataset");
        }

        assertThat(tree).doesNotExist();
        assertThat(TinyStager.count(ours.resolve("revisions"))).isEqualTo(ROOT ? 1 : 0);
        assertThat(another("e2")).startsWith("staged leased ").endsWith(TinyStager.wholeTree("e2"));
        try (HeldDataset held = stage("e2")) {
            assertThat(held.path()).isEqualTo(tree);
            assertThat(TinyStager.content(tree)).isEqualTo(TinyStager.wholeTree("e2"));
        }
        assertThat(ours.resolve("revisions")).isEmptyDirectory();
        assertThat(TinyStager.count(downloads)).isEqualTo(ROOT ? 2 : 3);
    }

    @Test
    void usesWhatStandsWhereItCanWriteNothing() throws Exception {
        stage("e1").close();
        stage("e1").close();
        takeAwayTheRightToWrite(team);

        String lease = ROOT ? "unleased " : "leased "; // A mode keeps nobody out of what is his own.
        assertThat(another("e1"))
                .endsWith(tree + " " + TinyStager.wholeTree("e1"))
                .contains(lease);

        assertThat(TinyStager.count(downloads)).isEqualTo(1);
    }

    @Test
    void endsLeasesThatAnotherUserHasLeftDying() throws Exception {
        stage("e1").close();
        try (ChildJvm child = start("umask 077", ROOT ? ANOTHER : "", "e1", "stopAt=H1_LEASED")) {
            assertThat(child.line()).isEqualTo("at H1_LEASED");
            child.kill();
        }
        try (HeldDataset held = stage("e2")) {
            assertThat(held.path()).isEqualTo(tree);
        }
    }

    /** Directories only: others own what lies in them. */
    private static void takeAwayTheRightToWrite(Path top) throws IOException {
        if (!ROOT) {
            return;
        }
        try (Stream<Path> directories = Files.walk(top)) {
            for (Path directory : directories.filter(Files::isDirectory).toList()) {
                open(directory, "rwxr-xr-x");
            }
        }
    }

    private List<String> hidden() throws IOException {
        return DirectoryNames.of(team.resolve("data")).stream()
                .filter(name -> name.startsWith(".") && !name.equals(".datasets"))
                .toList();
    }

    private HeldDataset stage(String etag) throws Exception {
        return new TinyStager(SharedStorage.at(root), downloads, 1).stage(SOURCE, etag);
    }

    private String another(String etag) throws IOException {
        return child("umask 077", ROOT ? ANOTHER : "", etag);
    }

    private String child(String umask, String user, String etag) throws IOException {
        try (ChildJvm child = start(umask, user, etag, "tell=lease")) {
            return child.line();
        }
    }

    private ChildJvm start(String umask, String user, String etag, String option) throws IOException {
        List<String> args = List.of("root=" + root, "downloads=" + downloads, "etag=" + etag, option);
        return ChildJvm.start(
                List.of("sh", "-c", umask + "; exec " + user + " \"$@\"", "sh"), readable(), TinyStager.class, args);
    }

    /** Copies what a stager needs to where every user can read it. */
    private static synchronized String readable() throws IOException {
        if (!ROOT) {
            return ChildJvm.classPath();
        }
        if (classPath.isEmpty()) {
            open(shared, "rwxr-xr-x");
            List<String> copies = new ArrayList<>();
            for (String entry : ChildJvm.classPath().split(File.pathSeparator, -1)) {
                Path path = Path.of(entry);
                if (Files.isDirectory(path) || entry.contains("snakeyaml") || entry.contains("slf4j-api")) {
                    Path copy = shared.resolve(copies.size() + "-" + path.getFileName());
                    copy(path, copy);
                    copies.add(copy.toString());
                }
            }
            classPath = String.join(File.pathSeparator, copies);
        }
        return classPath;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> entries = Files.walk(from)) {
            entries.forEach(entry -> {
                Path copy = to.resolve(from.relativize(entry).toString());
                try {
                    Files.copy(entry, copy);
                    open(copy, "rwxr-xr-x");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static Path open(Path path, String mode) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static boolean isRoot() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
