// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.tar;

import io.github.privatedatasets.archive.format.EntryNames;
import io.github.privatedatasets.archive.format.FirstBytes;
import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.spi.EntryAttributes;
import io.github.privatedatasets.spi.EntrySink;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar front to back: v7, ustar, pax and GNU, with long names and sparse files.
 *
 * <p>Not Commons Compress's {@code TarArchiveInputStream}: 1.28.0 runs out of memory over a long extended header, takes a header
 * cut in two for the end, and checks no header's checksum.
 *
 * <p>What two readers could read in two ways is read as GNU tar does. A pax header counts before the entry's own and before a long name, only for
 * an entry and never for a header between, and of two the second alone; a global one counts for all that follow, also its path and size. Links and directories have
 * no content, whatever size they claim. An entry of an unknown type is a file, with a warning. {@code ./a} is {@code a}. The first block
 * of zeros is the end. What GNU tar complains of is refused: a record of the wrong length, a number that is none.
 */
final class TarReader {
    /** Links, devices, directories and FIFOs. */
    private static final String WITHOUT_CONTENT = "123456";

    /** Who may do what with the entry behind it, whose name it has. */
    private static final char SOLARIS_ACL = 'A';

    private final TarInput tar;
    private final TarLimits limits;
    private final EntrySink sink;
    private final SparseMapReader sparse;
    private PaxRecords global = PaxRecords.NONE;
    private long extensionBytes;
    private long ignoredBytes;
    private boolean ended;

    /** Reads from this stream, which throws nothing but what may be passed on; the sink is told of warnings, and of what is passed over. */
    TarReader(String archive, InputStream tar, TarLimits limits, EntrySink sink) {
        this.tar = new TarInput(archive, tar);
        this.limits = limits;
        this.sink = sink;
        this.sparse = new SparseMapReader(this.tar, limits.sparseExtents());
    }

    /** Returns the next entry, whose content may be read until the one after it is asked for; nothing at the end of the stream. */
    @Nullable
    TarEntry next() throws IOException {
        if (tar.left() > 0) {
            sink.skipping(tar.left());
        }
        tar.endContent();
        long start = tar.position();
        try {
            return readEntry();
        } catch (MalformedTarException e) {
            throw new CorruptArchiveException(
                    tar.archive(), "the entry at byte " + start + " of the tar is malformed: " + e.problem(), e);
        }
    }

    /** Tells whether the tar's own end was found: a stream may also end without. */
    boolean isEnded() {
        return ended;
    }

    /** Returns the content of the file that {@link #next} returned. */
    InputStream content() {
        return tar.content();
    }

    /** Returns how long that content is, or how much of it is left. */
    long left() {
        return tar.left();
    }

    private @Nullable TarEntry readEntry() throws IOException, MalformedTarException {
        byte[] pax = null;
        byte[] longName = null;
        byte[] longLink = null;
        extensionBytes = 0;
        for (TarHeader header = readHeader(); header != null; header = readHeader()) {
            switch (header.type()) {
                case 'x', 'X' -> pax = extension(header);
                case 'g' -> global = global.and(extension(header), limits.sparseExtents());
                case 'L' -> longName = upToNul(extension(header));
                case 'K' -> longLink = upToNul(extension(header));
                case 'V', SOLARIS_ACL -> ignore(header.size());
                default -> {
                    PaxRecords records = pax == null ? global : global.and(pax, limits.sparseExtents());
                    return entry(
                            header,
                            records,
                            first(records.name("path"), longName, header.name()),
                            first(records.name("linkpath"), longLink, header.linkName()));
                }
            }
        }
        if (pax != null || longName != null || longLink != null) {
            throw new MalformedTarException("the tar ends after an extended header");
        }
        return null;
    }

    /** Returns the next header; nothing at the end, after the rest of the stream was read. */
    private @Nullable TarHeader readHeader() throws IOException, MalformedTarException {
        long start = tar.position();
        byte[] block = tar.block();
        if (block.length == 0) {
            if (start > 0) {
                sink.warn("the tar ends at byte " + start
                        + " without the zeros that end one: if entries are missing, it was cut off");
            }
            return null; // tar itself takes that.
        }
        TarHeader header = new TarHeader(block);
        if (block.length < TarHeader.BLOCK_BYTES) {
            throw start == 0
                    ? new MalformedTarException("no tar is that short; " + FirstBytes.describe(block))
                    : new MalformedTarException("the tar ends within a header");
        }
        if (header.isZero()) {
            ended = true;
            if (!tar.readRest(limits.ignored().bytes())) {
                sink.warn("the tar ends at byte " + start + " of " + tar.position()
                        + ", by a block of zeros: what follows is ignored, as tar does (without --ignore-zeros)");
            }
            return null;
        }
        if (!header.hasRightChecksum()) {
            throw new MalformedTarException("there is no tar header (its checksum is wrong)"
                    + (start == 0 ? "; " + FirstBytes.describe(block) : ""));
        }
        return header;
    }

    private TarEntry entry(TarHeader header, PaxRecords pax, byte[] ownName, byte[] target)
            throws IOException, MalformedTarException {
        byte[] sparseName = pax.name("GNU.sparse.name");
        byte[] name = sparseName != null ? sparseName : ownName;
        String path = plain(lenient(name));
        char type = header.type();
        if (WITHOUT_CONTENT.indexOf(type) < 0 && !isOldDirectory(type, path)) {
            Long paxSize = pax.number("size");
            tar.startContent(path, paxSize != null ? paxSize : header.size());
        }
        // Before anything is refused: a part of the map may lie between the header and the content.
        SparseMap map = type == 'S' ? sparse.ofGnu(header) : null;
        if (!EntryNames.isUtf8(name)) {
            return TarEntry.refused(path, "its name is not UTF-8: pack it again under LC_ALL=C.UTF-8");
        }
        if ((type == '1' || type == '2') && !EntryNames.isUtf8(target)) {
            return TarEntry.refused(path, "its target is not UTF-8: pack it again under LC_ALL=C.UTF-8");
        }
        if (pax.name(PaxRecords.SOLARIS_HOLES) != null) {
            return TarEntry.refused(
                    path,
                    "is a sparse file as the tar of Solaris writes it, which is not supported: pack it by GNU tar");
        }
        EntryAttributes attributes = attributes(header, pax);
        return switch (type) {
            case '1' -> new TarEntry(TarEntry.Kind.HARD_LINK, linkPath(path), plain(lenient(target)), attributes);
            case '2' -> new TarEntry(TarEntry.Kind.SYMBOLIC_LINK, linkPath(path), lenient(target), attributes);
            case '3' -> TarEntry.refused(path, "is a character device");
            case '4' -> TarEntry.refused(path, "is a block device");
            case '5' -> new TarEntry(TarEntry.Kind.DIRECTORY, path, "", attributes);
            case '6' -> TarEntry.refused(path, "is a FIFO");
            case 'D' -> {
                // A list of the names that were there, as incremental dumps have it.
                long list = tar.left();
                tar.startContent(path, 0);
                ignore(list);
                yield new TarEntry(TarEntry.Kind.DIRECTORY, path, "", attributes);
            }
            case 'M' -> TarEntry.refused(path, "is a part of a file from another volume");
            case 'S' -> TarEntry.file(path, attributes, map);
            default -> file(type, path, attributes, sparse.ofPax(pax, header));
        };
    }

    private TarEntry file(char type, String path, EntryAttributes attributes, @Nullable SparseMap map) {
        if (isOldDirectory(type, path)) {
            return new TarEntry(TarEntry.Kind.DIRECTORY, path, "", attributes);
        }
        if (type != 0 && type != '0' && type != '7') {
            sink.warn(path + " is of the unknown type " + type + ": it is taken for a file, as tar does");
        }
        return TarEntry.file(path, attributes, map);
    }

    /** In v7 a directory is a file whose name ends in a slash; it has no content, also if it tells its size in the file system. */
    private static boolean isOldDirectory(char type, String path) {
        return (type == 0 || type == '0' || type == '7') && path.endsWith("/");
    }

    private static EntryAttributes attributes(TarHeader header, PaxRecords pax) throws MalformedTarException {
        Instant paxTime = pax.modified();
        return new EntryAttributes(
                (header.mode() & 0100) != 0,
                Optional.of(paxTime != null ? paxTime : time(header.modifiedSeconds(), 0)));
    }

    private byte[] extension(TarHeader header) throws IOException, MalformedTarException {
        long size = header.size();
        long limit = limits.extendedHeader().bytes();
        extensionBytes += TarHeader.BLOCK_BYTES;
        if (size > limit - extensionBytes) {
            throw new MalformedTarException("its extended headers and long names have " + (extensionBytes + size)
                    + " bytes or more, the limit is " + limit + " (StandardExtractors' maxExtendedHeader)");
        }
        extensionBytes += size;
        return tar.padded(size);
    }

    private void ignore(long size) throws IOException, MalformedTarException {
        long limit = limits.ignored().bytes();
        ignoredBytes += TarHeader.BLOCK_BYTES;
        if (size > limit - ignoredBytes) {
            throw new MalformedTarException("a label or a list of names in it has " + size
                    + " bytes, with those before more than the limit, " + limit + " (StandardExtractors' maxIgnored)");
        }
        ignoredBytes += size;
        tar.skipPadded(size);
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

    /** Returns the path without what means nothing in it: to tar {@code ./a} and {@code a} are one, as are {@code d/.} and {@code d/}. */
    private static String plain(String path) {
        String mended = EntryNames.mended(path);
        int from = 0;
        while (mended.startsWith("./", from)) {
            from += 2;
        }
        String plain =
                mended.substring(from, mended.endsWith("/.") ? Math.max(from, mended.length() - 1) : mended.length());
        if (plain.isEmpty() && !path.isEmpty()) {
            return path.endsWith("/") ? "./" : ".";
        }
        return plain;
    }

    /** Returns the path of a link, after which a slash means nothing. */
    private static String linkPath(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
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
}
