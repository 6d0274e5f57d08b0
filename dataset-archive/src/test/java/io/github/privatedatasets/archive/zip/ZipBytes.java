// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.zip;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.UnrecognizedExtraField;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipShort;

/** Builds zips, whose bytes a test may then change. */
final class ZipBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes);

    ZipBytes zip64() {
        zip.setUseZip64(Zip64Mode.Always);
        return this;
    }

    ZipBytes file(String name, String content) throws IOException {
        return entry(name, 0100644, ZipArchiveEntry.DEFLATED, content.getBytes(StandardCharsets.UTF_8));
    }

    ZipBytes stored(String name, String content) throws IOException {
        return entry(name, 0100644, ZipArchiveEntry.STORED, content.getBytes(StandardCharsets.UTF_8));
    }

    ZipBytes entry(String name, int unixMode, int method, byte[] content) throws IOException {
        ZipArchiveEntry entry = new ZipArchiveEntry(name);
        entry.setMethod(method);
        entry.setUnixMode(unixMode);
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setCrc(crc.getValue());
        entry.setSize(content.length);
        zip.putArchiveEntry(entry);
        zip.write(content);
        zip.closeArchiveEntry();
        return this;
    }

    /** Adds an empty file with an extra field of so many bytes in the directory. */
    ZipBytes extraField(String name, int length) throws IOException {
        UnrecognizedExtraField field = new UnrecognizedExtraField();
        field.setHeaderId(new ZipShort(0x9999));
        field.setLocalFileDataData(new byte[0]);
        field.setCentralDirectoryData(new byte[length]);
        ZipArchiveEntry entry = new ZipArchiveEntry(name);
        entry.addExtraField(field);
        zip.putArchiveEntry(entry);
        zip.closeArchiveEntry();
        return this;
    }

    /** Adds an entry with a name in code page 437 as far as that goes, and whole in a Unicode extra field. */
    ZipBytes withUnicodeField(String name, String content) throws IOException {
        zip.setEncoding("IBM437");
        zip.setUseLanguageEncodingFlag(false);
        zip.setCreateUnicodeExtraFields(ZipArchiveOutputStream.UnicodeExtraFieldPolicy.ALWAYS);
        return stored(name, content);
    }

    /** Adds an entry with its time in an extra field of Unix systems. */
    ZipBytes writtenAt(String name, Instant time) throws IOException {
        ZipArchiveEntry entry = new ZipArchiveEntry(name);
        entry.setLastModifiedTime(FileTime.from(time));
        zip.putArchiveEntry(entry);
        zip.closeArchiveEntry();
        return this;
    }

    /** Adds an entry of bytes that are compressed already. */
    ZipBytes compressed(String name, int method, byte[] compressed, byte[] content) throws IOException {
        ZipArchiveEntry entry = new ZipArchiveEntry(name);
        entry.setMethod(method);
        entry.setCompressedSize(compressed.length);
        entry.setSize(content.length);
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setCrc(crc.getValue());
        zip.addRawArchiveEntry(entry, new ByteArrayInputStream(compressed));
        return this;
    }

    byte[] end() throws IOException {
        zip.close();
        return bytes.toByteArray();
    }

    /** Changes the field at this offset of the n-th entry of the directory. */
    static byte[] withDirectoryField(byte[] zip, int n, int offset, int bytes, long value) {
        ByteBuffer buffer = ByteBuffer.wrap(zip.clone()).order(ByteOrder.LITTLE_ENDIAN);
        int at = -1;
        for (int i = 0; i <= n; i++) {
            at = indexOf(zip, 0x02014b50, at + 1);
        }
        return with(buffer, at + offset, bytes, value);
    }

    /** Changes the field at this offset of the n-th entry's own header. */
    static byte[] withLocalField(byte[] zip, int n, int offset, int bytes, long value) {
        ByteBuffer buffer = ByteBuffer.wrap(zip.clone()).order(ByteOrder.LITTLE_ENDIAN);
        int at = -1;
        for (int i = 0; i <= n; i++) {
            at = indexOf(zip, 0x04034b50, at + 1);
        }
        return with(buffer, at + offset, bytes, value);
    }

    /** Changes the field at this offset of the end record. */
    static byte[] withEndField(byte[] zip, int offset, int bytes, long value) {
        ByteBuffer buffer = ByteBuffer.wrap(zip.clone()).order(ByteOrder.LITTLE_ENDIAN);
        return with(buffer, indexOf(zip, 0x06054b50, 0) + offset, bytes, value);
    }

    private static byte[] with(ByteBuffer buffer, int at, int bytes, long value) {
        if (bytes == 1) {
            buffer.put(at, (byte) value);
        } else if (bytes == 2) {
            buffer.putShort(at, (short) value);
        } else {
            buffer.putInt(at, (int) value);
        }
        byte[] changed = new byte[buffer.capacity()];
        buffer.get(0, changed);
        return changed;
    }

    static int indexOf(byte[] zip, int signature, int from) {
        ByteBuffer buffer = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        int at = from;
        while (buffer.getInt(at) != signature) {
            at++;
        }
        return at;
    }
}
