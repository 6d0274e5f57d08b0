// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.fuzz;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipMethod;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZOutputStream;

/** Small archives with a little of everything, for a fuzzer to begin with. */
final class Seeds {
    private Seeds() {}

    /** Returns archives by their suffixes. */
    static Map<String, List<byte[]>> bySuffix() throws IOException {
        byte[] gnu = tar(TarArchiveOutputStream.LONGFILE_GNU);
        return Map.of(
                ".tar", List.of(gnu, tar(TarArchiveOutputStream.LONGFILE_POSIX)),
                ".tar.gz", List.of(gzip(gnu)),
                ".tar.bz2", List.of(bzip2(gnu)),
                ".tar.xz", List.of(xz(gnu)),
                ".zip", List.of(zip(Zip64Mode.Never), zip(Zip64Mode.Always), zipOfBzip2()));
    }

    /** Returns by its suffix one archive each that holds one file of one letter. */
    static Map<String, byte[]> smallest() throws IOException {
        byte[] tar = oneLetterTar("a");
        return Map.of(
                ".tar", tar,
                ".tar.gz", gzip(tar),
                ".tar.bz2", bzip2(tar),
                ".tar.xz", xz(tar),
                ".zip", oneLetterZip());
    }

    /** Returns by its suffix one archive each that holds two files, each in a compressed stream of its own. */
    static Map<String, byte[]> inTwoStreams() throws IOException {
        byte[] tar = oneLetterTar("a", "b");
        byte[] first = Arrays.copyOf(tar, 1024);
        byte[] second = Arrays.copyOfRange(tar, 1024, tar.length);
        return Map.of(
                ".tar.gz", joined(gzip(first), gzip(second)),
                ".tar.bz2", joined(bzip2(first), bzip2(second)),
                ".tar.xz", joined(xz(first), xz(second)));
    }

    private static byte[] oneLetterTar(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, 512)) {
            for (String name : names) {
                add(tar, name, '0', "", new byte[] {'x'});
            }
        }
        return bytes.toByteArray();
    }

    /** Returns a zip that holds a stored zip between two files. */
    static byte[] zipInAZip() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("a", new byte[] {'x'});
        entries.put("in.zip", oneLetterZip());
        entries.put("b", text());
        return storedZip(entries);
    }

    private static byte[] oneLetterZip() throws IOException {
        return storedZip(Map.of("a", new byte[] {'x'}));
    }

    private static byte[] storedZip(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                CRC32 crc = new CRC32();
                crc.update(file.getValue());
                entry.setMethod(ZipEntry.STORED);
                entry.setCrc(crc.getValue());
                entry.setSize(file.getValue().length);
                zip.putNextEntry(entry);
                zip.write(file.getValue());
            }
        }
        return bytes.toByteArray();
    }

    static List<byte[]> tars() throws IOException {
        return bySuffix().get(".tar");
    }

    static List<byte[]> zips() throws IOException {
        return bySuffix().get(".zip");
    }

    static Stream<byte[]> compressedTars() throws IOException {
        return bySuffix().entrySet().stream()
                .filter(seeds -> seeds.getKey().startsWith(".tar."))
                .flatMap(seeds -> seeds.getValue().stream());
    }

    static Stream<byte[]> gzips() throws IOException {
        return Stream.of(gzip(text()), gzip(noise()), joined(gzip(text()), gzip(noise())));
    }

    static Stream<byte[]> bzip2s() throws IOException {
        return Stream.of(bzip2(text()), bzip2(noise()), joined(bzip2(text()), bzip2(new byte[0])));
    }

    static Stream<byte[]> xzs() throws IOException {
        return Stream.of(xzBlocks(text()), xzBlocks(noise()), joined(xzBlocks(text()), new byte[4], xz(new byte[0])));
    }

    static Stream<byte[]> recipes() {
        return IntStream.range(0, 40).mapToObj(seed -> {
            Random random = new Random(seed);
            byte[] bytes = new byte[4 + random.nextInt(120)];
            random.nextBytes(bytes);
            return bytes;
        });
    }

    private static byte[] text() {
        return "to be, or not to be; ".repeat(30).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] noise() {
        byte[] noise = new byte[300];
        new Random(3).nextBytes(noise);
        return noise;
    }

    private static byte[] tar(int longNames) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            tar.setLongFileMode(longNames);
            add(tar, "d/", '5', "", new byte[0]);
            add(tar, "d/a", '0', "", text());
            add(tar, "l".repeat(120), '0', "", "x".getBytes(StandardCharsets.UTF_8));
            add(tar, "d/s", '2', "a", new byte[0]);
            add(tar, "h", '1', "d/a", new byte[0]);
        }
        return bytes.toByteArray();
    }

    private static void add(TarArchiveOutputStream tar, String name, char type, String link, byte[] content)
            throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, (byte) type);
        entry.setLinkName(link);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static byte[] zip(Zip64Mode zip64) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
            zip.setUseZip64(zip64);
            add(zip, "d/", 0040755, new byte[0]);
            add(zip, "d/a", 0100644, text());
            add(zip, "\u00e9", 0100755, noise());
            add(zip, "s", 0120777, "d/a".getBytes(StandardCharsets.UTF_8));
            zip.setComment("said");
        }
        return bytes.toByteArray();
    }

    private static byte[] zipOfBzip2() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
            byte[] compressed = bzip2(text());
            CRC32 crc = new CRC32();
            crc.update(text());
            ZipArchiveEntry entry = new ZipArchiveEntry("a");
            entry.setMethod(ZipMethod.BZIP2.getCode());
            entry.setCompressedSize(compressed.length);
            entry.setSize(text().length);
            entry.setCrc(crc.getValue());
            zip.addRawArchiveEntry(entry, new ByteArrayInputStream(compressed));
            add(zip, "b", 0100644, noise());
        }
        return bytes.toByteArray();
    }

    private static void add(ZipArchiveOutputStream zip, String name, int mode, byte[] content) throws IOException {
        ZipArchiveEntry entry = new ZipArchiveEntry(name);
        entry.setUnixMode(mode);
        zip.putArchiveEntry(entry);
        zip.write(content);
        zip.closeArchiveEntry();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        return encoded(content, GZIPOutputStream::new);
    }

    private static byte[] bzip2(byte[] content) throws IOException {
        return encoded(content, out -> new BZip2CompressorOutputStream(out, 1));
    }

    private static byte[] xz(byte[] content) throws IOException {
        return encoded(content, out -> new XZOutputStream(out, new LZMA2Options(0)));
    }

    /** Several blocks, and no check of their bytes: else hardly a change of one would be taken. */
    private static byte[] xzBlocks(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (XZOutputStream xz = new XZOutputStream(bytes, new LZMA2Options(0), XZ.CHECK_NONE)) {
            for (int at = 0; at < content.length; at += 100) {
                xz.write(content, at, Math.min(100, content.length - at));
                xz.endBlock();
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] encoded(byte[] content, Encoder encoder) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream encoded = encoder.encode(bytes)) {
            encoded.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }

    private interface Encoder {
        OutputStream encode(OutputStream out) throws IOException;
    }
}
