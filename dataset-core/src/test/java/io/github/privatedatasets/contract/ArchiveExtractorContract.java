// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.errors.UnsafeArchiveException;
import io.github.privatedatasets.expand.TreeSummary;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What an extractor must do whose format holds files by their names, besides what all must. It says by itself what is wrong with an archive, in
 * words that help whoever uploaded it, and does not leave that to the stager.
 */
public abstract class ArchiveExtractorContract extends ExtractorContract {
    /** Packs entries as they are, in this order; a name that ends in {@code /} is a directory. */
    protected abstract byte[] pack(Map<String, byte[]> entries) throws IOException;

    @Override
    protected final byte[] pack(byte[] content) throws IOException {
        return pack(Map.of("a", content));
    }

    @Test
    void expandsFilesAndDirectories() throws Exception {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("empty/", new byte[0]);
        entries.put("train/0.txt", text("zero"));
        entries.put("train/nothing", new byte[0]);
        entries.put("name with spaces and \u00fc\u4e2d", text("one"));
        entries.put("large", noise(200_000));
        ArchiveBytes archive = ArchiveBytes.of(archiveName(), pack(entries));

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
    void leavesJudgingNamesToTheSink() throws Exception {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("good", text("good"));
        entries.put("../escape", text("bad"));
        entries.put("a/../../escape", text("bad"));
        ArchiveBytes archive = ArchiveBytes.of(archiveName(), pack(entries));

        assertThatExceptionOfType(UnsafeArchiveException.class)
                .isThrownBy(() -> Expanded.expand(extractor(), archive, temp.resolve("tree")))
                .satisfies(e -> assertThat(e.offenders())
                        .containsExactly("../escape: leads outside by ..", "a/../../escape: leads outside by .."));
        assertThat(temp.resolve("escape")).doesNotExist();
        assertThat(archive.open()).isZero();
    }

    @Test
    void refusesAnArchiveThatWasCutShort() throws Exception {
        byte[] whole = pack(noise(50_000));
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
    void endsWithInterruptedExceptionWhenInterrupted() throws Exception {
        ArchiveBytes archive = ArchiveBytes.of(archiveName(), pack(noise(500_000)));
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
}
