// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.contract.ArchiveBytes;
import io.github.privatedatasets.contract.Expanded;
import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.errors.UnsafeArchiveException;
import io.github.privatedatasets.spec.ByteSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The four formats of sparse files: a file of 3 GiB that holds "head" at 1 GiB and "tail" at its end. */
class TarSparseTest {
    private static final long GIB = 1L << 30;
    private static final String AT_HEAD = Long.toString(GIB);
    private static final String AT_TAIL = Long.toString(3 * GIB - 4);
    private static final String SIZE = Long.toString(3 * GIB);

    @TempDir
    private Path temp;

    @Test
    void gnuSparseEntryIsWrittenSparse() throws Exception {
        byte[] header = TarBytes.block('S', "f".getBytes(StandardCharsets.UTF_8), 8);
        TarBytes.put(header, 257, "ustar  \0");
        TarBytes.put(header, 386, octal(GIB) + octal(4));
        TarBytes.put(header, 386 + 24, octal(3 * GIB - 4) + octal(4));
        TarBytes.put(header, 483, octal(3 * GIB));
        expandsToTheFile(new TarBytes().sealed(header).content(data()));
    }

    @Test
    void gnuSparseEntryWithItsMapInFurtherBlocksIsWrittenSparse() throws Exception {
        byte[] header = TarBytes.block('S', "f".getBytes(StandardCharsets.UTF_8), 8);
        TarBytes.put(header, 257, "ustar  \0");
        TarBytes.put(header, 386, octal(0) + octal(0) + octal(GIB) + octal(4));
        TarBytes.put(header, 386 + 48, octal(GIB + 4) + octal(0) + octal(GIB + 4) + octal(0));
        header[482] = 1;
        TarBytes.put(header, 483, octal(3 * GIB));
        byte[] more = new byte[512];
        TarBytes.put(more, 0, octal(3 * GIB - 4) + octal(4));
        expandsToTheFile(new TarBytes().sealed(header).raw(more).content(data()));
    }

    @Test
    void whatFollowsASparseEntryOfARefusedNameIsReadOn() {
        byte[] header = TarBytes.block('S', new byte[] {(byte) 0xff}, 4);
        TarBytes.put(header, 257, "ustar  \0");
        TarBytes.put(header, 386, octal(0) + octal(0) + octal(0) + octal(0));
        TarBytes.put(header, 386 + 48, octal(0) + octal(0) + octal(0) + octal(0));
        header[482] = 1;
        TarBytes.put(header, 483, octal(4));
        byte[] more = new byte[512];
        TarBytes.put(more, 0, octal(0) + octal(4));

        assertThatThrownBy(() -> expand(new TarBytes()
                        .sealed(header)
                        .raw(more)
                        .content("data".getBytes(StandardCharsets.UTF_8))
                        .file("../x", "")))
                .isInstanceOfSatisfying(
                        UnsafeArchiveException.class,
                        refusal -> assertThat(refusal.offenders())
                                .hasSize(2)
                                .last()
                                .asString()
                                .startsWith("../x: "));
    }

    @Test
    void paxSparseFormat00IsWrittenSparse() throws Exception {
        expandsToTheFile(new TarBytes()
                .pax(
                        'x',
                        "GNU.sparse.size",
                        SIZE,
                        "GNU.sparse.numblocks",
                        "2",
                        "GNU.sparse.offset",
                        AT_HEAD,
                        "GNU.sparse.numbytes",
                        "4",
                        "GNU.sparse.offset",
                        AT_TAIL,
                        "GNU.sparse.numbytes",
                        "4")
                .file("f", "headtail"));
    }

    @Test
    void paxSparseFormat01IsWrittenSparse() throws Exception {
        expandsToTheFile(new TarBytes()
                .pax(
                        'x',
                        "GNU.sparse.name",
                        "f",
                        "GNU.sparse.size",
                        SIZE,
                        "GNU.sparse.map",
                        AT_HEAD + ",4," + AT_TAIL + ",4")
                .file("GNUSparseFile.0/f", "headtail"));
    }

    @Test
    void paxSparseFormat10IsWrittenSparse() throws Exception {
        byte[] map = ("2\n" + AT_HEAD + "\n4\n" + AT_TAIL + "\n4\n").getBytes(StandardCharsets.UTF_8);
        expandsToTheFile(new TarBytes()
                .pax(
                        'x',
                        "GNU.sparse.major",
                        "1",
                        "GNU.sparse.minor",
                        "0",
                        "GNU.sparse.name",
                        "f",
                        "GNU.sparse.realsize",
                        SIZE)
                .header('0', "GNUSparseFile.0/f", "", 512 + 8)
                .content(map)
                .content(data()));
    }

    @Test
    void fileThatEndsWithAHoleHasItsWholeLength() throws Exception {
        Path root = expand(new TarBytes()
                .pax('x', "GNU.sparse.size", SIZE, "GNU.sparse.map", "0,4")
                .file("f", "head"));

        assertThat(Files.size(root.resolve("f"))).isEqualTo(3 * GIB);
        assertThat(Expanded.allocatedBytes(root.resolve("f"))).isLessThan(256 << 10);
    }

    @Test
    void refusesMapThatDoesNotFitTheData() {
        for (String map : new String[] {"0,4,2,4", "4,4,0,4", "0,7", "0,9", "0,4,3221225470,4", "0,8,1", "0,-1"}) {
            assertThatThrownBy(() -> expand(new TarBytes()
                            .pax('x', "GNU.sparse.size", SIZE, "GNU.sparse.map", map)
                            .file("f", "headtail")))
                    .as(map)
                    .isInstanceOf(CorruptArchiveException.class);
        }
    }

    @Test
    void refusesAMapThatGoesOnBehindItsEnd() {
        byte[] header = TarBytes.block('S', "f".getBytes(StandardCharsets.UTF_8), 8);
        TarBytes.put(header, 257, "ustar  \0");
        TarBytes.put(header, 386, octal(GIB) + octal(8));
        header[482] = 1;
        TarBytes.put(header, 483, octal(3 * GIB));
        byte[] more = new byte[512];
        more[504] = 1;
        byte[] last = new byte[512];

        assertThatThrownBy(() -> expand(new TarBytes()
                        .sealed(header)
                        .raw(more)
                        .raw(more)
                        .raw(last)
                        .content(data())))
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageContaining("goes on behind its end");
    }

    @Test
    void refusesOffsetsAndLengthsThatDoNotTakeTurns() {
        String offset = "GNU.sparse.offset";
        String length = "GNU.sparse.numbytes";
        for (String[] keys : new String[][] {{offset, offset}, {length, offset}, {offset, length, length, offset}}) {
            TarBytes tar = new TarBytes();
            String[] records = new String[2 + 2 * keys.length];
            records[0] = "GNU.sparse.size";
            records[1] = SIZE;
            for (int i = 0; i < keys.length; i++) {
                records[2 + 2 * i] = keys[i];
                records[3 + 2 * i] = "8";
            }
            assertThatThrownBy(() -> expand(tar.pax('x', records).file("f", "headtail")))
                    .as(String.join(" ", keys))
                    .isInstanceOf(CorruptArchiveException.class)
                    .hasMessageContaining("take turns");
        }
    }

    @Test
    void aMapOfMajorVersion0IsInTheRecordsThoughTheySaySo() throws Exception {
        Path root = expand(new TarBytes()
                .pax(
                        'x',
                        "GNU.sparse.major",
                        "0",
                        "GNU.sparse.minor",
                        "1",
                        "GNU.sparse.size",
                        SIZE,
                        "GNU.sparse.numblocks",
                        "1",
                        "GNU.sparse.map",
                        "0,4")
                .file("f", "head"));

        assertThat(Files.size(root.resolve("f"))).isEqualTo(3 * GIB);
    }

    private void expandsToTheFile(TarBytes tar) throws Exception {
        Path root = expand(tar.file("next", "x"));

        Path file = root.resolve("f");
        assertThat(Files.size(file)).isEqualTo(3 * GIB);
        assertThat(Expanded.allocatedBytes(file)).isBetween(1L, 256L << 10);
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(GIB - 4);
            assertThat(in.readNBytes(12)).asString(StandardCharsets.US_ASCII).isEqualTo("\0\0\0\0head\0\0\0\0");
            in.skipNBytes(2 * GIB - 4 - 8 - 4);
            assertThat(in.readAllBytes()).asString(StandardCharsets.US_ASCII).isEqualTo("\0\0\0\0tail");
        }
        assertThat(root.resolve("next")).hasContent("x");
    }

    private Path expand(TarBytes tar) throws IOException, InterruptedException {
        Path root = Files.createTempDirectory(temp, "root");
        // A limit that the holes would go over.
        Expanded.expand(
                TarContractTest.tarExtractor(),
                ArchiveBytes.of("a.tar", tar.end()),
                root,
                Optional.of(ByteSize.parse("1M")));
        return root;
    }

    private static String octal(long number) {
        return String.format("%011o\0", number);
    }

    private static byte[] data() {
        return "headtail".getBytes(StandardCharsets.UTF_8);
    }
}
