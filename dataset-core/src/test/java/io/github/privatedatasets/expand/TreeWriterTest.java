// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.privatedatasets.contract.Expanded;
import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.errors.TooManyEntriesException;
import io.github.privatedatasets.errors.UnsafeArchiveException;
import io.github.privatedatasets.errors.VolumeFullException;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spi.ByteBudget;
import io.github.privatedatasets.spi.EntryAttributes;
import io.github.privatedatasets.spi.TreeLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeWriterTest {
    private static final Instant NOON = Instant.parse("2020-02-20T12:00:00.123456Z");

    @TempDir
    private Path temp;

    private Path root;
    private final List<String> warnings = new ArrayList<>();
    private ByteBudget budget;
    private TreeWriter writer;

    @BeforeEach
    void openWriter() throws IOException {
        root = Files.createDirectory(temp.resolve("root"));
        open(Optional.empty(), 10_000);
    }

    private void open(Optional<ByteSize> limit, long maxEntries) throws IOException {
        budget = ByteBudget.of(limit);
        writer = open(root, TreeLimits.defaults().withMaxEntries(maxEntries));
    }

    private TreeWriter open(Path directory, TreeLimits limits) throws IOException {
        return TreeWriter.open(
                directory,
                budget,
                limits,
                warnings::add,
                (offenders, count) -> new UnsafeArchiveException("a", offenders, count));
    }

    @AfterEach
    void closeWriter() {
        writer.close();
    }

    @Test
    void writesFilesAndTheDirectoriesAboveThem() throws IOException {
        writer.directory("./", EntryAttributes.PLAIN);
        file("./a/b/c", "one");
        file("a/d", "two");
        writer.directory("e/", EntryAttributes.PLAIN);
        writer.directory("e", EntryAttributes.PLAIN);

        assertThat(writer.finish()).isEqualTo(new TreeSummary(6, 2));
        assertThat(Expanded.tree(root))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("a", "dir", "a/b", "dir", "a/b/c", "one", "a/d", "two", "e", "dir"));
    }

    @Test
    void countsBytesAndEntriesAlsoOfImpliedDirectories() throws IOException {
        writer.close();
        open(Optional.empty(), 4);
        file("a/b/c", "one");
        writer.symbolicLink("l", "a");

        assertThat(budget.spentBytes()).isEqualTo(3);
        assertThatExceptionOfType(TooManyEntriesException.class)
                .isThrownBy(() -> writer.directory("d", EntryAttributes.PLAIN))
                .withMessageContaining("may have 4 entries, and there are more (at d)")
                .withMessageContaining("TreeLimits.maxEntries")
                .satisfies(e -> assertThat(e.limit()).isEqualTo(4))
                .satisfies(e -> assertThat(e.entry()).isEqualTo("d"));
    }

    @Test
    void setsModesWhateverTheArchiveOrUmaskSays() throws IOException {
        file("dir/plain", new EntryAttributes(false, Optional.empty()), "x");
        file("dir/program", EntryAttributes.of(04777, NOON), "x");
        writer.finish();

        assertThat(mode("dir/plain")).isEqualTo("r--r--r--");
        assertThat(mode("dir/program")).isEqualTo("r-xr-xr-x");
        assertThat(Files.getAttribute(root.resolve("dir/program"), "unix:mode")).isEqualTo(0100555);
        assertThat(mode("dir")).isEqualTo("rwxr-xr-x");
        assertThat(mode("")).isEqualTo("rwxr-xr-x");
    }

    @Test
    void setsTimesOfFilesAndOfDirectoriesThatWereFilledLater() throws IOException {
        writer.directory("d", EntryAttributes.of(0755, NOON));
        writer.directory("d/e", EntryAttributes.of(0755, NOON.minusSeconds(1)));
        file("d/e/f", EntryAttributes.of(0644, NOON.plusSeconds(1)), "x");
        writer.symbolicLink("d/e/l", "f");
        writer.finish();

        assertThat(modified("d")).isEqualTo(NOON);
        assertThat(modified("d/e")).isEqualTo(NOON.minusSeconds(1));
        assertThat(modified("d/e/f")).isEqualTo(NOON.plusSeconds(1));
    }

    @Test
    void ofTwoTimesOfADirectoryTheLaterToldCounts() throws IOException {
        writer.directory("d", EntryAttributes.of(0755, NOON.plusSeconds(1)));
        writer.directory("d", EntryAttributes.of(0755, NOON));
        writer.finish();

        assertThat(modified("d")).isEqualTo(NOON);
    }

    @Test
    void refusesMoreTimesOfDirectoriesThanMemoryShouldHold() throws IOException {
        writer.close();
        writer = open(root, TreeLimits.defaults().withKeptMemory(ByteSize.ofBytes(10_000)));
        for (int i = 0; i < 1000; i++) {
            writer.directory("d" + i, EntryAttributes.of(0755, NOON));
        }

        assertThat(refusal().offenders())
                .first()
                .asString()
                .startsWith("d4") // 8 KiB, at 20 bytes each.
                .endsWith(
                        ": what is kept of links and the times of directories up to here takes more memory than the limit"
                                + " of 10K (TreeLimits.keptMemory)");
    }

    @Test
    void takesTimesBeyondWhatTheFileSystemKeeps() throws IOException {
        file("far", EntryAttributes.of(0644, Instant.MAX), "x");
        file("past", EntryAttributes.of(0644, Instant.MIN), "x");

        file("before-1970", EntryAttributes.of(0644, Instant.ofEpochSecond(-2, 500_000_000)), "x");

        assertThat(writer.finish().fileCount()).isEqualTo(3);
        assertThat(modified("before-1970")).isEqualTo(Instant.ofEpochSecond(-2));
    }

    @Test
    void laterFileOfTheSamePathReplacesTheEarlierAndGivesItsBytesBack() throws IOException {
        file("a", new EntryAttributes(true, Optional.empty()), "the first");
        file("a", "second");

        assertThat(writer.finish()).isEqualTo(new TreeSummary(6, 1));
        assertThat(root.resolve("a")).hasContent("second");
        assertThat(mode("a")).isEqualTo("r--r--r--");
        assertThat(budget.spentBytes()).isEqualTo(6);
    }

    @Test
    void namesEveryOffenderAndWritesNothingAfterTheFirst() throws IOException {
        file("before", "x");
        file("../one", "x");
        InputStream neverRead = new FailingStream(0, new IOException("content is of no use any more"));
        writer.file("after/it", EntryAttributes.PLAIN, neverRead);
        writer.directory("/two", EntryAttributes.PLAIN);
        writer.refuse("dev/null", "is a character device");

        assertThat(refusal().offenders())
                .containsExactly(
                        "../one: leads outside by ..", "/two: is an absolute path", "dev/null: is a character device");
        assertThat(Expanded.tree(root)).containsOnlyKeys("before");
        assertThat(temp.resolve("one")).doesNotExist();
    }

    @Test
    void listsTheFirstHundredOffendersOnOneLineEachAndCountsAll() throws IOException {
        for (int i = 0; i < 150; i++) {
            file("../\n" + i + "\u202e", "x");
        }

        UnsafeArchiveException refusal = refusal();
        assertThat(refusal.count()).isEqualTo(150);
        assertThat(refusal.offenders()).hasSize(100);
        assertThat(refusal.offenders().get(0)).startsWith("../\\u000a0\\u202e: ");
        assertThat(refusal).hasMessageNotContainingAny("\n", "\u202e").hasMessageContaining("; and 145 more; ");
    }

    @Test
    void refusesFileBesideDirectoryOfTheSameName() throws IOException {
        file("a", "x");
        file("a/b", "x");
        file("c/d", "x");
        file("c", "x");
        writer.directory("a", EntryAttributes.PLAIN);

        assertThat(refusal().offenders())
                .containsExactly(
                        "a/b: lies below a, which is a file",
                        "c: is a file, and a directory of the same name is there too",
                        "a: is a directory, and a file of the same name is there too");
    }

    @Test
    void refusesWritingThroughALink() throws IOException {
        Files.createDirectory(temp.resolve("outside"));
        writer.symbolicLink("l", "../outside");
        file("l/escaped", "x");

        assertThat(refusal().offenders())
                .containsExactly(
                        "l/escaped: lies below l, which is a symbolic link",
                        "l: is a link to ../outside, which leads outside");
        assertThat(temp.resolve("outside")).isEmptyDirectory();
    }

    @Test
    void refusesAnotherSpellingOfAPathThatIsThere() throws IOException {
        file("a", "x");
        file("./a", "y");

        assertThat(refusal().offenders())
                .singleElement()
                .asString()
                .startsWith("./a: ")
                .contains("another spelling");
    }

    @Test
    void refusesWhatTheFileSystemTakesForAnEntryThatIsThere() throws IOException {
        // As a twin in another case does on a file system that folds case: there is something, and not by that name.
        Files.createFile(root.resolve("twin"));
        file("twin", "x");
        assertThat(refusal().offenders()).singleElement().asString().contains("another entry under this name");
        assertThat(root.resolve("twin")).isEmptyFile();
    }

    @Test
    void doesNotFollowALinkThatSomebodyPutInItsWay() throws IOException {
        Path outside = Files.createDirectory(temp.resolve("outside"));
        file("a/b/kept", "x");
        Files.move(root.resolve("a/b"), root.resolve("a/moved"));
        Files.createSymbolicLink(root.resolve("a/b"), outside);
        for (int i = 0; i < 100; i++) {
            // Enough directories that the handle of a/b, opened before, is closed.
            file("other" + i + "/f", "x");
        }

        assertThatExceptionOfType(StorageFailureException.class).isThrownBy(() -> file("a/b/file", "x"));
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void writesHundredsOfDirectoriesWithFewHandles() throws IOException {
        for (int i = 0; i < 400; i++) {
            file("d" + i % 100 + "/e" + i + "/f", "x");
        }
        assertThat(writer.finish()).isEqualTo(new TreeSummary(400, 400));
        try (var handles = Files.list(Path.of("/proc/self/fd"))) {
            assertThat(handles.count()).isLessThan(300);
        }
    }

    @Test
    void writesAsDeepAsItMayAndNoDeeper() throws IOException {
        String deep = "d/".repeat(255) + "f";
        file(deep, "x");
        assertThat(writer.finish().fileCount()).isEqualTo(1);
        assertThat(root.resolve(deep)).hasContent("x");
    }

    @Test
    void writesFilesFromSeveralThreads() throws Exception {
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            int thread = t;
            tasks.add(() -> {
                for (int i = 0; i < 100; i++) {
                    file("shared" + i % 10 + "/deep/" + thread + "-" + i, "x".repeat(thread));
                }
                return null;
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (Future<Void> task : threads.invokeAll(tasks)) {
                task.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(writer.finish()).isEqualTo(new TreeSummary(2800, 800));
        assertThat(budget.spentBytes()).isEqualTo(2800);
    }

    @Test
    void stopsAtTheLimitOfBytesReallyWritten() throws IOException {
        writer.close();
        open(Optional.of(ByteSize.ofBytes(100_000)), 10);
        file("a", "x".repeat(50_000));

        assertThatExceptionOfType(VolumeFullException.class)
                .isThrownBy(() -> file("b", "x".repeat(200_000)))
                .satisfies(e -> assertThat(e.entry()).isEqualTo("b"));
        assertThat(root.resolve("b")).doesNotExist();
        assertThat(budget.spentBytes()).isEqualTo(50_000);
    }

    @Test
    void stopsAtTheLimitOfEntriesAlsoWhenThoseAreRefused() throws IOException {
        writer.close();
        open(Optional.empty(), 3);
        file("a/b", "x");
        file("../c", "x");

        assertThatExceptionOfType(TooManyEntriesException.class).isThrownBy(() -> file("../d", "x"));
    }

    @Test
    void tellsWhatWasRefusedRatherThanThatTheRestDoesNotFit() throws IOException {
        writer.close();
        open(Optional.empty(), 2);
        file("../x", "x");

        assertThatExceptionOfType(UnsafeArchiveException.class)
                .isThrownBy(() -> file("implied/y", "x"))
                .withMessageContaining("../x");
    }

    @Test
    void passesOnWhatReadingTheContentThrows() throws IOException {
        IOException broken = new IOException("connection reset");
        InputStream content = new FailingStream(100_000, broken);
        Throwable thrown = catchThrowable(() -> writer.file("a", EntryAttributes.PLAIN, content));

        assertThat(thrown).isSameAs(broken);
        assertThat(budget.spentBytes()).isZero();
        file("a", "again");
        assertThat(writer.finish()).isEqualTo(new TreeSummary(5, 1));
    }

    @Test
    void interruptEndsAWrite() throws IOException {
        Thread.currentThread().interrupt();
        try {
            assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(() -> file("a", "x"));
        } finally {
            // For the tests after this one.
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void saysThatTheStorageIsGoneAndWhere() throws IOException {
        Files.delete(root);

        assertThatExceptionOfType(StorageFailureException.class)
                .isThrownBy(() -> file("a/b", "x"))
                .satisfies(e -> assertThat(e.path()).isEqualTo(temp.toRealPath()))
                .withMessageContaining("then stage again");
    }

    @Test
    void opensOnlyAnEmptyDirectory() throws IOException {
        Path full = Files.createDirectory(temp.resolve("full"));
        Files.createFile(full.resolve("x"));

        assertThatThrownBy(() -> open(full, TreeLimits.defaults()))
                .isInstanceOf(StorageFailureException.class)
                .hasMessageContaining("not empty");
        assertThatThrownBy(() -> open(temp.resolve("none"), TreeLimits.defaults()))
                .isInstanceOf(StorageFailureException.class);
    }

    @Test
    void writesBelowARootThatIsReachedThroughALink() throws IOException {
        writer.close();
        Path link = Files.createSymbolicLink(temp.resolve("link"), root);
        writer = open(link, TreeLimits.defaults());
        file("a/b", "x");
        writer.symbolicLink("l", "a/b");

        assertThat(writer.finish().fileCount()).isEqualTo(1);
        assertThat(root.resolve("l")).hasContent("x");
    }

    @Test
    void passesOnTheFirstTwentyWarningsAndHowManyMoreThereWere() throws IOException {
        for (int i = 1; i <= 22; i++) {
            writer.warn("odd\n" + i);
        }
        assertThat(warnings).hasSize(20).startsWith("odd\\u000a1", "odd\\u000a2");
        writer.finish();

        assertThat(warnings).hasSize(21).endsWith("and 2 more warnings about the archive");
    }

    @Test
    void doesNotReadOnForEverToNameMoreOffenders() throws IOException {
        writer.skipping(5L << 30);
        file("../a", "x");
        writer.skipping(1L << 30);
        file("../b", "x");

        UnsafeArchiveException refusal = (UnsafeArchiveException) catchThrowable(() -> writer.skipping(Long.MAX_VALUE));
        assertThat(refusal.offenders()).hasSize(2);
    }

    @Test
    void goesAsDeepAsItIsLet() throws IOException {
        writer.close();
        writer = open(root, TreeLimits.defaults().withMaxDepth(2));
        file("a/b", "x");
        file("a/b2/c", "x");

        assertThat(refusal().offenders())
                .containsExactly("a/b2/c: lies 3 levels deep, the limit is 2 (TreeLimits.maxDepth)");
    }

    private UnsafeArchiveException refusal() {
        return (UnsafeArchiveException) catchThrowable(() -> writer.finish());
    }

    private void file(String path, String content) throws IOException {
        file(path, EntryAttributes.PLAIN, content);
    }

    private void file(String path, EntryAttributes attributes, String content) throws IOException {
        writer.file(path, attributes, new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    }

    private String mode(String path) throws IOException {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(root.resolve(path), LinkOption.NOFOLLOW_LINKS));
    }

    private Instant modified(String path) throws IOException {
        FileTime time = Files.getLastModifiedTime(root.resolve(path), LinkOption.NOFOLLOW_LINKS);
        return time.toInstant();
    }

    /** Some bytes, then a failure. */
    private static final class FailingStream extends InputStream {
        private final IOException failure;
        private int left;

        FailingStream(int bytes, IOException failure) {
            this.left = bytes;
            this.failure = failure;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0) {
                throw failure;
            }
            int count = Math.min(left, length);
            left -= count;
            return count;
        }
    }
}
