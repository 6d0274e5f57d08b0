// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.privatedatasets.errors.DatasetAccessDeniedException;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.RevisionChangedException;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.errors.TransferFailedException;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.storage.SharedStorage;
import io.github.privatedatasets.testing.InMemorySource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an attempt leaves that the network or an interrupt ended, and what the next one takes of it. */
@Timeout(60)
class ResumedStagingTest {
    private static final DatasetSpec FOLDER = DatasetSpec.of("s3://b/f/");
    private static final DatasetSpec BIG = DatasetSpec.of("s3://b/big.bin");
    private static final int PIECE = 8 << 20;

    @TempDir
    Path directory;

    private final InMemorySource store = InMemorySource.create();
    private final FaultySource source = new FaultySource(store);
    private final Map<String, String> content = new TreeMap<>();
    private final byte[] big = new byte[3 * PIECE + 12_345];
    private Path ours;

    @BeforeEach
    void fillTheStore() {
        for (String name : List.of("a", "b", "dir/c", "dir/d", "e", "f")) {
            content.put(name, ("content of " + name + "\n").repeat(1000));
            store.put("s3://b/f/" + name, content.get(name));
        }
        new Random(1).nextBytes(big);
        store.put("s3://b/big.bin", big);
        ours = directory.resolve("shared/test/data/.datasets");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void folderIsFetchedFromWhereTheNetworkFailed(boolean digests) throws Exception {
        if (!digests) {
            source.withoutDigests();
        }
        leaveFolderBrokenAt("e");

        try (DatasetStager stager = stager();
                MaterializedDataset dataset = stager.stage(FOLDER)) {
            assertThat(contentOf(dataset.path())).isEqualTo(content);
            assertThat(dataset.resumedBytes()).isEqualTo(sizeOf("a", "b", "dir/c", "dir/d"));
            assertThat(dataset.proof()).isEqualTo(digests ? "MD5" : "none offered: the store tells no digest");
        }
        assertThat(source.opened()).containsExactly("e", "f");
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bigObjectIsFetchedFromItsLastPieceOn(boolean digests) throws Exception {
        if (!digests) {
            source.withoutDigests();
        }
        leaveBigBrokenAt(2 * PIECE + 4_321_000);

        try (DatasetStager stager = stager();
                MaterializedDataset dataset = stager.stage(BIG)) {
            assertThat(Files.readAllBytes(dataset.path().resolve("big.bin"))).isEqualTo(big);
            assertThat(dataset.resumedBytes()).isBetween(2L * PIECE, 2L * PIECE + (1 << 17));
            assertThat(source.asked()).isEqualTo(big.length - dataset.resumedBytes());
        }
        assertNothingIsLeft();
    }

    /** What ends a staging, and need not end the next one: a token that expired, an object that was replaced after it was listed. */
    static Stream<DatasetException> refusals() {
        return Stream.of(
                new DatasetAccessDeniedException(
                        FOLDER.uri(), "anonymous", "the token has expired", "get a new one", null),
                new RevisionChangedException("s3://b/f/e", "another etag", null));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void folderIsFetchedFromTheObjectThatWasRefused(DatasetException refusal) throws Exception {
        source.refuses("e", refusal);
        try (DatasetStager stager = stager()) {
            assertThatExceptionOfType(refusal.getClass()).isThrownBy(() -> stager.stage(FOLDER));
        }
        source.mended();

        try (DatasetStager stager = stager();
                MaterializedDataset dataset = stager.stage(FOLDER)) {
            assertThat(contentOf(dataset.path())).isEqualTo(content);
            assertThat(dataset.resumedBytes()).isEqualTo(sizeOf("a", "b", "dir/c", "dir/d"));
        }
        assertThat(source.opened()).containsExactly("e", "f");
        assertNothingIsLeft();
    }

    @Test
    void secondAttemptThatGetsLessFarLosesNothingOfTheFirst() throws Exception {
        leaveFolderBrokenAt("e");
        content.put("a", "another content\n".repeat(1000));
        store.put("s3://b/f/a", content.get("a"));
        leaveFolderBrokenAt("a");

        try (DatasetStager stager = stager();
                MaterializedDataset dataset = stager.stage(FOLDER)) {
            assertThat(contentOf(dataset.path())).isEqualTo(content);
        }
        assertThat(source.opened()).containsExactly("a", "e", "f");
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void interruptedStagingIsTakenUpAtOnce(boolean stagerIsClosed) throws Exception {
        CountDownLatch reached = source.hangs("big.bin", PIECE + 1_000_000);
        DatasetStager stager = stager();
        Thread thread = new Thread(() -> {
            try {
                stager.stage(BIG);
            } catch (DatasetException | InterruptedException e) {
                assertThat(stagerIsClosed).isEqualTo(e instanceof DatasetException);
            }
        });
        thread.start();
        reached.await();
        if (stagerIsClosed) {
            stager.close();
        } else {
            thread.interrupt();
        }
        thread.join();
        stager.close();
        source.mended();

        try (DatasetStager next = stager();
                MaterializedDataset dataset = next.stage(BIG)) {
            assertThat(Files.readAllBytes(dataset.path().resolve("big.bin"))).isEqualTo(big);
            assertThat(dataset.resumedBytes()).isBetween((long) PIECE, PIECE + (1L << 17));
        }
        assertNothingIsLeft();
    }

    @Test
    void stagingWhosePoolTheHostShutsDownIsTakenUpAtOnce() throws Exception {
        CountDownLatch reached = source.hangs("big.bin", PIECE + 1_000_000);
        ExecutorService host = Executors.newSingleThreadExecutor();
        try (DatasetStager stager = DatasetStager.builder()
                .source(source)
                .sharedStorage(SharedStorage.at(directory.resolve("shared")))
                .team("test")
                .threads(1)
                .pool(host)
                .build()) {
            Thread thread = new Thread(() ->
                    assertThatExceptionOfType(SourceUnavailableException.class).isThrownBy(() -> stager.stage(BIG)));
            thread.start();
            reached.await();
            host.shutdownNow();
            thread.join();
        }
        source.mended();

        try (DatasetStager next = stager();
                MaterializedDataset dataset = next.stage(BIG)) {
            assertThat(dataset.resumedBytes()).isBetween((long) PIECE, PIECE + (1L << 17));
        }
        assertNothingIsLeft();
    }

    @Test
    void objectThatHasChangedIsFetchedAnewAndTheOthersAreNot() throws Exception {
        leaveFolderBrokenAt("e");
        content.put("b", "another content");
        store.put("s3://b/f/b", content.get("b"));

        try (DatasetStager stager = stager();
                MaterializedDataset dataset = stager.stage(FOLDER)) {
            assertThat(contentOf(dataset.path())).isEqualTo(content);
        }
        assertThat(source.opened()).containsExactly("b", "e", "f");
    }

    @Test
    void bigObjectThatHasChangedIsFetchedAnew() throws Exception {
        leaveBigBrokenAt(2 * PIECE + 4_321_000);
        big[5] ^= 1;
        store.put("s3://b/big.bin", big);

        try (DatasetStager stager = stager();
                MaterializedDataset dataset = stager.stage(BIG)) {
            assertThat(Files.readAllBytes(dataset.path().resolve("big.bin"))).isEqualTo(big);
            assertThat(dataset.resumedBytes()).isZero();
        }
        assertNothingIsLeft();
    }

    @Test
    void anotherSourceOfTheSameNameTakesNothing() throws Exception {
        leaveFolderBrokenAt("e");
        content.forEach((name, text) -> store.put("s3://other/f/" + name, text));

        try (DatasetStager stager = stager();
                MaterializedDataset dataset = stager.stage(DatasetSpec.of("s3://other/f/"))) {
            assertThat(dataset.resumedBytes()).isZero();
        }
    }

    @Test
    void anotherDatasetLeavesAloneWhatIsNotItsOwn() throws Exception {
        leaveFolderBrokenAt("e");
        try (DatasetStager stager = stager()) {
            stager.stage(BIG).close();
            stager.stage(FOLDER).close();
        }
        assertThat(source.opened()).containsExactly("big.bin", "e", "f");
        assertNothingIsLeft();
    }

    /** What may befall the staging of a dead attempt, and its lists. */
    enum Damage {
        CHANGED_BYTE {
            @Override
            void befall(Left left) throws Exception {
                byte[] bytes = Files.readAllBytes(left.file);
                bytes[bytes.length / 2] ^= 1;
                left.replaceFile();
                Files.write(left.file, bytes);
            }
        },
        CUT_SHORT {
            @Override
            void befall(Left left) throws Exception {
                byte[] bytes = Files.readAllBytes(left.file);
                left.replaceFile();
                Files.write(left.file, java.util.Arrays.copyOf(bytes, 1000));
            }
        },
        VANISHED {
            @Override
            void befall(Left left) throws Exception {
                left.replaceFile();
            }
        },
        LINK_TO_ANOTHER_FILE {
            @Override
            void befall(Left left) throws Exception {
                Path same = Files.copy(left.file, left.outside.resolve("same"));
                left.replaceFile();
                Files.createSymbolicLink(left.file, same);
            }
        },
        PIPE {
            @Override
            void befall(Left left) throws Exception {
                left.replaceFile();
                makePipe(left.file);
            }
        },
        DIRECTORY {
            @Override
            void befall(Left left) throws Exception {
                left.replaceFile();
                Files.createDirectory(left.file);
            }
        },
        TREE_IS_A_LINK {
            @Override
            void befall(Left left) throws Exception {
                Path moved = Files.move(left.staging, left.outside.resolve("moved"));
                Files.createSymbolicLink(left.staging, moved);
            }
        },
        NO_JOURNAL {
            @Override
            void befall(Left left) throws Exception {
                Files.delete(left.list(".journal"));
            }
        },
        EMPTY_JOURNAL {
            @Override
            void befall(Left left) throws Exception {
                Files.write(left.list(".journal"), new byte[0]);
            }
        },
        TORN_JOURNAL {
            @Override
            void befall(Left left) throws Exception {
                Files.write(
                        left.list(".journal"), java.util.Arrays.copyOf(Files.readAllBytes(left.list(".journal")), 9));
            }
        },
        FOREIGN_JOURNAL {
            @Override
            void befall(Left left) throws Exception {
                rewrite(left.list(".journal"), text -> text.replace("s3://b/", "s3://c/"));
            }
        },
        GARBAGE {
            @Override
            void befall(Left left) throws Exception {
                byte[] garbage = new byte[1 << 20];
                new Random(2).nextBytes(garbage);
                for (String suffix : List.of(".journal", ".objects", ".files")) {
                    Files.write(left.list(suffix), garbage);
                }
            }
        },
        ONE_ENDLESS_LINE {
            @Override
            void befall(Left left) throws Exception {
                for (String suffix : List.of(".journal", ".objects", ".files")) {
                    Files.writeString(left.list(suffix), "x".repeat(10 << 20));
                }
            }
        },
        LISTS_ARE_PIPES {
            @Override
            void befall(Left left) throws Exception {
                for (String suffix : List.of(".objects", ".files", ".journal")) {
                    Files.deleteIfExists(left.list(suffix));
                    makePipe(left.list(suffix));
                }
            }
        },
        LYING_CRC {
            @Override
            void befall(Left left) throws Exception {
                rewrite(left.list(".files"), text -> text.replaceAll("\t[0-9a-f]{8}(?=\n)", "\t12345678"));
                rewrite(left.list(".journal"), text -> text.replaceAll("\t[0-9a-f]{8}(?=\n)", "\t12345678"));
            }
        },
        LYING_LENGTHS {
            @Override
            void befall(Left left) throws Exception {
                rewrite(left.list(".files"), text -> text.replaceAll("\t[0-9]+\t", "\t-5\t"));
                rewrite(
                        left.list(".journal"),
                        text -> text.replaceAll("bin\t[0-9]{7,}\t(?=.{8}\n)", "bin\t99999999999\t"));
            }
        };

        abstract void befall(Left left) throws Exception;

        private static void makePipe(Path path) throws Exception {
            assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                    .isZero();
        }

        private interface Rewriting {
            String of(String text);
        }

        private static void rewrite(Path file, Rewriting rewriting) throws IOException {
            if (Files.exists(file)) {
                Files.writeString(file, rewriting.of(Files.readString(file)));
            }
        }
    }

    /** The staging of the one attempt there is, one file of it, and a directory outside. */
    private record Left(Path staging, Path file, Path lists, Path outside) {
        Path list(String suffix) {
            return lists.resolve(staging.getFileName() + suffix);
        }

        void replaceFile() throws IOException {
            Files.delete(file);
        }
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void damagedFolderIsFetchedAgainWhereItIsDamaged(Damage damage) throws Exception {
        for (boolean digests : new boolean[] {true, false}) {
            if (!digests) {
                source.withoutDigests();
            }
            leaveFolderBrokenAt("e");
            damage.befall(left("f", "dir/c"));

            try (DatasetStager stager = stager()) {
                try (MaterializedDataset dataset = stager.stage(FOLDER)) {
                    assertThat(contentOf(dataset.path())).isEqualTo(content);
                    assertThat(source.asked())
                            .isEqualTo(sizeOf(content.keySet().toArray(new String[0])) - dataset.resumedBytes());
                }
            }
            assertThat(source.opened()).contains("dir/c", "e", "f");
            forgetEverything("f");
        }
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void damagedBigObjectIsFetchedAgainFromTheDamageOn(Damage damage) throws Exception {
        for (boolean digests : new boolean[] {true, false}) {
            if (!digests) {
                source.withoutDigests();
            }
            leaveBigBrokenAt(2 * PIECE + 4_321_000);
            damage.befall(left("big.bin", "big.bin"));

            try (DatasetStager stager = stager()) {
                try (MaterializedDataset dataset = stager.stage(BIG)) {
                    assertThat(Files.readAllBytes(dataset.path().resolve("big.bin")))
                            .isEqualTo(big);
                    assertThat(dataset.resumedBytes()).isLessThan(2 * PIECE);
                    assertThat(source.asked()).isEqualTo(big.length - dataset.resumedBytes());
                }
            }
            forgetEverything("big.bin");
        }
    }

    @Test
    void wrongPrefixThatItsJournalVouchesForIsFoundOutByTheStoresDigest() throws Exception {
        leaveBigBrokenAt(PIECE + 4_321_000);
        Left left = left("big.bin", "big.bin");
        byte[] bytes = Files.readAllBytes(left.file());
        bytes[17] ^= 1;
        left.replaceFile();
        Files.write(left.file(), bytes);
        String journal = Files.readString(left.list(".journal"));
        String[] piece = journal.lines().skip(2).findFirst().orElseThrow().split("\t", -1);
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(bytes, 0, Integer.parseInt(piece[1]));
        Files.writeString(left.list(".journal"), journal.replace(piece[2], String.format("%08x", crc.getValue())));

        try (DatasetStager stager = stager();
                MaterializedDataset dataset = stager.stage(BIG)) {
            assertThat(Files.readAllBytes(dataset.path().resolve("big.bin"))).isEqualTo(big);
            assertThat(dataset.resumedBytes()).isZero();
            assertThat(dataset.proof()).isEqualTo("MD5");
        }
        assertThat(source.asked()).isEqualTo(2L * big.length - Integer.parseInt(piece[1]));
    }

    private void leaveFolderBrokenAt(String path) throws Exception {
        source.breaks(path, 100);
        failToStage(FOLDER);
        source.mended();
    }

    private void leaveBigBrokenAt(long at) throws Exception {
        source.breaks("big.bin", at);
        failToStage(BIG);
        source.mended();
    }

    private void failToStage(DatasetSpec spec) {
        try (DatasetStager stager = stager()) {
            assertThatExceptionOfType(TransferFailedException.class).isThrownBy(() -> stager.stage(spec));
        }
    }

    private Left left(String name, String file) throws IOException {
        List<Path> attempts = new ArrayList<>();
        try (Stream<Path> entries = Files.list(ours.resolve("staging"))) {
            entries.filter(Files::isDirectory).forEach(attempts::add);
        }
        assertThat(attempts).hasSize(1);
        Path staging = attempts.get(0);
        return new Left(
                staging,
                staging.resolve(file),
                ours.resolve("records").resolve(name),
                Files.createTempDirectory(directory, "outside"));
    }

    private void forgetEverything(String name) throws Exception {
        SharedStorage storage = SharedStorage.at(directory.resolve("shared"));
        storage.forTeam(io.github.privatedatasets.spec.TeamHandle.of("test")).delete(name);
        assertThat(ours.resolve("staging")).isEmptyDirectory();
    }

    private void assertNothingIsLeft() {
        assertThat(ours.resolve("staging")).isEmptyDirectory();
        assertThat(ours.resolve("trash")).isEmptyDirectory();
        assertThat(ours.resolve("records")).isDirectoryNotContaining("glob:**/*.journal");
    }

    /** One thread: objects come in their order. */
    private DatasetStager stager() {
        return DatasetStager.builder()
                .source(source)
                .sharedStorage(SharedStorage.builder(directory.resolve("shared"))
                        .durability(SharedStorage.Durability.NONE)
                        .build())
                .team("test")
                .threads(1)
                .build();
    }

    private long sizeOf(String... names) {
        return Stream.of(names)
                .mapToLong(name -> content.get(name).getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }

    private static Map<String, String> contentOf(Path tree) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                found.put(tree.relativize(file).toString(), Files.readString(file));
            }
        }
        return found;
    }
}
