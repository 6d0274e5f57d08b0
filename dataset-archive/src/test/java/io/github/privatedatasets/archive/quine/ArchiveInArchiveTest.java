// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.quine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.privatedatasets.ArchiveExpander;
import io.github.privatedatasets.archive.StandardExtractors;
import io.github.privatedatasets.errors.CorruptArchiveException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One archive is expanded, and what it holds stays as it is: also where that is an archive, and were it without end. */
class ArchiveInArchiveTest {
    private static final int TAR_BLOCK = 512;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void zipThatHoldsItselfIsOneFile(boolean libraryDecoders) throws Exception {
        byte[] quine = zipOfItself("all.zip");
        try (ZipInputStream jdk = new ZipInputStream(new ByteArrayInputStream(quine))) {
            assertThat(jdk.getNextEntry()).isNotNull();
            assertThat(jdk.readAllBytes()).as("what the JDK reads in it").isEqualTo(quine);
        }
        assertExpandsToItself("all.zip", quine, libraryDecoders);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tarInGzipThatHoldsItselfIsOneFile(boolean libraryDecoders) throws Exception {
        byte[] quine = tarOfItself("all.tar.gz");
        try (GZIPInputStream jdk = new GZIPInputStream(new ByteArrayInputStream(quine))) {
            jdk.skipNBytes(TAR_BLOCK);
            assertThat(jdk.readNBytes(quine.length))
                    .as("what the JDK reads in it")
                    .isEqualTo(quine);
        }
        assertExpandsToItself("all.tar.gz", quine, libraryDecoders);
    }

    @Test
    void gzipOfItselfIsUnpackedOnceAndRefusedAsNoTar() throws Exception {
        byte[] quine = gzipOfItself("all.gz");
        try (GZIPInputStream jdk = new GZIPInputStream(new ByteArrayInputStream(quine))) {
            assertThat(jdk.readAllBytes()).as("what the JDK reads in it").isEqualTo(quine);
        }
        Path archive = Files.write(directory.resolve("all.tar.gz"), quine);
        assertThatExceptionOfType(CorruptArchiveException.class)
                .isThrownBy(() -> expander(false).expand(archive, directory.resolve("expanded")))
                .withMessageContaining("all.tar.gz")
                .withMessageContaining("gzip");
    }

    @Test
    void archivesThatLieDeepInEachOtherAreOneFileOfTheOutermost() throws Exception {
        byte[] inner = {};
        byte[] outer = zipOf("content", inner);
        for (int depth = 0; depth < 500; depth++) {
            inner = outer;
            outer = zipOf("next.zip", inner);
        }
        Path archive = Files.write(directory.resolve("deep.zip"), outer);
        Path expanded = directory.resolve("expanded");
        expander(false).expand(archive, expanded);

        assertThat(expanded).isDirectoryContaining(file -> file.endsWith("next.zip"));
        assertThat(expanded.resolve("next.zip")).hasBinaryContent(inner);
        assertThat(expanded.toFile().list()).hasSize(1);
    }

    private void assertExpandsToItself(String name, byte[] quine, boolean libraryDecoders) throws Exception {
        Path archive = Files.write(directory.resolve(name), quine);
        Path expanded = directory.resolve("expanded");
        expander(libraryDecoders).expand(archive, expanded);

        assertThat(expanded.toFile().list()).containsExactly(name);
        assertThat(expanded.resolve(name)).hasBinaryContent(quine);
    }

    private static ArchiveExpander expander(boolean libraryDecoders) {
        return ArchiveExpander.of(
                StandardExtractors.builder().libraryDecoders(libraryDecoders).build());
    }

    private static byte[] zipOf(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] zipOfItself(String name) {
        return Quine.of(
                (deflated, size, crc) -> {
                    byte[] entry = littleEndian(26)
                            .putShort((short) 20) // version
                            .putShort((short) 0)
                            .putShort((short) ZipEntry.DEFLATED)
                            .putInt(0x21 << 16) // 1980-01-01
                            .putInt(crc)
                            .putInt(deflated)
                            .putInt(size)
                            .putShort((short) name.length())
                            .putShort((short) 0)
                            .array();
                    byte[] header = Quine.joined(signature(0x04034b50), entry, name.getBytes(US_ASCII));
                    byte[] listed = Quine.joined(
                            signature(0x02014b50), new byte[] {20, 0}, entry, new byte[14], name.getBytes(US_ASCII));
                    byte[] end = littleEndian(22)
                            .putInt(0x06054b50)
                            .putInt(0)
                            .putShort((short) 1)
                            .putShort((short) 1)
                            .putInt(listed.length)
                            .putInt(header.length + deflated)
                            .array();
                    return new Quine.Frame(new byte[0], header, new byte[0], Quine.joined(listed, end));
                },
                0);
    }

    private static byte[] gzipOfItself(String name) {
        return Quine.of(
                (deflated, size, crc) ->
                        new Quine.Frame(new byte[0], gzipHeader(name), new byte[0], gzipTrailer(crc, size)),
                0);
    }

    /** Behind the archive the tar has zeros, which the deflate data print as copies of the last byte: the highest of the size. */
    private static byte[] tarOfItself(String name) {
        int size = tarOfItself(name, 0, TAR_BLOCK).length;
        int zeros = Math.floorMod(-size, TAR_BLOCK) + 2 * TAR_BLOCK;
        return tarOfItself(name, size, zeros);
    }

    private static byte[] tarOfItself(String name, int archiveSize, int zeros) {
        byte[] tarHeader = new byte[TAR_BLOCK];
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(archiveSize);
        entry.writeEntryHeader(tarHeader);
        return Quine.of(
                (deflated, size, crc) -> new Quine.Frame(
                        tarHeader,
                        gzipHeader(name),
                        DeflateCopy.of(zeros, 1, 16),
                        gzipTrailer(crc, TAR_BLOCK + size + zeros)),
                zeros);
    }

    private static byte[] gzipHeader(String name) {
        // The name makes it as long as it must be.
        String padded = "-".repeat(30) + name;
        return Quine.joined(
                new byte[] {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, -1}, padded.getBytes(US_ASCII), new byte[1]);
    }

    private static byte[] gzipTrailer(int crc, int size) {
        return littleEndian(2 * Integer.BYTES).putInt(crc).putInt(size).array();
    }

    private static byte[] signature(int signature) {
        return littleEndian(Integer.BYTES).putInt(signature).array();
    }

    private static ByteBuffer littleEndian(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
