package io.github.privatedatasets.archive;

import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.spi.EntryAttributes;
import io.github.privatedatasets.spi.EntrySink;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.UnicodePathExtraField;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Hands the entries of one zip to a sink. */
final class ZipEntries {
    private static final int FILE_TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int SYMBOLIC_LINK = 0120000;
    private static final int MAX_TARGET_BYTES = 1 << 16;
    private static final int LOCAL_HEADER_BYTES = 30;

    /** What a name is that is neither marked as UTF-8 nor UTF-8: the zip format's own encoding. It maps every byte. */
    private static final Charset LEGACY =
            Charset.isSupported("IBM437") ? Charset.forName("IBM437") : StandardCharsets.ISO_8859_1;

    private final String archive;
    private final ZipFile zip;
    private final ZipDirectory directory;
    private final Set<String> names = new HashSet<>();
    private long end;

    ZipEntries(String archive, ZipFile zip, ZipDirectory directory) {
        this.archive = archive;
        this.zip = zip;
        this.directory = directory;
    }

    void deliver(EntrySink sink) throws IOException, InterruptedException {
        Enumeration<ZipArchiveEntry> entries = zip.getEntriesInPhysicalOrder();
        while (entries.hasMoreElements()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while expanding " + archive);
            }
            ZipArchiveEntry entry = entries.nextElement();
            String name = EntryNames.mended(name(entry));
            requireOwnPlace(name, entry);
            if (!names.add(name)) {
                sink.refuse(name, "is in the archive twice");
                continue;
            }
            deliver(name, entry, sink);
        }
    }

    private void deliver(String name, ZipArchiveEntry entry, EntrySink sink) throws IOException {
        int mode = entry.getUnixMode();
        EntryAttributes attributes = new EntryAttributes((mode & 0100) != 0, modified(entry));
        int type = mode & FILE_TYPE;
        if (name.endsWith("/") || type == DIRECTORY) {
            if (entry.getSize() > 0) {
                throw corrupt(name, "is a directory with content");
            }
            sink.directory(name, attributes);
            return;
        }
        if (type != 0 && type != REGULAR && type != SYMBOLIC_LINK) {
            sink.refuse(name, "is a device, FIFO or socket (mode " + Integer.toOctalString(mode) + ")");
            return;
        }
        try (InputStream content = open(name, entry)) {
            if (type == SYMBOLIC_LINK) {
                deliverLink(name, content, sink);
            } else {
                sink.file(name, attributes, content);
            }
        }
    }

    private static void deliverLink(String name, InputStream content, EntrySink sink) throws IOException {
        byte[] target = content.readNBytes(MAX_TARGET_BYTES);
        if (target.length == MAX_TARGET_BYTES) {
            sink.refuse(name, "is a link whose target is " + MAX_TARGET_BYTES + " bytes long or longer");
        } else if (EntryNames.isUtf8(target)) {
            sink.symbolicLink(name, new String(target, StandardCharsets.UTF_8));
        } else {
            sink.refuse(name, "its target is not UTF-8: pack it again under LC_ALL=C.UTF-8");
        }
    }

    private InputStream open(String name, ZipArchiveEntry entry) throws IOException {
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            throw corrupt(name, "is encrypted");
        }
        InputStream decoded;
        try {
            if (!zip.canReadEntryData(entry)) {
                throw unsupported(name, entry);
            }
            decoded = DecodedStream.of(
                    archive, "zip", InputStream.nullInputStream(), nothing -> zip.getInputStream(entry));
        } catch (NoClassDefFoundError e) {
            // For Zstandard the library needs zstd-jni, which is there only where the embedding service brings it.
            throw unsupported(name, entry);
        }
        return new ZipContent(archive, name, entry, decoded);
    }

    private CorruptArchiveException unsupported(String name, ZipArchiveEntry entry) {
        return corrupt(name, "is compressed by method " + entry.getMethod() + ", which is not supported");
    }

    /** Entries that share bytes make a small archive expand to a huge one, and are two readings of one place. */
    private void requireOwnPlace(String name, ZipArchiveEntry entry) throws CorruptArchiveException {
        long from = entry.getLocalHeaderOffset();
        long length = LOCAL_HEADER_BYTES + entry.getCompressedSize();
        if (entry.getCompressedSize() < 0 || entry.getSize() < 0 || from < end) {
            throw corrupt(name, "overlaps another, or has no size");
        }
        if (from > directory.start() - length) {
            throw corrupt(name, "lies beyond the archive's directory: it was cut short, or is damaged");
        }
        end = from + length;
    }

    private static Optional<Instant> modified(ZipArchiveEntry entry) {
        return Optional.ofNullable(entry.getLastModifiedTime()).map(FileTime::toInstant);
    }

    private static String name(ZipArchiveEntry entry) {
        byte[] raw = entry.getRawName();
        if (entry.getExtraField(UnicodePathExtraField.UPATH_ID) instanceof UnicodePathExtraField unicode) {
            CRC32 crc = new CRC32();
            crc.update(raw);
            if (crc.getValue() == unicode.getNameCRC32() && EntryNames.isUtf8(unicode.getUnicodeName())) {
                return new String(unicode.getUnicodeName(), StandardCharsets.UTF_8);
            }
        }
        return new String(raw, EntryNames.isUtf8(raw) ? StandardCharsets.UTF_8 : LEGACY);
    }

    private CorruptArchiveException corrupt(String name, String problem) {
        return new CorruptArchiveException(archive, "its entry " + EntryNames.shown(name) + " " + problem, null);
    }
}
