// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.privatedatasets.ArchiveExpander;
import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.errors.TransferFailedException;
import io.github.privatedatasets.errors.VolumeFullException;
import io.github.privatedatasets.expand.TreeSummary;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spi.ArchiveExtractor;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every extractor must do, also one whose format holds a single file. A subclass says which extractor, and how to pack a file for it;
 * what only its format has (names, links, modes, times, checksums) it tests itself.
 */
public abstract class ExtractorContract {
    @TempDir
    Path temp;

    /** Returns the extractor to test. */
    protected abstract ArchiveExtractor extractor();

    /** Returns the file name of an archive of its format. */
    protected abstract String archiveName();

    /** Packs one file of this content. */
    protected abstract byte[] pack(byte[] content) throws IOException;

    @Test
    void namesSuffixesInLowerCaseWithTheirDot() {
        assertThat(extractor().suffixes()).isNotEmpty().allMatch(s -> s.matches("\\.[^A-Z/\\\\]+"));
        assertThat(extractor().suffixes()).anyMatch(archiveName()::endsWith);
    }

    @Test
    void readsTheArchiveToItsEndAndClosesWhatItOpened() throws Exception {
        ArchiveBytes archive = archive(noise(50_000));

        Expanded.expand(extractor(), archive, temp.resolve("tree"));

        assertThat(archive.farthest()).isEqualTo(archive.sizeBytes());
        assertThat(archive.open()).isZero();
    }

    @Test
    void anArchiveThatWasCutShortIsCorruptAndLeavesNothing() throws Exception {
        byte[] whole = pack(noise(50_000));
        for (int length : new int[] {whole.length / 2, whole.length / 4, 1, 0}) {
            refusesAsCorrupt(Arrays.copyOf(whole, length));
        }
    }

    @Test
    void anHtmlPageIsCorruptAndLeavesNothing() throws Exception {
        refusesAsCorrupt(text("<!DOCTYPE html><html><body>Sign in</body></html>"));
    }

    private void refusesAsCorrupt(byte[] content) throws Exception {
        Path file = Files.write(temp.resolve(archiveName()), content);

        assertThatThrownBy(() -> ArchiveExpander.of(List.of(extractor())).expand(file, temp.resolve("tree")))
                .as("%d bytes", content.length)
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageContaining(archiveName());
        assertThat(temp).isDirectoryContaining("glob:**" + archiveName()).isDirectoryNotContaining("glob:**tree*");
    }

    @Test
    void passesOnWhatTheStoreThrows() throws Exception {
        ArchiveBytes whole = archive(noise(50_000));
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
        ArchiveBytes archive = archive(noise(500_000));

        assertThatExceptionOfType(VolumeFullException.class)
                .isThrownBy(() -> Expanded.expand(
                        extractor(), archive, temp.resolve("tree"), Optional.of(ByteSize.ofBytes(100_000))))
                .satisfies(e -> assertThat(e.entry()).isNotEmpty());
        assertThat(archive.open()).isZero();
    }

    @Test
    void anInterruptEndsTheExpansion() throws Exception {
        Path file = Files.write(temp.resolve(archiveName()), pack(noise(500_000)));
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> ArchiveExpander.of(List.of(extractor())).expand(file, temp.resolve("tree")))
                    .isInstanceOf(InterruptedException.class);
        } finally {
            // For the tests after this one, should it fail.
            Thread.interrupted();
        }
    }

    @Test
    void aReadThatAnInterruptEndedIsNoDamage() throws Exception {
        for (int share = 1; share < 8; share++) {
            ArchiveBytes archive = archive(noise(300_000));
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
                    () -> Expanded.expand(extractor, archive(noise(300_000)), temp.resolve("1")),
                    () -> Expanded.expand(extractor, archive(text("two")), temp.resolve("2"))));

            assertThat(both.get(0).get()).isEqualTo(new TreeSummary(300_000, 1));
            assertThat(both.get(1).get()).isEqualTo(new TreeSummary(3, 1));
        } finally {
            threads.shutdownNow();
        }
    }

    private ArchiveBytes archive(byte[] content) throws IOException {
        return ArchiveBytes.of(archiveName(), pack(content));
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
