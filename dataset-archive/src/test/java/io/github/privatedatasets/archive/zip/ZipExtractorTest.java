// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.zip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.privatedatasets.archive.StandardExtractors;
import io.github.privatedatasets.contract.ArchiveBytes;
import io.github.privatedatasets.contract.ArchiveExtractorContract;
import io.github.privatedatasets.contract.Expanded;
import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.errors.UnsafeArchiveException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.expand.TreeSummary;
import io.github.privatedatasets.spi.ArchiveExtractor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZipExtractorTest extends ArchiveExtractorContract {
    private static final int STORED = ZipEntry.STORED;
    private static final int BZIP2 = 12;

    @TempDir
    private Path directory;

    @Override
    protected ArchiveExtractor extractor() {
        return StandardExtractors.all().stream()
                .filter(e -> e.suffixes().contains(".zip"))
                .findFirst()
                .orElseThrow();
    }

    @Override
    protected String archiveName() {
        return "a.zip";
    }

    @Override
    protected byte[] pack(Map<String, byte[]> entries) throws IOException {
        ZipBytes zip = new ZipBytes();
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            zip.entry(entry.getKey(), 0100644, ZipEntry.DEFLATED, entry.getValue());
        }
        return zip.end();
    }

    @Test
    void keepsModesAndSymbolicLinks() throws Exception {
        expand(new ZipBytes()
                .entry("dir/", 0040755, STORED, new byte[0])
                .entry("dir/program", 0104755, ZipEntry.DEFLATED, text("x"))
                .entry("plain", 0100600, STORED, text("y"))
                .entry("link", 0120777, STORED, text("dir/program"))
                .end());

        assertThat(Expanded.tree(root()))
                .containsOnly(
                        Map.entry("dir", "dir"),
                        Map.entry("dir/program", "x"),
                        Map.entry("plain", "y"),
                        Map.entry("link", "-> dir/program"));
        assertThat(Files.getAttribute(root().resolve("dir/program"), "unix:mode"))
                .isEqualTo(0100555);
        assertThat(Files.getAttribute(root().resolve("plain"), "unix:mode")).isEqualTo(0100444);
    }

    @Test
    void takesAnArchiveWithoutEntriesForAnEmptyTree() throws Exception {
        assertThat(expand(new ZipBytes().end())).isEqualTo(new TreeSummary(0, 0));
    }

    @Test
    void readsZip64() throws Exception {
        assertThat(expand(
                        new ZipBytes().zip64().file("a", "x").stored("b", "yy").end()))
                .isEqualTo(new TreeSummary(3, 2));
    }

    @Test
    void readsAZipBehindSomethingElse() throws Exception {
        byte[] zip = new ZipBytes().file("a", "x").end();
        byte[] program = Arrays.copyOf(text("#!/bin/sh\n"), 1000 + zip.length);
        System.arraycopy(zip, 0, program, 1000, zip.length);

        assertThat(expand(program)).isEqualTo(new TreeSummary(1, 1));
    }

    @Test
    void warnsOfBytesBeforeAndBehindTheZip() throws Exception {
        byte[] zip = new ZipBytes().file("a", "x").end();
        byte[] around = new byte[1000 + zip.length + 7];
        System.arraycopy(zip, 0, around, 1000, zip.length);
        List<String> warnings = new ArrayList<>();
        Expanded.expand(new ZipExtractor(1), ArchiveBytes.of("a.zip", around), root(), Optional.empty(), warnings::add);

        assertThat(warnings)
                .containsExactly(
                        "1000 bytes before the zip's first entry are ignored",
                        "7 bytes behind the zip's end are ignored");
    }

    @Test
    void readsAZipBehindTheMarkOfSeveralVolumes() throws Exception {
        byte[] zip = new ZipBytes().file("a", "x").end();
        byte[] marked = new byte[4 + zip.length];
        System.arraycopy(text("PK00"), 0, marked, 0, 4);
        System.arraycopy(zip, 0, marked, 4, zip.length);

        assertThat(expand(marked)).isEqualTo(new TreeSummary(1, 1));
    }

    @Test
    void readsZip64BehindSomethingElse() throws Exception {
        byte[] zip = new ZipBytes().zip64().file("a", "x").stored("b", "yy").end();
        byte[] program = new byte[1000 + zip.length];
        System.arraycopy(zip, 0, program, 1000, zip.length);

        assertThat(expand(program)).isEqualTo(new TreeSummary(3, 2));
    }

    @Test
    void readsEntriesWhoseDirectoryHasAnotherOrder() throws Exception {
        byte[] zip = new ZipBytes().stored("a", "x").stored("b", "y").end();
        int first = ZipBytes.indexOf(zip, ZipHeader.SIGNATURE, 0);
        int second = ZipBytes.indexOf(zip, ZipHeader.SIGNATURE, first + 1);
        int length = second - first;
        byte[] turned = zip.clone();
        System.arraycopy(zip, second, turned, first, length);
        System.arraycopy(zip, first, turned, second, length);
        expand(turned);

        assertThat(Expanded.tree(root())).containsOnly(Map.entry("a", "x"), Map.entry("b", "y"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsBzip2Entries(boolean libraryDecoders) throws Exception {
        byte[] content = noise(250_000); // three blocks
        byte[] zip = new ZipBytes()
                .compressed("a", BZIP2, bzip2(content), content)
                .compressed("empty", BZIP2, bzip2(new byte[0]), new byte[0])
                .file("b", "x")
                .end();
        List<ArchiveExtractor> extractors =
                StandardExtractors.builder().libraryDecoders(libraryDecoders).build();
        Expanded.expand(extractors.get(0), ArchiveBytes.of("a.zip", zip), root());

        assertThat(root().resolve("a")).hasBinaryContent(content);
        assertThat(root().resolve("empty")).isEmptyFile();
        assertThat(root().resolve("b")).hasContent("x");
    }

    @Test
    void refusesABzip2EntryThatIsNotOneStream() throws IOException {
        byte[] content = text("content");
        byte[] one = bzip2(content);
        byte[] cut = Arrays.copyOf(one, one.length - 1);
        byte[] longer = Arrays.copyOf(one, one.length + 1);
        byte[] twice = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, twice, one.length, one.length);

        for (byte[] data : new byte[][] {longer, twice}) {
            assertCorrupt(new ZipBytes().compressed("a", BZIP2, data, content).end(), "something follows the end");
        }
        assertCorrupt(new ZipBytes().compressed("a", BZIP2, cut, content).end(), "its entry a ends too early");
        assertCorrupt(
                new ZipBytes().compressed("a", BZIP2, new byte[0], content).end(), "its entry a ends too early");
    }

    /** Deflate64 has matches of up to 65,538 bytes, and from up to 65,536 back: no writer of it is at hand. */
    @Test
    void readsDeflate64Entries() throws Exception {
        // The last block, of fixed codes: b, a, 65,534 bytes from 1 back, 10 bytes from 65,536 back, the end. A code
        // begins with its highest
        // bit, a number with its lowest.
        String bits = "1" + "10" + "10010010" + "10010001" + "11000101" + "1101111111111111" + "00000" + "0001000"
                + "11111" + "11111111111111" + "0000000";
        byte[] compressed = new byte[(bits.length() + 7) / 8];
        for (int i = 0; i < bits.length(); i++) {
            compressed[i / 8] |= (byte) ((bits.charAt(i) - '0') << i % 8);
        }
        byte[] content = text("b" + "a".repeat(65_535) + "b" + "a".repeat(9));
        expand(new ZipBytes().compressed("a", 9, compressed, content).end());

        assertThat(root().resolve("a")).hasBinaryContent(content);
    }

    @Test
    void readsTheNameOfTheUnicodeExtraField() throws Exception {
        byte[] zip = new ZipBytes().withUnicodeField("\u00e9\u4e2d", "x").end();
        expand(zip);

        assertThat(root().resolve("\u00e9\u4e2d")).hasContent("x");
    }

    @Test
    void passesOverAUnicodeExtraFieldOfAnotherName() throws Exception {
        byte[] zip = new ZipBytes().withUnicodeField("n1", "x").end();
        // In both headers; the field keeps the old name and its CRC, as after a renaming by a tool that does not know
        // it.
        expand(ZipBytes.withDirectoryField(ZipBytes.withLocalField(zip, 0, 31, 1, '2'), 0, 47, 1, '2'));

        assertThat(root().resolve("n2")).hasContent("x");
    }

    @Test
    void keepsTheTimeOfTheExtraField() throws Exception {
        Instant time = Instant.parse("2001-02-03T04:05:07Z");
        expand(new ZipBytes().writtenAt("a", time).end());

        assertThat(Files.getLastModifiedTime(root().resolve("a")).toInstant()).isEqualTo(time);
    }

    @Test
    void readsNamesThatAreNotUtf8AsTheOldZipEncoding() throws Exception {
        byte[] zip = new ZipBytes().file("n1", "x").end();
        // In both headers; 0x82 is an e acute in code page 437.
        for (int i = 0; i < zip.length - 1; i++) {
            if (zip[i] == 'n' && zip[i + 1] == '1') {
                zip[i + 1] = (byte) 0x82;
            }
        }
        byte[] unmarked = ZipBytes.withDirectoryField(zip, 0, 8, 2, 0);
        expand(unmarked);

        assertThat(root().resolve("n\u00e9")).hasContent("x");
    }

    @Test
    void readsFurtherSlashesAndDotsInANameAsEveryUnzipDoes() throws Exception {
        expand(new ZipBytes().file("a//b", "x").file("./a/./c", "y").end());

        assertThat(Expanded.tree(root()))
                .containsOnly(Map.entry("a", "dir"), Map.entry("a/b", "x"), Map.entry("a/c", "y"));
    }

    @Test
    void refusesTheSameNameTwice() throws IOException {
        byte[] zip = new ZipBytes().file("a", "x").file("a", "y").end();
        assertThat(refusal(zip).offenders()).containsExactly("a: is in the archive twice");

        byte[] otherwise = new ZipBytes().file("d/a", "x").file("d//a", "y").end();
        assertThat(refusal(otherwise).offenders()).containsExactly("d/a: is in the archive twice");
    }

    @Test
    void takesADirectoryThatIsNamedAgain() throws Exception {
        byte[] zip = new ZipBytes()
                .stored("d/", "")
                .file("d/a", "x")
                .stored("e/", "")
                .file("d/b", "y")
                .end();
        // The writer at hand names nothing twice.
        expand(ZipBytes.withDirectoryField(ZipBytes.withLocalField(zip, 2, 30, 1, 'd'), 2, 46, 1, 'd'));

        assertThat(Expanded.tree(root()))
                .containsOnly(Map.entry("d", "dir"), Map.entry("d/a", "x"), Map.entry("d/b", "y"));
    }

    @Test
    void takesASlashAloneForTheRoot() throws Exception {
        expand(new ZipBytes().stored("/", "").file("a", "x").end());

        assertThat(Expanded.tree(root())).containsOnly(Map.entry("a", "x"));
    }

    @Test
    void takesNoFileForADirectoryThatIsNamedAgain() throws IOException {
        byte[] zip = new ZipBytes().stored("d", "").stored("d", "x").end();
        byte[] dos = ZipBytes.withDirectoryField(ZipBytes.withDirectoryField(zip, 0, 5, 1, 0), 0, 38, 1, 0x10);

        assertThat(refusal(dos).offenders()).containsExactly("d: is in the archive twice");
    }

    @Test
    void takesAFifoWithContentForTheFileThatWasPackedFromAPipe() throws Exception {
        expand(new ZipBytes()
                .entry("-", 0010600, ZipEntry.DEFLATED, text("piped"))
                .entry("typeless", 0177777, STORED, text("x"))
                .entry("d/", 0177777, STORED, new byte[0])
                .end());

        assertThat(Expanded.tree(root()))
                .containsOnly(Map.entry("-", "piped"), Map.entry("typeless", "x"), Map.entry("d", "dir"));
    }

    @Test
    void passesOverTheContentOfADirectoryWithAWarning() throws Exception {
        List<String> warnings = new ArrayList<>();

        Expanded.expand(
                new ZipExtractor(1),
                ArchiveBytes.of(
                        "a.zip",
                        new ZipBytes().stored("d/", "inode").stored("d/a", "x").end()),
                root(),
                Optional.empty(),
                warnings::add);

        assertThat(warnings).containsExactly("d/ is a directory, and has content: that is passed over, as by unzip");
        assertThat(Expanded.tree(root())).containsOnly(Map.entry("d", "dir"), Map.entry("d/a", "x"));
    }

    @Test
    void readsTheAttributesOfOtherSystems() throws Exception {
        byte[] zip = new ZipBytes()
                .stored("d", "")
                .stored("empty", "")
                .file("x", "x")
                .end();
        byte[] dos = ZipBytes.withDirectoryField(ZipBytes.withDirectoryField(zip, 0, 5, 1, 0), 0, 38, 1, 0x10);
        byte[] darwin = ZipBytes.withDirectoryField(ZipBytes.withDirectoryField(dos, 2, 5, 1, 19), 2, 40, 2, 0100755);
        expand(ZipBytes.withDirectoryField(darwin, 1, 5, 1, 0));

        assertThat(Expanded.tree(root()))
                .containsOnly(Map.entry("d", "dir"), Map.entry("empty", ""), Map.entry("x", "x"));
        assertThat(Files.isExecutable(root().resolve("x"))).isTrue();
    }

    @Test
    void countsOnFromTimesThatAreNone() throws Exception {
        byte[] zip = new ZipBytes().file("none", "").file("counted", "").end();
        byte[] none = ZipBytes.withDirectoryField(zip, 0, 12, 4, 0);
        expand(ZipBytes.withDirectoryField(none, 1, 12, 4, (2 << 9 | 13 << 5 | 32 - 1) << 16 | 25 << 11));

        assertThat(localTime("none")).isEqualTo(LocalDateTime.of(1979, 12, 31, 0, 0));
        assertThat(localTime("counted")).isEqualTo(LocalDateTime.of(1983, 2, 1, 1, 0));
    }

    @Test
    void readsTheSecondsOfUnixBeyondTheirSignWhereTheLocalTimeIsToo() throws Exception {
        Instant time = Instant.parse("2039-01-01T00:00:01Z");
        byte[] zip = new ZipBytes().writtenAt("a", time.minusSeconds(1L << 32)).end();
        expand(ZipBytes.withDirectoryField(zip, 0, 14, 2, (2039 - 1980) << 9 | 1 << 5 | 1));

        assertThat(Files.getLastModifiedTime(root().resolve("a")).toInstant()).isEqualTo(time);
    }

    private LocalDateTime localTime(String name) throws IOException {
        return LocalDateTime.ofInstant(
                Files.getLastModifiedTime(root().resolve(name)).toInstant(), ZoneId.systemDefault());
    }

    @Test
    void refusesDevicesAndSockets() throws IOException {
        byte[] zip = new ZipBytes()
                .entry("fifo", 0010644, STORED, new byte[0])
                .entry("socket", 0140644, STORED, new byte[0])
                .end();

        assertThat(refusal(zip).offenders())
                .containsExactly(
                        "fifo: is a device, FIFO or socket (mode 10644)",
                        "socket: is a device, FIFO or socket (mode 140644)");
    }

    @Test
    void refusesLinkThatLeadsOutsideOrHasAnEndlessTarget() throws IOException {
        byte[] zip = new ZipBytes()
                .entry("out", 0120777, STORED, text("../secret"))
                .entry("endless", 0120777, ZipEntry.DEFLATED, new byte[1 << 20])
                .end();

        assertThat(refusal(zip).offenders())
                .containsExactlyInAnyOrder(
                        "out: is a link to ../secret, which leads outside",
                        "endless: is a link whose target is 65536 bytes long or longer");
    }

    @Test
    void checksTheCrcOfStoredAndDeflatedEntries() throws IOException {
        byte[] stored = new ZipBytes().stored("a", "content").end();
        int at = new String(stored, StandardCharsets.ISO_8859_1).indexOf("content");
        stored[at] ^= 1;
        assertCorrupt(stored, "its entry a has the CRC");

        byte[] deflated = new ZipBytes().file("a", "content").end();
        assertCorrupt(ZipBytes.withDirectoryField(deflated, 0, 16, 4, 1), "its entry a has the CRC");
    }

    @Test
    void refusesSizesThatAreNotTheContents() throws IOException {
        byte[] zip = new ZipBytes().file("a", "content").end();

        assertCorrupt(ZipBytes.withDirectoryField(zip, 0, 24, 4, 8), "has 7 bytes, the archive's directory says 8");
        assertCorrupt(ZipBytes.withDirectoryField(zip, 0, 24, 4, 6), "has more than 6 bytes");
    }

    @Test
    void refusesEncryptedEntries() throws IOException {
        byte[] zip = new ZipBytes().file("a", "content").end();

        assertCorrupt(ZipBytes.withDirectoryField(zip, 0, 8, 2, 1), "its entry a is encrypted");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1 (shrink)",
        "6, 6 (implode)",
        "14, 14 (LZMA)",
        "93, 93 (Zstandard)",
        "95, 95 (xz)",
        "98, 98 (PPMd)",
        "99, 99 (AES encryption)",
        "12345, 12345"
    })
    void namesAMethodThatIsNotSupported(int method, String shown) throws IOException {
        byte[] zip = new ZipBytes().file("a", "content").end();

        assertCorrupt(
                ZipBytes.withDirectoryField(zip, 0, 10, 2, method),
                "its entry a is compressed by method " + shown
                        + ", which is not supported: pack it again with deflate");
    }

    @Test
    void refusesEntriesThatShareBytes() throws IOException {
        byte[] zip =
                new ZipBytes().stored("a", "x".repeat(100)).stored("b", "y").end();

        assertCorrupt(ZipBytes.withDirectoryField(zip, 1, 42, 4, 0), "overlaps another");
        assertCorrupt(ZipBytes.withDirectoryField(zip, 1, 42, 4, 50), "overlaps another");
    }

    @Test
    void refusesEntriesBeyondTheDirectory() throws IOException {
        byte[] zip = new ZipBytes().stored("a", "x").end();

        assertCorrupt(ZipBytes.withDirectoryField(zip, 0, 42, 4, 1 << 20), "beyond the archive's directory");
        assertCorrupt(ZipBytes.withDirectoryField(zip, 0, 20, 4, 1 << 20), "beyond the archive's directory");
    }

    @Test
    void refusesDirectoryThatIsNotAsItsEndSays() throws IOException {
        byte[] zip = new ZipBytes().file("a", "x").file("b", "y").end();

        assertCorrupt(ZipBytes.withEndField(zip, 10, 2, 1), "holds 2 entries, its end record says 1");
        assertCorrupt(ZipBytes.withEndField(zip, 12, 4, 47), "entries, its end record says 2");
        assertCorrupt(ZipBytes.withEndField(zip, 16, 4, 1 << 20), "reaches beyond its end");
    }

    @Test
    void refusesDirectoryThatDoesNotFitIntoMemory() throws IOException {
        ArchiveBytes archive = ArchiveBytes.of(
                "a.zip", new ZipBytes().file("a", "x").file("b", "y").end());

        assertThatThrownBy(() -> ZipDirectory.read(archive, 200))
                .isInstanceOf(UnsupportedDatasetException.class)
                .hasMessageStartingWith("a.zip cannot be expanded here: its directory needs ")
                .hasMessageContaining("give the JVM more (-Xmx)");
    }

    @Test
    void countsLongNamesAndExtraFieldsAsTheMemoryTheyTake() throws IOException {
        String longName = "n".repeat(60_000);
        ArchiveBytes name =
                ArchiveBytes.of("a.zip", new ZipBytes().file(longName, "x").end());
        ArchiveBytes extra =
                ArchiveBytes.of("a.zip", new ZipBytes().extraField("a", 60_000).end());

        for (ArchiveBytes archive : new ArchiveBytes[] {name, extra}) {
            assertThatThrownBy(() -> ZipDirectory.read(archive, 60_000))
                    .isInstanceOf(UnsupportedDatasetException.class)
                    .hasMessageContaining("give the JVM more (-Xmx)");
        }
    }

    private void assertCorrupt(byte[] zip, String problem) {
        assertThatThrownBy(() -> expand(zip))
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageContaining(problem);
    }

    private static byte[] bzip2(byte[] content) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (BZip2CompressorOutputStream bzip2 = new BZip2CompressorOutputStream(compressed, 1)) {
            bzip2.write(content);
        }
        return compressed.toByteArray();
    }

    private UnsafeArchiveException refusal(byte[] zip) {
        return catchThrowableOfType(UnsafeArchiveException.class, () -> expand(zip));
    }

    private TreeSummary expand(byte[] zip) throws IOException, InterruptedException {
        Path fresh = Files.createTempDirectory(directory, "root");
        TreeSummary summary = Expanded.expand(extractor(), ArchiveBytes.of("a.zip", zip), fresh);
        Files.move(fresh, root());
        return summary;
    }

    private Path root() {
        return directory.resolve("expanded");
    }
}
