// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.errors.TransferFailedException;
import io.github.privatedatasets.errors.UnsafeArchiveException;
import io.github.privatedatasets.errors.VolumeFullException;
import io.github.privatedatasets.expand.TreeSummary;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spi.ArchiveExtractor;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every extractor must do, whatever its format. A subclass says which extractor, and how to pack an archive for it; what
 * only its format has (links, modes, times, checksums) it tests itself.
 */
public abstract class ArchiveExtractorContract {
    @TempDir
    Path temp;

    /** Returns the extractor to test. */
    protected abstract ArchiveExtractor extractor();

    /** Returns the file name of an archive of its format. */
    protected abstract String archiveName();

    /** Packs entries as they are, in this order; a name that ends in {@code /} is a directory. */
    protected abstract byte[] pack(Map<String, byte[]> entries) throws IOException;

    @Test
    void namesSuffixesInLowerCaseWithTheirDot() {
        assertThat(extractor().suffixes()).isNotEmpty().allMatch(s -> s.matches("\\.[^A-Z/\\\\]+"));
        assertThat(extractor().suffixes()).anyMatch(archiveName()::endsWith);
    }

    @Test
    void expandsFilesAndDirectories() throws Exception {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("empty/", new byte[0]);
        entries.put("train/0.txt", text("zero"));
        entries.put("train/nothing", new byte[0]);
        entries.put("name with spaces and \u00fc\u4e2d", text("one"));
        entries.put("large", noise(200_000));
        ArchiveBytes archive = archive(entries);

        TreeSummary summary = Expanded.expand(extractor(), archive, temp.resolve("tree"));

        assertThat(Expanded.tree(temp.resolve("tree")))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "empty", "dir",
                        "train", "dir",
                        "train/0.txt", "zero",
                        "train/nothing", "",
                        "name with spaces and \u00fc\u4e2d", "one",
                        "large", "200000 bytes"));
        assertThat(temp.resolve("tree/large")).hasBinaryContent(noise(200_000));
        assertThat(summary).isEqualTo(new TreeSummary(200_007, 4));
    }

    @Test
    void readsTheArchiveToItsEndAndClosesWhatItOpened() throws Exception {
        ArchiveBytes archive = archive(Map.of("a", noise(50_000)));

        Expanded.expand(extractor(), archive, temp.resolve("tree"));

        assertThat(archive.farthest()).isEqualTo(archive.sizeBytes());
        assertThat(archive.open()).isZero();
    }

    @Test
    void leavesJudgingNamesToTheSink() throws Exception {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("good", text("good"));
        entries.put("../escape", text("bad"));
        entries.put("a/../../escape", text("bad"));
        ArchiveBytes archive = archive(entries);

        assertThatExceptionOfType(UnsafeArchiveException.class)
                .isThrownBy(() -> Expanded.expand(extractor(), archive, temp.resolve("tree")))
                .satisfies(e -> assertThat(e.offenders())
                        .containsExactly("../escape: leads outside by ..", "a/../../escape: leads outside by .."));
        assertThat(temp.resolve("escape")).doesNotExist();
        assertThat(archive.open()).isZero();
    }

    @Test
    void refusesAnArchiveThatWasCutShort() throws Exception {
        byte[] whole = pack(Map.of("a", noise(50_000)));
        for (int length : new int[] {whole.length / 2, whole.length / 4, 1}) {
            ArchiveBytes archive = ArchiveBytes.of(archiveName(), Arrays.copyOf(whole, length));

            assertThatThrownBy(() -> Expanded.expand(extractor(), archive, temp.resolve("tree" + length)))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(CorruptArchiveException.class)
                    .hasMessageContaining(archiveName());
            assertThat(archive.open()).isZero();
        }
    }

    @Test
    void refusesAnEmptyFileAndAnHtmlPage() {
        for (String content : List.of("", "<!DOCTYPE html><html><body>Sign in</body></html>")) {
            assertThatThrownBy(() -> Expanded.expand(
                            extractor(), ArchiveBytes.of(archiveName(), text(content)), temp.resolve("tree")))
                    .isInstanceOf(CorruptArchiveException.class)
                    .hasMessageContaining(content.isEmpty() ? "it is empty" : "it starts like an HTML page");
        }
    }

    @Test
    void passesOnWhatTheStoreThrows() throws Exception {
        ArchiveBytes whole = archive(Map.of("a", noise(50_000)));
        TransferFailedException broken = new TransferFailedException("s3://b/a", 1, 1, null);
        for (long at : new long[] {0, 20_000, whole.sizeBytes() - 1}) {
            ArchiveBytes archive = whole.failingAt(at, broken);

            Throwable thrown = catchThrowable(() -> Expanded.expand(extractor(), archive, temp.resolve("tree" + at)));

            assertThat(thrown).as("broken at byte %d", at).isSameAs(broken);
            assertThat(archive.open()).isZero();
        }
    }

    @Test
    void stopsWhenTheVolumeIsFull() throws Exception {
        ArchiveBytes archive = archive(Map.of("a", noise(500_000)));

        assertThatExceptionOfType(VolumeFullException.class)
                .isThrownBy(() -> Expanded.expand(
                        extractor(), archive, temp.resolve("tree"), Optional.of(ByteSize.ofBytes(100_000))))
                .satisfies(e -> assertThat(e.entry()).isEqualTo("a"));
        assertThat(archive.open()).isZero();
    }

    @Test
    void endsWithInterruptedExceptionWhenInterrupted() throws Exception {
        ArchiveBytes archive = archive(Map.of("a", noise(500_000)));
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> Expanded.expand(extractor(), archive, temp.resolve("tree")))
                    .isInstanceOf(InterruptedException.class);
            assertThat(archive.open()).isZero();
        } finally {
            // For the tests after this one, should it fail.
            Thread.interrupted();
        }
    }

    @Test
    void aReadThatAnInterruptEndedIsNoDamage() throws Exception {
        Map<String, byte[]> entries = Map.of("a", noise(300_000));
        for (int share = 1; share < 8; share++) {
            ArchiveBytes archive = archive(entries);
            long position = archive.sizeBytes() * share / 8;
            Path root = temp.resolve("tree" + share);

            Throwable failure = catchThrowable(() ->
                    Expanded.expand(extractor(), archive.failingAt(position, new ClosedByInterruptException()), root));

            assertThat(failure)
                    .as("at %d", position)
                    .isInstanceOfAny(InterruptedException.class, ClosedByInterruptException.class);
        }
    }

    @Test
    void expandsTwoArchivesAtATime() throws Exception {
        ArchiveExtractor extractor = extractor();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<TreeSummary>> both = threads.invokeAll(List.of(
                    () -> Expanded.expand(extractor, archive(Map.of("a", noise(300_000))), temp.resolve("1")),
                    () -> Expanded.expand(extractor, archive(Map.of("b", text("two"))), temp.resolve("2"))));

            assertThat(both.get(0).get()).isEqualTo(new TreeSummary(300_000, 1));
            assertThat(both.get(1).get()).isEqualTo(new TreeSummary(3, 1));
        } finally {
            threads.shutdownNow();
        }
    }

    private ArchiveBytes archive(Map<String, byte[]> entries) throws IOException {
        return ArchiveBytes.of(archiveName(), pack(entries));
    }

    /** Returns a text's bytes. */
    protected static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns so many bytes that do not compress, the same every time. */
    protected static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
