// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.privatedatasets.archive.StandardExtractors;
import io.github.privatedatasets.contract.ArchiveBytes;
import io.github.privatedatasets.contract.Expanded;
import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.errors.UnsafeArchiveException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.expand.TreeSummary;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spi.ArchiveExtractor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class TarExtractorTest {
    @TempDir
    private Path temp;

    @Test
    void keepsModesTimesAndLinks() throws Exception {
        expand(new TarBytes()
                .entry('5', "./", "", new byte[0])
                .file("./dir/program", "x")
                .entry('2', "./link", "dir/program", new byte[0])
                .entry('1', "./hard", "./dir/program", new byte[0])
                .end());

        assertThat(tree())
                .containsOnly(
                        Map.entry("dir", "dir"),
                        Map.entry("dir/program", "x"),
                        Map.entry("link", "-> dir/program"),
                        Map.entry("hard", "x"));
        assertThat(Files.isExecutable(root().resolve("dir/program"))).isTrue();
        assertThat(Files.getLastModifiedTime(root().resolve("dir/program")).toInstant())
                .isEqualTo(Instant.ofEpochSecond(1000));
    }

    @Test
    void readsLongNamesAndNumbersOfPaxAndGnu() throws Exception {
        String longName = "d/".repeat(60) + "\u00fc".repeat(100);
        for (int mode : new int[] {TarArchiveOutputStream.LONGFILE_POSIX, TarArchiveOutputStream.LONGFILE_GNU}) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
                tar.setLongFileMode(mode);
                tar.setBigNumberMode(
                        mode == TarArchiveOutputStream.LONGFILE_POSIX
                                ? TarArchiveOutputStream.BIGNUMBER_POSIX
                                : TarArchiveOutputStream.BIGNUMBER_STAR);
                TarArchiveEntry file = new TarArchiveEntry(longName);
                file.setSize(1);
                file.setModTime(-86_400_000L);
                tar.putArchiveEntry(file);
                tar.write('x');
                tar.closeArchiveEntry();
                TarArchiveEntry link = new TarArchiveEntry("l", (byte) '2');
                link.setLinkName(longName);
                tar.putArchiveEntry(link);
                tar.closeArchiveEntry();
            }
            Path root = temp.resolve("mode" + mode);
            Expanded.expand(TarContractTest.tarExtractor(), ArchiveBytes.of("a.tar", bytes.toByteArray()), root);

            assertThat(root.resolve(longName)).hasContent("x");
            assertThat(root.resolve("l")).hasContent("x");
            assertThat(Files.getLastModifiedTime(root.resolve(longName)).toInstant())
                    .isEqualTo(Instant.ofEpochSecond(-86_400));
        }
    }

    @Test
    void paxRecordsGoBeforeTheHeaderAndEndWithTheirEntry() throws Exception {
        expand(new TarBytes()
                .pax('g', "mtime", "5", "comment", "global")
                .pax('x', "path", "renamed", "size", "3", "mtime", "7.25", "SCHILY.xattr.user.x", "=\n=")
                .header('0', "short", "", 0)
                .content("abc".getBytes(StandardCharsets.UTF_8))
                .file("next", "y")
                .end());

        assertThat(tree()).containsOnly(Map.entry("renamed", "abc"), Map.entry("next", "y"));
        assertThat(modified("renamed")).isEqualTo(Instant.ofEpochSecond(7, 250_000_000));
        assertThat(modified("next")).isEqualTo(Instant.ofEpochSecond(5));
    }

    @Test
    void paxSizeDoesNotShiftALongNameBetween() throws Exception {
        // Readers that apply it to the name's own header find entries inside of the file's content (TARmageddon).
        byte[] hidden = new TarBytes().file("hidden", "evil").cut();
        expand(new TarBytes()
                .pax('x', "size", Integer.toString(hidden.length))
                .entry('L', "././@LongLink", "", "long\u0000".getBytes(StandardCharsets.UTF_8))
                .header('0', "short", "", 0)
                .content(hidden)
                .end());

        assertThat(tree()).containsOnly(Map.entry("long", hidden.length + " bytes"));
    }

    @Test
    void readsFurtherSlashesAndDotsInANameAsEveryTarDoes() throws Exception {
        expand(new TarBytes()
                .entry('5', "data//set/", "", new byte[0])
                .file("data//set///a", "x")
                .file(".//./b/././c", "y")
                .entry('1', "data/.//hard", "data//set/a", new byte[0])
                .end());

        assertThat(tree())
                .containsOnly(
                        Map.entry("data", "dir"),
                        Map.entry("data/set", "dir"),
                        Map.entry("data/set/a", "x"),
                        Map.entry("data/hard", "x"),
                        Map.entry("b", "dir"),
                        Map.entry("b/c", "y"));
        for (String outside : new String[] {"//a", "a//../../b", "a/./../../b", ".//..//a"}) {
            assertThatThrownBy(() -> expand(new TarBytes().file(outside, "x").end()))
                    .isInstanceOf(UnsafeArchiveException.class);
        }
    }

    @Test
    void readsTarsOfTheSeventhUnix() throws Exception {
        expand(new TarBytes()
                .oldHeader('\0', "dir/", 0)
                .oldHeader('\0', "dir/file", 1)
                .content(new byte[] {'x'})
                .end());

        assertThat(tree()).containsOnly(Map.entry("dir", "dir"), Map.entry("dir/file", "x"));
    }

    @Test
    void readsSparseFilesOfEveryFormat() throws Exception {
        byte[] old = TarBytes.block('S', "old".getBytes(StandardCharsets.UTF_8), 4);
        TarBytes.put(old, 257, "ustar  \0");
        TarBytes.put(old, 386, "00000000003\00000000000002\000");
        TarBytes.put(old, 386 + 24, "00000000007\00000000000002\000");
        TarBytes.put(old, 483, "00000000012\000");
        byte[] map = "2\n3\n2\n7\n2\n".getBytes(StandardCharsets.UTF_8);
        expand(new TarBytes()
                .sealed(old)
                .content("abcd".getBytes(StandardCharsets.UTF_8))
                .pax(
                        'x',
                        "GNU.sparse.size",
                        "10",
                        "GNU.sparse.numblocks",
                        "2",
                        "GNU.sparse.offset",
                        "3",
                        "GNU.sparse.numbytes",
                        "2",
                        "GNU.sparse.offset",
                        "7",
                        "GNU.sparse.numbytes",
                        "2")
                .file("v00", "abcd")
                .pax('x', "GNU.sparse.name", "v01", "GNU.sparse.size", "10", "GNU.sparse.map", "3,2,7,2")
                .file("GNUSparseFile.0/v01", "abcd")
                .pax(
                        'x',
                        "GNU.sparse.major",
                        "1",
                        "GNU.sparse.minor",
                        "0",
                        "GNU.sparse.name",
                        "v10",
                        "GNU.sparse.realsize",
                        "10")
                .header('0', "GNUSparseFile.0/v10", "", 512 + 4)
                .content(map)
                .content("abcd".getBytes(StandardCharsets.UTF_8))
                .file("next", "x")
                .end());

        assertThat(tree()).containsOnlyKeys("v00", "v01", "v10", "old", "next");
        assertThat(tree()).containsEntry("v00", "\0\0\0ab\0\0cd\0").containsEntry("next", "x");
        assertThat(tree().get("v01")).isEqualTo(tree().get("v00"));
        assertThat(tree().get("v10")).isEqualTo(tree().get("v00"));
        assertThat(tree().get("old")).isEqualTo(tree().get("v00"));
    }

    @Test
    void refusesWhatIsNeitherFileNorDirectoryNorLink() {
        UnsafeArchiveException refusal = catchThrowableOfType(
                UnsafeArchiveException.class,
                () -> expand(new TarBytes()
                        .entry('3', "char", "", new byte[0])
                        .entry('4', "block", "", new byte[0])
                        .entry('6', "fifo", "", new byte[0])
                        .entry('M', "part", "", new byte[10])
                        .header(new byte[] {'n', (byte) 0xe9})
                        .end()));

        assertThat(refusal.offenders())
                .containsExactly(
                        "char: is a character device",
                        "block: is a block device",
                        "fifo: is a FIFO",
                        "part: is a part of a file from another volume",
                        "n\u00e9: its name is not UTF-8: pack it again under LC_ALL=C.UTF-8");
    }

    @Test
    void endsAtTheEndOfTheFileIfNothingMarksIt() throws Exception {
        expand(new TarBytes().file("a", "x").cut());

        assertThat(tree()).containsOnly(Map.entry("a", "x"));
    }

    @Test
    void ignoresWhatFollowsTheEndButReadsIt() throws Exception {
        ArchiveBytes archive = ArchiveBytes.of(
                "a.tar",
                new TarBytes().file("a", "x").raw(new byte[1024]).file("b", "y").cut());
        Expanded.expand(TarContractTest.tarExtractor(), archive, root());

        assertThat(tree()).containsOnly(Map.entry("a", "x"));
        assertThat(archive.farthest()).isEqualTo(archive.sizeBytes());
    }

    @Test
    void refusesATarCutWithinAHeaderOrContent() {
        byte[] whole = new TarBytes().file("a", "x".repeat(600)).file("b", "y").end();
        for (int length : new int[] {511, 512, 513, 1200, 1535, 1537, 2000, 2048, 2049}) {
            assertThatThrownBy(() -> expand(Arrays.copyOf(whole, length)))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(CorruptArchiveException.class);
        }
    }

    @Test
    void readsWhatSomeToolsWriteAsEveryTarDoes() throws Exception {
        byte[] nuls = TarBytes.block('0', new byte[] {'z'}, 0);
        TarBytes.put(nuls, 124, "\0\0\0\0\0\0\00016\0\0");
        expand(new TarBytes()
                .oldHeader('\0', "d/", 4096)
                .header('5', "e", "", 4096)
                .entry('A', "d/acl", "", new byte[] {1})
                .pax('x', "mtime", "7.25x")
                .file("d/acl", "x")
                .sealed(nuls)
                .end());

        assertThat(tree())
                .containsOnly(
                        Map.entry("d", "dir"), Map.entry("e", "dir"), Map.entry("d/acl", "x"), Map.entry("z", ""));
        assertThat(Files.getLastModifiedTime(root().resolve("d/acl")).toMillis())
                .isEqualTo(7250);
    }

    @Test
    void refusesMalformedHeaders() {
        byte[] negative = TarBytes.block('0', new byte[] {'a'}, 0);
        Arrays.fill(negative, 124, 136, (byte) 0xff);
        byte[] huge = TarBytes.block('0', new byte[] {'a'}, 0);
        huge[124] = (byte) 0x80;
        Arrays.fill(huge, 125, 136, (byte) 0xff);
        byte[] text = TarBytes.block('0', new byte[] {'a'}, 0);
        TarBytes.put(text, 124, "what is this");

        assertCorrupt(new TarBytes().sealed(negative).end(), "size is negative");
        assertCorrupt(new TarBytes().sealed(huge).end(), "size is too large");
        assertCorrupt(new TarBytes().sealed(text).end(), "size is no number");
        assertCorrupt(
                new TarBytes()
                        .file("a", "x")
                        .raw(new byte[511])
                        .raw(new byte[] {1})
                        .end(),
                "checksum is wrong");
        assertCorrupt(new TarBytes().pax('x', "path", "b").end(), "ends after an extended header");
        assertCorrupt(new TarBytes().pax('x', "size", "-1").file("a", "").end(), "size of its extended header");
        assertCorrupt(
                new TarBytes()
                        .entry('x', "p", "", new byte[] {'9', ' ', 'a', '=', '\n'})
                        .file("a", "")
                        .end(),
                "wrong length");
        assertCorrupt(
                new TarBytes().pax('x', "mtime", "9".repeat(18)).file("a", "").end(), "mtime");
        assertCorrupt(new TarBytes().pax('x', "mtime", "noon").file("a", "").end(), "mtime");
        assertCorrupt(new TarBytes().pax('x', "com\0ment", "x").file("a", "").end(), "no value");
        assertCorrupt(
                new TarBytes()
                        .pax('x', "GNU.sparse.map", "5,1,0,1")
                        .file("a", "xy")
                        .end(),
                "out of order");
    }

    private void assertCorrupt(byte[] tar, String problem) {
        assertThatThrownBy(() -> expand(tar))
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void readsASparseMapOnlyUpToTheMostPiecesThereMayBe() {
        String endless = "0,".repeat(2 << 20) + "no number";

        assertCorrupt(
                new TarBytes().pax('x', "GNU.sparse.map", endless).file("a", "").end(),
                "more than 1048576 pieces, which is the limit");
    }

    @Test
    @Timeout(10)
    void refusesExtendedHeaderThatFillsTheMemory() {
        assertCorrupt(
                new TarBytes().header('x', "pax", "", 600L << 20).end(),
                "the limit is 8388608 (StandardExtractors' maxExtendedHeader)");
        assertCorrupt(
                new TarBytes().header('L', "long", "", 600L << 20).end(),
                "the limit is 8388608 (StandardExtractors' maxExtendedHeader)");
    }

    @Test
    @Timeout(10)
    void refusesNumberOfHundredThousandsOfDigits() {
        String digits = "7".repeat(300_000);
        for (String key : new String[] {"mtime", "size", "GNU.sparse.realsize", "GNU.sparse.offset"}) {
            assertCorrupt(
                    new TarBytes()
                            .pax('x', "GNU.sparse.major", "1", key, digits)
                            .file("a", "")
                            .end(),
                    "no number has so many");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.tar", "a.tar.gz", "a.tar.gz2", "a.tgz", "a.tbz", "a.tar.xz"})
    void firstBytesAndNotTheNameChooseTheCodec(String name) throws Exception {
        byte[] tar = new TarBytes().file("a", "x").end();
        int n = 0;
        for (byte[] encoded :
                new byte[][] {tar, TarContractTest.gzip(tar), TarContractTest.bzip2(tar), TarContractTest.xz(tar)}) {
            Path root = temp.resolve("root" + n++);
            Expanded.expand(TarContractTest.tarExtractor(), ArchiveBytes.of(name, encoded), root);
            assertThat(Expanded.tree(root)).containsOnly(Map.entry("a", "x"));
        }
    }

    /** Where a store's connections are few, archives that each hold one would wait for each other's second. */
    @Test
    void indexOfXzIsReadBeforeTheArchiveIsHeldOpen() throws Exception {
        String random = new Random(5)
                .ints(400_000, ' ', '~')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        byte[] tar = new TarBytes().file("a", random).end();
        ArchiveBytes bytes = ArchiveBytes.of("a.tar.xz", TarContractTest.xz(tar));

        Path root = temp.resolve("root");
        Expanded.expand(TarContractTest.tarExtractor(), bytes, root);

        assertThat(root.resolve("a")).isRegularFile();
        assertThat(bytes.mostReading()).isEqualTo(1);
    }

    @Test
    void decodesBzip2AndXzWithTheLibrarysDecodersWhereAsked() throws Exception {
        List<ArchiveExtractor> extractors =
                StandardExtractors.builder().libraryDecoders(true).build();
        byte[] tar = new TarBytes().file("a", "x").end();

        for (byte[] encoded : List.of(TarContractTest.bzip2(tar), TarContractTest.xz(tar))) {
            Path root = Files.createTempDirectory(temp, "root");
            Expanded.expand(TarContractTest.tarExtractor(extractors), ArchiveBytes.of("a.tbz", encoded), root);
            assertThat(Expanded.tree(root)).containsOnly(Map.entry("a", "x"));
        }
    }

    @Test
    void saysWhatTheFileLooksLikeInstead() throws IOException {
        assertCorrupt("PK\u0003\u0004".repeat(200).getBytes(StandardCharsets.ISO_8859_1), "it starts like a zip file");
        assertCorrupt("  {\"error\": 1}".getBytes(StandardCharsets.UTF_8), "it starts like a JSON document");
        assertCorrupt(TarContractTest.gzip("<html>".getBytes(StandardCharsets.UTF_8)), "it starts like an HTML page");
    }

    @Test
    void readsEveryMemberOfConcatenatedStreams() throws Exception {
        byte[] tar = new TarBytes().file("a", "x".repeat(700)).end();
        byte[] one = Arrays.copyOf(tar, 600);
        byte[] two = Arrays.copyOfRange(tar, 600, tar.length);
        assertThat(expandIn("gz", joined(TarContractTest.gzip(one), TarContractTest.gzip(two))))
                .isEqualTo(new TreeSummary(700, 1));
        assertThat(expandIn("bz", joined(TarContractTest.bzip2(one), TarContractTest.bzip2(two))))
                .isEqualTo(new TreeSummary(700, 1));
        assertThat(expandIn("xz", joined(TarContractTest.xz(one), new byte[8], TarContractTest.xz(two))))
                .isEqualTo(new TreeSummary(700, 1));
    }

    @Test
    void refusesDamageAnywhereInCompressedData() throws IOException {
        byte[] tar = new TarBytes()
                .file("a", "some text that compresses ".repeat(100))
                .end();
        for (byte[] whole :
                new byte[][] {TarContractTest.gzip(tar), TarContractTest.bzip2(tar), TarContractTest.xz(tar)}) {
            for (int at = whole.length / 2; at < whole.length; at += 7) {
                byte[] damaged = whole.clone();
                damaged[at] ^= 0x10;
                assertThatThrownBy(() -> expand(damaged))
                        .as("damaged at byte %d", at)
                        .isInstanceOf(CorruptArchiveException.class);
            }
        }
    }

    @Test
    void refusesXzThatNeedsMoreMemoryThanAllowed() throws IOException {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        LZMA2Options options = new LZMA2Options(1);
        options.setDictSize(8 << 20);
        try (XZOutputStream xz = new XZOutputStream(encoded, options)) {
            xz.write(new TarBytes().file("a", "x").end());
        }
        List<ArchiveExtractor> small =
                StandardExtractors.builder().xzMemory(ByteSize.parse("4Mi")).build();

        assertThatThrownBy(() -> Expanded.expand(
                        TarContractTest.tarExtractor(small),
                        ArchiveBytes.of("a.tar.xz", encoded.toByteArray()),
                        root()))
                .isInstanceOf(UnsupportedDatasetException.class)
                .hasMessageStartingWith("a.tar.xz cannot be expanded here: its xz data needs ")
                .hasMessageContaining("4096 KiB are allowed: give the JVM more (-Xmx)");
    }

    private TreeSummary expandIn(String root, byte[] tar) throws IOException, InterruptedException {
        return Expanded.expand(TarContractTest.tarExtractor(), ArchiveBytes.of("a.tar", tar), temp.resolve(root));
    }

    private void expand(byte[] tar) throws IOException, InterruptedException {
        Path root = Files.createTempDirectory(temp, "root");
        Expanded.expand(TarContractTest.tarExtractor(), ArchiveBytes.of("a.tar", tar), root);
        Files.move(root, root());
    }

    private Path root() {
        return temp.resolve("expanded");
    }

    private Map<String, String> tree() throws IOException {
        return Expanded.tree(root());
    }

    private Instant modified(String path) throws IOException {
        return Files.getLastModifiedTime(root().resolve(path)).toInstant();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
