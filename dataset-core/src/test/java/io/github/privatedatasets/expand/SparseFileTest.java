// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.contract.Expanded;
import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.errors.UnsafeArchiveException;
import io.github.privatedatasets.errors.VolumeFullException;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spi.ByteBudget;
import io.github.privatedatasets.spi.EntryAttributes;
import io.github.privatedatasets.spi.Extent;
import io.github.privatedatasets.spi.TreeLimits;
import io.github.privatedatasets.spi.WrittenEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparseFileTest {
    private static final long GIB = 1L << 30;

    @TempDir
    private Path root;

    private ByteBudget budget;
    private TreeWriter writer;

    @BeforeEach
    void openWriter() throws IOException {
        budget = ByteBudget.of(Optional.of(ByteSize.parse("1M")));
        writer = TreeWriter.open(
                root,
                budget,
                TreeLimits.defaults(),
                warning -> {},
                (offenders, count) -> new UnsafeArchiveException("a", offenders, count));
    }

    @AfterEach
    void closeWriter() {
        writer.close();
    }

    @Test
    void holesTakeNoRoomAndDoNotCountForTheLimit() throws IOException {
        sparse("f", 2 * GIB, List.of(new Extent(GIB, 5), new Extent(GIB + 70_000, 4)), "begin|end");

        assertThat(budget.spentBytes()).isEqualTo(10);
        assertThat(writer.finish()).isEqualTo(new TreeSummary(2 * GIB, 1));
        Path file = root.resolve("f");
        assertThat(Files.size(file)).isEqualTo(2 * GIB);
        assertThat(Expanded.allocatedBytes(file)).isBetween(1L, 256L << 10);
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(GIB - 1);
            assertThat(in.readNBytes(7)).asString(StandardCharsets.US_ASCII).isEqualTo("\0begin\0");
            in.skipNBytes(70_000 - 6);
            assertThat(in.readNBytes(5)).asString(StandardCharsets.US_ASCII).isEqualTo("|end\0");
        }
    }

    @Test
    void writesFilesOfNothingOfOneHoleAndOfNoHole() throws IOException {
        sparse("empty", 0, List.of(), "");
        sparse("empty-at-end", 0, List.of(new Extent(0, 0)), "");
        sparse("hole", 70_000, List.of(new Extent(70_000, 0)), "");
        sparse("dense", 4, List.of(new Extent(0, 2), new Extent(2, 2)), "abcd");
        writer.finish();

        assertThat(Expanded.tree(root))
                .containsEntry("empty", "")
                .containsEntry("empty-at-end", "")
                .containsEntry("hole", "70000 bytes")
                .containsEntry("dense", "abcd");
        assertThat(root.resolve("hole")).hasBinaryContent(new byte[70_000]);
    }

    @Test
    void tellsTheDigestOfItsWholeContentWithoutWritingTheHoles() throws IOException {
        List<WrittenEntry.File> told = new ArrayList<>();
        writer.tell(new TreeWriter.FileListener() {
            @Override
            public void written(WrittenEntry entry) {
                told.add((WrittenEntry.File) entry);
            }
        });
        sparse("empty", 0, List.of(), "");
        sparse("hole", 70_000, List.of(), "");
        sparse("dense", 4, List.of(new Extent(0, 2), new Extent(2, 2)), "abcd");
        sparse("begin", 300_001, List.of(new Extent(0, 5)), "begin");
        sparse("end", 300_001, List.of(new Extent(300_000, 1)), "e");
        sparse(
                "many",
                1_234_567,
                List.of(new Extent(1, 2), new Extent(4096, 3), new Extent(1_000_000, 4)),
                "aabbbcccc");

        assertThat(told).hasSize(6);
        for (WrittenEntry.File file : told) {
            byte[] content = Files.readAllBytes(root.resolve(file.path()));
            CRC32C digest = new CRC32C();
            digest.update(content);
            assertThat(file).isEqualTo(new WrittenEntry.File(file.path(), content.length, (int) digest.getValue()));
        }
    }

    @Test
    void replacingGivesBackWhatWasWrittenAndNoHoles() throws IOException {
        sparse("f", GIB, List.of(new Extent(0, 4)), "abcd");
        sparse("f", GIB, List.of(new Extent(8, 2)), "ef");
        assertThat(budget.spentBytes()).isEqualTo(3);
        writer.file("f", EntryAttributes.PLAIN, bytes("dense"));

        assertThat(budget.spentBytes()).isEqualTo(5);
        assertThat(writer.finish()).isEqualTo(new TreeSummary(5, 1));
        assertThat(root.resolve("f")).hasContent("dense");
    }

    @Test
    void refusesExtentsThatAreOutOfOrderOverlapOrLieBeyondTheEnd() {
        for (List<Extent> extents : List.of(
                List.of(new Extent(5, 1), new Extent(0, 1)),
                List.of(new Extent(0, 3), new Extent(2, 1)),
                List.of(new Extent(9, 2)),
                List.of(new Extent(11, 0)),
                List.of(new Extent(-1, 1)),
                List.of(new Extent(1, -1)),
                List.of(new Extent(1, Long.MAX_VALUE)),
                List.of(new Extent(Long.MAX_VALUE, Long.MAX_VALUE)))) {
            assertThatThrownBy(() -> sparse("f", 10, extents, "xx"))
                    .as("%s", extents)
                    .hasMessageContaining("out of order or beyond its end");
        }
        assertThatThrownBy(() -> sparse("f", -1, List.of(), "")).hasMessageContaining("-1 bytes");
        assertThat(root.resolve("f")).doesNotExist();
        assertThat(budget.spentBytes()).isZero();
    }

    @Test
    void refusesDataThatIsShorterOrLongerThanTheExtents() {
        List<Extent> extents = List.of(new Extent(0, 2), new Extent(6, 2));

        assertThatThrownBy(() -> sparse("f", 10, extents, "abc")).hasMessageContaining("ends too early");
        assertThatThrownBy(() -> sparse("f", 10, extents, "abcde")).hasMessageContaining("more data");
        assertThat(root.resolve("f")).doesNotExist();
        assertThat(budget.spentBytes()).isZero();
    }

    @Test
    void stopsAtTheLimitOfBytesReallyWritten() {
        List<Extent> extents = List.of(new Extent(0, 2_000_000));

        assertThatExceptionOfType(VolumeFullException.class)
                .isThrownBy(() -> sparse("f", GIB, extents, "x".repeat(2_000_000)))
                .satisfies(e -> assertThat(e.entry()).isEqualTo("f"));
        assertThat(root.resolve("f")).doesNotExist();
    }

    @Test
    void saysThatTheFileSystemHoldsNoFilesOfSuchALengthBeforeItReadsAnything() throws IOException {
        InputStream neverRead = InputStream.nullInputStream();
        neverRead.close();

        assertThatExceptionOfType(StorageFailureException.class)
                .isThrownBy(() -> writer.sparseFile(
                        "f", EntryAttributes.PLAIN, Long.MAX_VALUE, List.of(new Extent(0, 1)), neverRead))
                .withMessageContaining("cannot write f: File too large")
                .withMessageContaining("use a file system");
        assertThat(root.resolve("f")).doesNotExist();
        assertThat(budget.spentBytes()).isZero();
    }

    @Test
    void writesNothingOnceTheTreeIsRefused() throws IOException {
        writer.refuse("dev", "is a character device");
        sparse("f", GIB, List.of(), "");

        assertThat(root).isEmptyDirectory();
    }

    private void sparse(String path, long sizeBytes, List<Extent> extents, String data) throws IOException {
        writer.sparseFile(path, EntryAttributes.PLAIN, sizeBytes, extents, bytes(data));
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }
}
