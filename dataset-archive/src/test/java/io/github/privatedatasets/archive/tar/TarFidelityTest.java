// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.archive.StandardExtractors;
import io.github.privatedatasets.contract.ArchiveBytes;
import io.github.privatedatasets.contract.Expanded;
import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.errors.UnsafeArchiveException;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spi.ArchiveExtractor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Odd tars, read as GNU tar 1.34 reads them. */
class TarFidelityTest {
    private static final byte[] NONE = {};

    @TempDir
    private Path temp;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void laterEntryOfTheSameNameReplacesTheEarlierAlsoWithADotBefore() throws Exception {
        assertThat(tree(new TarBytes()
                        .file("./a", "1")
                        .file("a", "2")
                        .file("b", "1")
                        .file("././b", "2")
                        .entry('2', "s", "t", NONE)
                        .file("./s", "3")))
                .containsOnly(Map.entry("a", "2"), Map.entry("b", "2"), Map.entry("s", "3"));
    }

    @Test
    void appendedHardLinksReplaceTheEarlierOnes() throws Exception {
        assertThat(tree(new TarBytes()
                        .file("a", "1")
                        .entry('1', "b", "a", NONE)
                        .entry('1', "kept", "./a", NONE)
                        .file("a", "2")
                        .entry('1', "b", "a", NONE)
                        .entry('1', "a", "./a", NONE)))
                .containsOnly(Map.entry("a", "2"), Map.entry("b", "2"), Map.entry("kept", "1"));
    }

    @Test
    void dotsAndSlashesAtTheEndOfADirectoryMeanNothing() throws Exception {
        assertThat(tree(new TarBytes()
                        .entry('5', "./", "", NONE)
                        .entry('5', ".", "", NONE)
                        .entry('5', "d/.", "", NONE)
                        .file("./d/./b", "x")
                        .entry('5', "./e/./", "", NONE)
                        .entry('5', "f///", "", NONE)))
                .containsOnly(
                        Map.entry("d", "dir"), Map.entry("d/b", "x"), Map.entry("e", "dir"), Map.entry("f", "dir"));
    }

    @Test
    void theRootAndDirectoriesOfOldTarsAreFilesThatEndInASlash() throws Exception {
        assertThat(tree(new TarBytes()
                        .oldHeader('0', "./", 0)
                        .oldHeader('\0', "./d/", 0)
                        .oldHeader('7', "./c/", 0)
                        .oldHeader('0', "f", 0)
                        .entry('2', "l/", "f", NONE)))
                .containsOnly(Map.entry("d", "dir"), Map.entry("c", "dir"), Map.entry("f", ""), Map.entry("l", "-> f"));
    }

    @Test
    void entriesOfUnknownTypesAreFilesWithAWarning() throws Exception {
        assertThat(tree(new TarBytes()
                        .entry('Z', "a", "", text("abc"))
                        .entry('N', "n", "", text("def"))
                        .entry('7', "contiguous", "", text("ghi"))
                        .file("b", "y")))
                .containsOnly(
                        Map.entry("a", "abc"),
                        Map.entry("n", "def"),
                        Map.entry("contiguous", "ghi"),
                        Map.entry("b", "y"));
        assertThat(warnings)
                .containsExactly(
                        "a is of the unknown type Z: it is taken for a file, as tar does",
                        "n is of the unknown type N: it is taken for a file, as tar does");
    }

    @Test
    void labelsAndListsOfNamesAreNoContent() throws Exception {
        assertThat(tree(new TarBytes()
                        .entry('V', "label", "", text("label"))
                        .entry('D', "d", "", text("Ya\0Nb\0\0"))
                        .file("b", "y")))
                .containsOnly(Map.entry("d", "dir"), Map.entry("b", "y"));
    }

    @Test
    void linksAndDirectoriesHaveNoContentWhateverSizeTheyClaim() throws Exception {
        assertThat(tree(new TarBytes()
                        .file("a", "x")
                        .header('1', "h", "a", 3)
                        .header('2', "l", "a", 512)
                        .header('5', "d", "", 3)
                        .pax('x', "size", "3")
                        .header('1', "h2", "a", 0)
                        .pax('x', "size", "3")
                        .header('5', "d2", "", 0)
                        .file("b", "y")))
                .containsOnly(
                        Map.entry("a", "x"),
                        Map.entry("h", "x"),
                        Map.entry("l", "-> a"),
                        Map.entry("d", "dir"),
                        Map.entry("h2", "x"),
                        Map.entry("d2", "dir"),
                        Map.entry("b", "y"));
    }

    @Test
    void globalRecordsCountForAllThatFollowUnlessTheirOwnSayOtherwise() throws Exception {
        Path root = expand(new TarBytes()
                .pax('x', "path", "own")
                .pax('g', "mtime", "5", "path", "global", "GNU.volume.label", "v", "GNU.volume.filename", "f")
                .file("a", "1")
                .file("b", "2")
                .pax('x', "path", "", "mtime", "")
                .file("c", "3"));

        assertThat(Expanded.tree(root))
                .containsOnly(Map.entry("own", "1"), Map.entry("global", "2"), Map.entry("c", "3"));
        assertThat(modified(root, "own")).isEqualTo(Instant.ofEpochSecond(5));
        assertThat(modified(root, "c")).isEqualTo(Instant.ofEpochSecond(1000));
    }

    @Test
    void ofTwoHeadersOfAKindTheSecondCountsAndPaxBeforeGnu() throws Exception {
        Path root = expand(new TarBytes()
                .pax('x', "path", "one", "mtime", "5")
                .pax('x', "path", "two")
                .file("a", "1")
                .entry('L', "long", "", text("first\0"))
                .entry('L', "long", "", text("second\0"))
                .file("b", "2")
                .pax('x', "path", "pax")
                .entry('L', "long", "", text("gnu\0"))
                .file("c", "3")
                .pax('X', "path", "p1", "path", "sun", "comment", "a\n9 path=b\nc", "hdrcharset", "BINARY")
                .file("d", "4"));

        assertThat(Expanded.tree(root))
                .containsOnly(
                        Map.entry("two", "1"), Map.entry("second", "2"), Map.entry("pax", "3"), Map.entry("sun", "4"));
        assertThat(modified(root, "two")).isEqualTo(Instant.ofEpochSecond(1000));
    }

    @Test
    void timesBefore1970AndOfFractionsAreKept() throws Exception {
        Path root = expand(new TarBytes()
                .pax('x', "mtime", "7.123456789999")
                .file("nanos", "")
                .pax('x', "mtime", "-2")
                .file("before", "")
                .pax('x', "mtime", "5.25e-01")
                .file("python", "")
                .pax('x', "mtime", "-1.5")
                .file("between", ""));

        assertThat(modified(root, "nanos").truncatedTo(ChronoUnit.MICROS))
                .isEqualTo(Instant.parse("1970-01-01T00:00:07.123456Z"));
        assertThat(modified(root, "before")).isEqualTo(Instant.ofEpochSecond(-2));
        assertThat(modified(root, "python")).isEqualTo(Instant.ofEpochSecond(0, 525_000_000));
        // The JDK sets no fractions of seconds before 1970.
        assertThat(modified(root, "between")).isEqualTo(Instant.ofEpochSecond(-2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "          3 ",
                "000000000003",
                "\00000000003\0",
                "3 4\0",
                "3\0garbage\0",
                "\u0080\0\0\0\0\0\0\0\0\0\0\u0003"
            })
    void readsNumbersHoweverTheyAreWritten(String size) throws Exception {
        byte[] header = TarBytes.block('0', text("a"), 0);
        TarBytes.put(header, 124, "\0".repeat(12));
        TarBytes.put(header, 124, size);

        assertThat(tree(new TarBytes().sealed(header).content(text("abc")).file("b", "y")))
                .containsOnly(Map.entry("a", "abc"), Map.entry("b", "y"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%06o\0 ", "%6o \0", "%07o\0", "%08o", " %05o\0 ", "\0%6o\0"})
    void readsChecksumsHoweverTheyAreWritten(String format) throws Exception {
        byte[] header = TarBytes.block('0', text("a"), 0);
        TarBytes.put(header, 148, "        ");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        TarBytes.put(header, 148, String.format(format, sum));

        assertThat(tree(new TarBytes().raw(header))).containsOnly(Map.entry("a", ""));
    }

    @Test
    void readsChecksumsOfSignedBytes() throws Exception {
        byte[] header = TarBytes.block('0', "\u00e9\u4e2d".getBytes(StandardCharsets.UTF_8), 0);
        TarBytes.put(header, 148, "        ");
        int sum = 0;
        for (byte b : header) {
            sum += b;
        }
        TarBytes.put(header, 148, String.format("%06o\0 ", sum));

        assertThat(tree(new TarBytes().raw(header))).containsOnlyKeys("\u00e9\u4e2d");
    }

    @Test
    void onlyHeadersOfPosixAndStarHaveAPrefix() throws Exception {
        assertThat(tree(new TarBytes()
                        .sealed(prefixed("posix", "ustar\00000"))
                        .sealed(prefixed("gnu", "ustar  \0"))
                        .sealed(prefixed("v7", ""))
                        .sealed(prefixed("other", "ustar 00"))
                        .sealed(star())))
                .containsOnlyKeys("pre", "pre/posix", "gnu", "v7", "other", "pre/star");
    }

    private static byte[] prefixed(String name, String magic) {
        byte[] header = TarBytes.block('0', text(name), 0);
        TarBytes.put(header, 257, magic);
        TarBytes.put(header, 345, "pre");
        return header;
    }

    private static byte[] star() {
        byte[] header = prefixed("star", "ustar\00000");
        TarBytes.put(header, 345 + 131, "00000000001 00000000002 ");
        TarBytes.put(header, 508, "tar\0");
        return header;
    }

    @Test
    void refusesRecordsAndNumbersThatTarComplainsOf() {
        for (String records : new String[] {
            "9 path=abc\n", "99 path=abc\n", "0 path=abc\n", " 11 path=ab\n", "11\tpath=abc\n", "6 abc\n", "10 path=ab"
        }) {
            assertCorrupt(new TarBytes().entry('x', "p", "", text(records)).file("a", ""));
        }
        for (String mtime : new String[] {"abc", "+5", "99999999999999999999", "1e99"}) {
            assertCorrupt(new TarBytes().pax('x', "mtime", mtime).file("a", ""));
        }
        byte[] mode = TarBytes.block('0', text("a"), 0);
        TarBytes.put(mode, 100, "rwxr-x\0");
        assertCorrupt(new TarBytes().sealed(mode));
        byte[] digit = TarBytes.block('0', text("a"), 0);
        TarBytes.put(digit, 124, "00000000008\0");
        assertCorrupt(new TarBytes().sealed(digit));
        byte[] blank = TarBytes.block('0', text("a"), 0);
        assertCorrupt(new TarBytes().raw(blank));
        assertCorrupt(new TarBytes().header('0', "d/", "", 3).content(text("abc")));
    }

    @Test
    void refusesNamesOfBytesThatAreNoTextOrEndEarly() {
        for (TarBytes tar : new TarBytes[] {
            new TarBytes().pax('x', "path", "a\0b").file("z", ""),
            new TarBytes().pax('x', "path", "a\nb").file("z", ""),
            new TarBytes().entry('L', "long", "", NONE).file("z", ""),
            new TarBytes().file("", "")
        }) {
            assertThatThrownBy(() -> expand(tar)).isInstanceOf(UnsafeArchiveException.class);
        }
    }

    @Test
    void refusesSparseFilesOfSolarisWhoseHolesWouldBeLost() {
        assertThatThrownBy(() -> expand(new TarBytes()
                        .pax('x', "SUN.holesdata", " 0 1048576 1052672")
                        .file("f", "x")))
                .isInstanceOf(UnsafeArchiveException.class)
                .hasMessageContaining("f: is a sparse file as the tar of Solaris writes it");
    }

    @Test
    void warnsOfATarWithoutItsEnd() throws Exception {
        ArchiveBytes archive =
                ArchiveBytes.of("a.tar", new TarBytes().file("a", "x").cut());
        Expanded.expand(TarContractTest.tarExtractor(), archive, temp, Optional.empty(), warnings::add);

        assertThat(temp.resolve("a")).hasContent("x");
        assertThat(warnings)
                .containsExactly(
                        "the tar ends at byte 1024 without the zeros that end one: if entries are missing, it was"
                                + " cut off");
    }

    @Test
    void warnsOfWhatFollowsABlockOfZeros() throws Exception {
        assertThat(tree(new TarBytes().file("a", "x").raw(new byte[512]).file("b", "y")))
                .containsOnlyKeys("a");
        assertThat(warnings)
                .containsExactly(
                        "the tar ends at byte 1024 of 3584, by a block of zeros: what follows is ignored, as tar"
                                + " does (without --ignore-zeros)");
    }

    @Test
    @Timeout(30)
    void readsNoMoreThanItsLimitsOfWhatIsNoContent() {
        List<ArchiveExtractor> small = StandardExtractors.builder()
                .maxExtendedHeader(ByteSize.parse("10Ki"))
                .maxSparseExtents(2)
                .maxIgnored(ByteSize.parse("10Ki"))
                .build();
        TarBytes headers = new TarBytes();
        for (int i = 0; i < 10; i++) {
            headers.pax('g', "comment", "x".repeat(1000));
        }

        assertCorrupt(small, headers.file("a", ""), "the limit is 10240 (StandardExtractors' maxExtendedHeader)");
        assertCorrupt(
                small,
                new TarBytes()
                        .pax('x', "GNU.sparse.size", "9", "GNU.sparse.map", "0,0,0,0,0,0")
                        .file("a", ""),
                "more than 2 pieces, which is the limit (StandardExtractors' maxSparseExtents)");
        assertCorrupt(
                small,
                new TarBytes().file("a", "").raw(new byte[11 << 10]),
                "bytes follow the end of the tar, which is the limit (StandardExtractors' maxIgnored)");
        assertCorrupt(
                small,
                new TarBytes()
                        .entry('V', "v", "", new byte[5000])
                        .entry('D', "d", "", new byte[5000])
                        .file("a", ""),
                "with those before more than the limit, 10240 (StandardExtractors' maxIgnored)");
    }

    @Test
    void stopsReadingABombOnceItIsRefused() {
        assertThatThrownBy(() -> expand(new TarBytes().file("../a", "").header('0', "bomb", "", 1L << 40)))
                .isInstanceOf(UnsafeArchiveException.class)
                .hasMessageContaining("../a");
    }

    private void assertCorrupt(TarBytes tar) {
        assertThatThrownBy(() -> expand(tar)).isInstanceOf(CorruptArchiveException.class);
    }

    private void assertCorrupt(List<ArchiveExtractor> extractors, TarBytes tar, String problem) {
        assertThatThrownBy(() -> expand(TarContractTest.tarExtractor(extractors), tar))
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageContaining(problem);
    }

    private Map<String, String> tree(TarBytes tar) throws IOException, InterruptedException {
        return Expanded.tree(expand(tar));
    }

    private Path expand(TarBytes tar) throws IOException, InterruptedException {
        return expand(TarContractTest.tarExtractor(), tar);
    }

    private Path expand(ArchiveExtractor extractor, TarBytes tar) throws IOException, InterruptedException {
        Path root = Files.createTempDirectory(temp, "root");
        Expanded.expand(extractor, ArchiveBytes.of("a.tar", tar.end()), root, Optional.empty(), warnings::add);
        return root;
    }

    private static Instant modified(Path root, String path) throws IOException {
        return Files.getLastModifiedTime(root.resolve(path)).toInstant();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
