package io.github.privatedatasets.archive.tar;

import io.github.privatedatasets.archive.format.EntryNames;
import io.github.privatedatasets.archive.format.FirstBytes;
import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.spi.EntryAttributes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar front to back: v7, ustar, pax and GNU, with long names and sparse files.
 *
 * <p>Not Commons Compress's {@code TarArchiveInputStream}: 1.28.0 runs out of memory over a long extended header, takes a header
 * cut in two for the end, and checks no header's checksum.
 *
 * <p>What two readers could read in two ways is read as GNU tar does: a pax header counts before the entry's own and only for
 * an entry, never for a header between; links have no content, whatever size they claim; the first block of zeros is the end.
 */
final class TarReader {
    /** The longest extended header or long name that is read: real ones have kilobytes; a map of holes may have more. */
    static final int MAX_EXTENSION_BYTES = 8 << 20;
    /** How much may follow the end of a tar: tapes and images are padded, but a bomb must end. */
    static final long MAX_REST_BYTES = 1L << 30;

    /** Links, devices, directories and FIFOs. */
    private static final String WITHOUT_CONTENT = "123456";

    private final String archive;
    private final InputStream tar;
    private final byte[] scratch = new byte[1 << 14];
    private PaxRecords global = PaxRecords.NONE;
    private InputStream content = InputStream.nullInputStream();
    private String current = "";
    private long position;
    private long left;
    private long padding;

    /** Reads from this stream, which throws nothing but what may be passed on. */
    TarReader(String archive, InputStream tar) {
        this.archive = archive;
        this.tar = tar;
    }

    /** Returns the next entry, whose content may be read until the one after it is asked for; nothing at the end of the stream. */
    @Nullable
    TarEntry next() throws IOException {
        skip(left + padding);
        left = 0;
        padding = 0;
        content = InputStream.nullInputStream();
        long start = position;
        try {
            return readEntry();
        } catch (MalformedTarException e) {
            throw new CorruptArchiveException(
                    archive, "the entry at byte " + start + " of the tar is malformed: " + e.problem(), e);
        }
    }

    /** Returns the content of the file that {@link #next} returned. */
    InputStream content() {
        return content;
    }

    private @Nullable TarEntry readEntry() throws IOException, MalformedTarException {
        PaxRecords pax = global;
        byte[] longName = null;
        byte[] longLink = null;
        boolean extended = false;
        while (true) {
            TarHeader header = readHeader();
            if (header == null) {
                if (extended) {
                    throw new MalformedTarException("the tar ends after an extended header");
                }
                return null;
            }
            switch (header.type()) {
                case 'x', 'X' -> pax = global.and(extension(header));
                case 'g' -> {
                    global = global.and(extension(header));
                    pax = global;
                }
                case 'L' -> longName = upToNul(extension(header));
                case 'K' -> longLink = upToNul(extension(header));
                case 'V' -> skip(padded(header.size()));
                default -> {
                    return entry(header, pax, longName, longLink);
                }
            }
            extended = header.type() != 'g' && header.type() != 'V';
        }
    }

    /** Returns the next header; nothing at the end, after the rest of the stream was read. */
    private @Nullable TarHeader readHeader() throws IOException, MalformedTarException {
        byte[] block = tar.readNBytes(TarHeader.BLOCK_BYTES);
        if (block.length == 0) {
            // No blocks of zeros before the end: tar itself takes that.
            return null;
        }
        TarHeader header = new TarHeader(block);
        if (block.length < TarHeader.BLOCK_BYTES) {
            throw position == 0
                    ? new MalformedTarException("no tar is that short; " + FirstBytes.describe(block))
                    : new MalformedTarException("the tar ends within a header");
        }
        if (header.isZero()) {
            position += block.length;
            readRest();
            return null;
        }
        if (!header.hasRightChecksum()) {
            throw new MalformedTarException("there is no tar header (its checksum is wrong)"
                    + (position == 0 ? "; " + FirstBytes.describe(block) : ""));
        }
        position += block.length;
        return header;
    }

    private TarEntry entry(TarHeader header, PaxRecords pax, byte @Nullable [] longName, byte @Nullable [] longLink)
            throws IOException, MalformedTarException {
        byte[] sparseName = pax.name("GNU.sparse.name");
        byte[] name = sparseName != null ? sparseName : first(pax.name("path"), longName, header.name());
        String path = EntryNames.mended(lenient(name));
        current = path;
        Instant paxTime = pax.modified();
        EntryAttributes attributes = new EntryAttributes(
                (header.mode() & 0100) != 0,
                Optional.of(paxTime != null ? paxTime : time(header.modifiedSeconds(), 0)));
        char type = header.type();
        // In v7 a directory is a file whose name ends in a slash.
        boolean directory = type == '5' || type == 'D' || ((type == 0 || type == '0') && path.endsWith("/"));
        if (WITHOUT_CONTENT.indexOf(type) < 0) {
            Long paxSize = pax.number("size");
            left = paxSize != null ? paxSize : header.size();
            padding = padded(left) - left;
        }
        if (!EntryNames.isUtf8(name)) {
            return refused(path, "its name is not UTF-8: pack it again under LC_ALL=C.UTF-8");
        }
        if (directory) {
            if (left > 0 && type != 'D') {
                throw new MalformedTarException("a directory has content");
            }
            return new TarEntry(TarEntry.Kind.DIRECTORY, path, "", attributes);
        }
        return switch (type) {
            case 0, '0', '7' -> {
                content = new Content();
                yield TarEntry.file(path, attributes, paxSparse(pax, header));
            }
            case 'S' -> {
                content = new Content();
                yield TarEntry.file(path, attributes, gnuSparse(header));
            }
            case '1', '2' -> {
                byte[] target = first(pax.name("linkpath"), longLink, header.linkName());
                yield EntryNames.isUtf8(target)
                        ? new TarEntry(
                                type == '1' ? TarEntry.Kind.HARD_LINK : TarEntry.Kind.SYMBOLIC_LINK,
                                path,
                                type == '1' ? EntryNames.mended(lenient(target)) : lenient(target),
                                attributes)
                        : refused(path, "its target is not UTF-8: pack it again under LC_ALL=C.UTF-8");
            }
            case '3' -> refused(path, "is a character device");
            case '4' -> refused(path, "is a block device");
            case '6' -> refused(path, "is a FIFO");
            case 'M' -> refused(path, "is a part of a file from another volume");
            default -> refused(path, "is of the unknown type " + type);
        };
    }

    private static TarEntry refused(String path, String reason) {
        return new TarEntry(TarEntry.Kind.REFUSED, path, reason, EntryAttributes.PLAIN);
    }

    /** Returns where the data lies, if an extended header says that the file is sparse. */
    private @Nullable SparseMap paxSparse(PaxRecords pax, TarHeader header) throws IOException, MalformedTarException {
        if (pax.name("GNU.sparse.major") != null) {
            Long size = pax.number("GNU.sparse.realsize");
            SparseMap map = new SparseMap(size == null ? header.size() : size);
            readSparseNumbers(map);
            return matched(map);
        }
        List<Long> numbers = pax.sparseNumbers();
        Long size = pax.number("GNU.sparse.size");
        if (numbers.isEmpty() && size == null) {
            return null;
        }
        SparseMap map = new SparseMap(size == null ? left : size);
        if (numbers.size() % 2 != 0) {
            throw new MalformedTarException("the map of a sparse file is cut short");
        }
        for (int i = 0; i < numbers.size(); i += 2) {
            map.add(numbers.get(i), numbers.get(i + 1));
        }
        return matched(map);
    }

    private SparseMap matched(SparseMap map) throws MalformedTarException {
        if (map.dataBytes() != left) {
            throw new MalformedTarException(
                    "a sparse file has " + left + " bytes of data, its map says " + map.dataBytes());
        }
        return map;
    }

    /** Reads the map of sparse format 1.0: lines of text before the data, padded to a block. */
    private void readSparseNumbers(SparseMap map) throws IOException, MalformedTarException {
        long before = left;
        InputStream text = new Content();
        long extents = readLine(text);
        for (long i = 0; i < extents; i++) {
            long offset = readLine(text);
            map.add(offset, readLine(text));
        }
        long used = before - left;
        long pad = Math.min(padded(used) - used, left);
        skip(pad);
        left -= pad;
    }

    private static long readLine(InputStream text) throws IOException, MalformedTarException {
        long number = 0;
        for (int digits = 0; digits < 19; digits++) {
            int c = text.read();
            if (c == '\n' && digits > 0) {
                return number;
            }
            if (c < '0' || c > '9') {
                break;
            }
            number = number * 10 + (c - '0');
        }
        throw new MalformedTarException("the map of a sparse file holds something that is no number");
    }

    /** Reads the map of GNU's own sparse entries: in the header, and in blocks behind it. */
    private SparseMap gnuSparse(TarHeader header) throws IOException, MalformedTarException {
        SparseMap map = new SparseMap(header.number(483, 12, "real size"));
        addExtents(map, header, 386, 4);
        boolean more = header.at(482) != 0;
        while (more) {
            byte[] block = tar.readNBytes(TarHeader.BLOCK_BYTES);
            if (block.length < TarHeader.BLOCK_BYTES) {
                throw new MalformedTarException("the tar ends within the map of a sparse file");
            }
            position += block.length;
            TarHeader extension = new TarHeader(block);
            addExtents(map, extension, 0, 21);
            more = extension.at(504) != 0;
        }
        return matched(map);
    }

    private static void addExtents(SparseMap map, TarHeader block, int from, int count) throws MalformedTarException {
        for (int i = 0; i < count; i++) {
            if (block.at(from + 24 * i) == 0) {
                return;
            }
            map.add(
                    block.number(from + 24 * i, 12, "sparse offset"),
                    block.number(from + 24 * i + 12, 12, "sparse length"));
        }
    }

    private byte[] extension(TarHeader header) throws IOException, MalformedTarException {
        long size = header.size();
        if (size > MAX_EXTENSION_BYTES) {
            throw new MalformedTarException("its extended header or long name has " + size + " bytes, at most "
                    + MAX_EXTENSION_BYTES + " are read");
        }
        byte[] bytes = tar.readNBytes((int) size);
        if (bytes.length < size) {
            throw new MalformedTarException("the tar ends within an extended header");
        }
        position += size;
        skip(padded(size) - size);
        return bytes;
    }

    private void skip(long bytes) throws IOException {
        for (long rest = bytes; rest > 0; ) {
            int count = tar.read(scratch, 0, (int) Math.min(rest, scratch.length));
            if (count < 0) {
                throw cutShort();
            }
            rest -= count;
            position += count;
        }
    }

    private void readRest() throws IOException, MalformedTarException {
        long rest = 0;
        for (int count = tar.read(scratch); count >= 0; count = tar.read(scratch)) {
            rest += count;
            if (rest > MAX_REST_BYTES) {
                throw new MalformedTarException("more than " + MAX_REST_BYTES + " bytes follow the end of the tar");
            }
        }
    }

    private CorruptArchiveException cutShort() {
        return new CorruptArchiveException(
                archive, "the tar ends at byte " + position + ", within the entry " + EntryNames.shown(current), null);
    }

    private static long padded(long size) throws MalformedTarException {
        if (size > Long.MAX_VALUE - TarHeader.BLOCK_BYTES) {
            throw new MalformedTarException("its size is too large");
        }
        return (size + TarHeader.BLOCK_BYTES - 1) / TarHeader.BLOCK_BYTES * TarHeader.BLOCK_BYTES;
    }

    private static byte[] first(byte @Nullable [] pax, byte @Nullable [] gnu, byte[] own) {
        return pax != null ? pax : gnu != null ? gnu : own;
    }

    private static byte[] upToNul(byte[] text) {
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return Arrays.copyOf(text, end);
    }

    /** Returns the text as UTF-8; for a message, byte by byte if it is none. */
    private static String lenient(byte[] text) {
        return new String(text, EntryNames.isUtf8(text) ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    }

    static Instant time(long seconds, int nanos) throws MalformedTarException {
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException | ArithmeticException e) {
            throw new MalformedTarException("its mtime is beyond all calendars");
        }
    }

    /** The current entry's bytes; the tar must not end before they do. */
    private final class Content extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = tar.read(buffer, offset, (int) Math.min(left, length));
            if (count < 0) {
                throw cutShort();
            }
            left -= count;
            position += count;
            return count;
        }
    }
}
