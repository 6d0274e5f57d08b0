// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.errors.TooManyEntriesException;
import io.github.privatedatasets.errors.UnsafeArchiveException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.errors.VolumeFullException;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spi.ArchiveContent;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.spi.EntryAttributes;
import io.github.privatedatasets.spi.EntrySink;
import io.github.privatedatasets.spi.TreeLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveExpanderTest {
    @TempDir
    Path temp;

    private final ArchiveExpander expander = ArchiveExpander.of(List.of(new PlainZipExtractor()));

    @Test
    void expandsIntoADirectoryThatIsAbsentOrEmpty() throws Exception {
        Path archive = zip("train/0.txt", "zero");
        Path absent = temp.resolve("made/deep");
        ExpandedArchive expanded = expander.expand(archive, absent);
        assertThat(expanded).isEqualTo(new ExpandedArchive(absent, 4, 1, List.of()));
        assertThat(absent.resolve("train/0.txt")).hasContent("zero");
        Path empty = Files.createDirectory(temp.resolve("empty"));
        expander.expand(archive, empty);
        assertThat(empty.resolve("train/0.txt")).hasContent("zero");
        assertThat(temp).isDirectoryNotContaining("glob:**/.*");
    }

    @Test
    void expandsBelowALinkToADirectory() throws Exception {
        Path real = Files.createDirectory(temp.resolve("real"));
        Path link = Files.createSymbolicLink(temp.resolve("link"), real);

        expander.expand(zip("a", "1"), link.resolve("target"));

        assertThat(real.resolve("target/a")).hasContent("1");
    }

    @Test
    void touchesNothingThatStandsThere() throws Exception {
        Path archive = zip("a", "1");
        Path full = Files.createDirectory(temp.resolve("full"));
        Files.writeString(full.resolve("mine"), "mine");
        Path link = Files.createSymbolicLink(temp.resolve("link"), temp.resolve("nowhere"));
        for (Path taken : List.of(full, full.resolve("mine"), link)) {
            assertThatThrownBy(() -> expander.expand(archive, taken))
                    .isInstanceOf(StorageFailureException.class)
                    .hasMessageStartingWith("storage at " + taken + ": something stands there");
        }
        assertThat(full.resolve("mine")).hasContent("mine");
        assertThat(temp).isDirectoryNotContaining("glob:**/.*");
    }

    @Test
    void leavesNothingOfAnArchiveItRefuses() throws Exception {
        Path target = temp.resolve("target");
        Path escaping = zip("../out", "1");
        assertThatThrownBy(() -> expander.expand(escaping, target)).isInstanceOf(UnsafeArchiveException.class);
        Path large = zip("a", "x".repeat(2000));
        assertThatThrownBy(() -> expander.limit(ByteSize.parse("1K")).expand(large, target))
                .isInstanceOf(VolumeFullException.class)
                .hasMessageContaining("): raise it (in a spec by ");
        Path many = zip("a", "1", "b", "2");
        assertThatThrownBy(() -> expander.treeLimits(TreeLimits.defaults().withMaxEntries(1))
                        .expand(many, target))
                .isInstanceOf(TooManyEntriesException.class)
                .hasMessageContaining("TreeLimits.maxEntries");
        Path page = Files.writeString(temp.resolve("page.zip"), "<html>");
        assertThatThrownBy(() -> expander.expand(page, target))
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageContaining(
                        "; put a sound one in its place, or take it as it is (in a spec by expand: never)");
        assertThat(target).doesNotExist();
        assertThat(temp).isDirectoryNotContaining("glob:**/.*");
    }

    @Test
    void saysWhichSuffixesItKnowsAndThatAnArchiveIsMissing() {
        assertThatThrownBy(() -> expander.expand(temp.resolve("a.rar"), temp.resolve("t")))
                .isInstanceOf(UnsupportedDatasetException.class)
                .hasMessageContaining(".zip");
        assertThatThrownBy(() -> expander.expand(temp.resolve("missing.zip"), temp.resolve("t")))
                .isInstanceOf(StorageFailureException.class)
                .hasMessageContaining("missing.zip");
    }

    @Test
    void tellsWhatTheExtractorWarnsOf() throws Exception {
        ArchiveExpander odd = expander((archive, sink) -> {
            sink.file("a", EntryAttributes.PLAIN, InputStream.nullInputStream());
            for (int i = 0; i < 25; i++) {
                sink.warn("odd " + i);
            }
        });
        Path archive = Files.createFile(temp.resolve("a.odd"));

        ExpandedArchive expanded = odd.expand(archive, temp.resolve("target"));

        assertThat(expanded.warnings())
                .hasSize(21)
                .startsWith("odd 0", "odd 1")
                .endsWith("odd 19", "and 5 more warnings about the archive");
    }

    @Test
    void anInterruptInTheMiddleOfAReadOrWriteIsNoDamage() throws Exception {
        byte[] content = new byte[1 << 20];
        for (boolean writing : new boolean[] {false, true}) {
            ArchiveExpander interrupted = expander((archive, sink) -> {
                Thread.currentThread().interrupt();
                try (InputStream in = writing ? new ByteArrayInputStream(content) : archive.openStream()) {
                    sink.file("a", EntryAttributes.PLAIN, in);
                }
            });
            Path archive = Files.write(temp.resolve("a.odd"), content);

            assertThatThrownBy(() -> interrupted.expand(archive, temp.resolve("target")))
                    .as("writing: %s", writing)
                    .isInstanceOf(InterruptedException.class);

            assertThat(Thread.interrupted()).isFalse();
            assertThat(temp).isDirectoryNotContaining("glob:**/{.*,target}");
        }
    }

    @Test
    void whateverAnExtractorThrowsAtBadBytesIsDamage() throws Exception {
        Path archive = Files.write(temp.resolve("a.odd"), new byte[1]);
        for (RuntimeException failure : List.of(
                new IndexOutOfBoundsException("Index 7 out of bounds"),
                new ArithmeticException(),
                new BufferUnderflowException(),
                new UncheckedIOException(new IOException("bad")))) {
            ArchiveExpander failing = expander((content, sink) -> {
                throw failure;
            });

            assertThatThrownBy(() -> failing.expand(archive, temp.resolve("target")))
                    .isInstanceOf(CorruptArchiveException.class)
                    .hasMessageContaining(failure.getClass().getSimpleName())
                    .hasCause(failure);
        }
    }

    @Test
    void messagesAreOneLineWhateverNamesHold() throws Exception {
        Path archive = zip("a\u202e\u2028b", "x".repeat(2000));

        assertThatThrownBy(() -> expander.limit(ByteSize.parse("1K")).expand(archive, temp.resolve("target")))
                .isInstanceOf(VolumeFullException.class)
                .hasMessageContaining("(at a\\u202e\\u2028b)");
    }

    private static ArchiveExpander expander(Extracting extracting) {
        return ArchiveExpander.of(List.of(new ArchiveExtractor() {
            @Override
            public Set<String> suffixes() {
                return Set.of(".odd");
            }

            @Override
            public void extract(ArchiveContent archive, EntrySink sink, Executor workers)
                    throws IOException, InterruptedException {
                extracting.extract(archive, sink);
            }
        }));
    }

    private interface Extracting {
        void extract(ArchiveContent archive, EntrySink sink) throws IOException, InterruptedException;
    }

    private Path zip(String... namesAndTexts) throws IOException {
        Path archive = Files.createTempFile(temp, "archive", ".zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return archive;
    }
}
