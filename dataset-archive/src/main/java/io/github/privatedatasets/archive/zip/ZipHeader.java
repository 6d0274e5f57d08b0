// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.zip;

import io.github.privatedatasets.archive.format.EntryNames;
import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.spi.EntryAttributes;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry, as the archive's directory has it. It stands at some position of the directory's bytes, and nothing of it is copied.
 *
 * <p>A name is the Unicode extra field's, if that belongs to it; else it is UTF-8 if it can be, marked so or not; else it is of the
 * zip format's own encoding, code page 437. The time is that of an extra field, in which the seconds of Unix have a sign unless the local
 * time is of 2038 or later; else it is the local time that the entry has.
 */
final class ZipHeader {
    static final int SIGNATURE = 0x02014b50;
    static final int BYTES = 46;
    static final int STORED = 0;
    static final int DEFLATED = 8;
    /** Encryption, strong encryption, and a directory that hides what was encrypted. */
    static final int FLAGS_ENCRYPTED = 1 | (1 << 6) | (1 << 13);

    static final int FLAG_DESCRIPTOR = 1 << 3;
    static final int FLAG_PATCH = 1 << 5;
    static final long IN_ZIP64 = 0xffff_ffffL;

    static final int DIRECTORY = 0040000;
    static final int REGULAR = 0100000;
    static final int SYMBOLIC_LINK = 0120000;
    static final int FIFO = 0010000;
    static final int CHARACTER_DEVICE = 0020000;
    static final int BLOCK_DEVICE = 0060000;
    static final int SOCKET = 0140000;
    private static final int FILE_TYPE = 0170000;
    private static final int HOST_DOS = 0;
    private static final int HOST_UNIX = 3;
    private static final int HOST_DARWIN = 19;
    private static final int DOS_DIRECTORY = 1 << 4;

    /** Where the seconds of Unix, in 32 bits with a sign, come to their end. */
    private static final int LAST_YEAR_OF_32_BITS = 2038;

    /** What a name is that is neither marked as UTF-8 nor UTF-8: the zip format's own encoding. It maps every byte. */
    private static final Charset LEGACY =
            Charset.isSupported("IBM437") ? Charset.forName("IBM437") : StandardCharsets.ISO_8859_1;

    private final String archive;
    private final ByteBuffer directory;
    private final int at;
    private final long compressedSize;
    private final long size;
    private final long statedOffset;

    /**
     * Reads the entry at this position, which is known to be whole.
     *
     * @throws CorruptArchiveException if its sizes or its place make no sense
     */
    ZipHeader(String archive, ByteBuffer directory, int at) throws CorruptArchiveException {
        this.archive = archive;
        this.directory = directory;
        this.at = at;
        long[] numbers = {unsignedInt(24), unsignedInt(20), unsignedInt(42)};
        if (numbers[0] == IN_ZIP64 || numbers[1] == IN_ZIP64 || numbers[2] == IN_ZIP64) {
            ByteBuffer whole = extra().zip64();
            int next = 0;
            for (int i = 0; i < numbers.length; i++) {
                if (numbers[i] == IN_ZIP64) {
                    if (whole == null || next + Long.BYTES > whole.capacity() || whole.getLong(next) < 0) {
                        throw corrupt("has no sizes or place: its zip64 field is missing, or damaged");
                    }
                    numbers[i] = whole.getLong(next);
                    next += Long.BYTES;
                }
            }
        }
        size = numbers[0];
        compressedSize = numbers[1];
        statedOffset = numbers[2];
    }

    /** Returns how long the header at this position is, with all that belongs to it. */
    static int length(ByteBuffer directory, int at) {
        return BYTES
                + (directory.getShort(at + 28) & 0xffff)
                + (directory.getShort(at + 30) & 0xffff)
                + (directory.getShort(at + 32) & 0xffff);
    }

    int flags() {
        return unsignedShort(8);
    }

    int method() {
        return unsignedShort(10);
    }

    long crc() {
        return unsignedInt(16);
    }

    long compressedSize() {
        return compressedSize;
    }

    long size() {
        return size;
    }

    /** Returns where the entry's own header starts, not counting what stands before the zip. */
    long statedOffset() {
        return statedOffset;
    }

    /** Returns the Unix file type, such as {@link #REGULAR}; 0 where the archiver kept none. */
    int type() {
        return mode() & FILE_TYPE;
    }

    /** Returns the Unix mode; 0 where the archiver kept none. */
    int mode() {
        int host = host();
        return host == HOST_UNIX || host == HOST_DARWIN ? unsignedShort(40) : 0;
    }

    /** Tells a directory by its type, or by the slash at its name's end; by its attribute where there are neither types nor content. */
    boolean isDirectory() {
        return type() == DIRECTORY
                || (rawNameLength() > 0 && directory.get(at + BYTES + rawNameLength() - 1) == '/')
                || (host() == HOST_DOS && size == 0 && (directory.get(at + 38) & DOS_DIRECTORY) != 0);
    }

    private int host() {
        return directory.get(at + 5) & 0xff;
    }

    EntryAttributes attributes() {
        LocalDateTime local = localTime();
        boolean unsigned = local.getYear() >= LAST_YEAR_OF_32_BITS;
        Instant modified = extra().modified(unsigned)
                .orElseGet(() -> local.atZone(ZoneId.systemDefault()).toInstant());
        return new EntryAttributes((mode() & 0100) != 0, Optional.of(modified));
    }

    int rawNameLength() {
        return unsignedShort(28);
    }

    byte[] rawName() {
        byte[] raw = new byte[rawNameLength()];
        directory.get(at + BYTES, raw);
        return raw;
    }

    String name() {
        byte[] raw = rawName();
        return EntryNames.mended(extra().unicodePath(raw).orElseGet(() -> decoded(raw)));
    }

    /** Returns the text of a name for which there is no Unicode extra field. */
    static String decoded(byte[] rawName) {
        return new String(rawName, EntryNames.isUtf8(rawName) ? StandardCharsets.UTF_8 : LEGACY);
    }

    /** Makes an error about this entry. */
    CorruptArchiveException corrupt(String problem) {
        return corrupt(problem, null);
    }

    /** Makes an error about this entry, with its cause. */
    CorruptArchiveException corrupt(String problem, @Nullable Throwable cause) {
        return new CorruptArchiveException(archive, "its entry " + EntryNames.shown(name()) + " " + problem, cause);
    }

    private ZipExtra extra() {
        return new ZipExtra(directory, at + BYTES + rawNameLength(), unsignedShort(30));
    }

    /**
     * The time on the clock of who packed the archive, of whom nobody knows where: it is read as that of this clock, as others do. A
     * day or hour that there is not is counted on from the last there is, and no day at all is the last one of 1979, as in unzip.
     */
    private LocalDateTime localTime() {
        int time = unsignedShort(12);
        int date = unsignedShort(14);
        LocalDate month = LocalDate.of(1980 + (date >> 9), 1, 1).plusMonths(Math.max((date >> 5) & 15, 1) - 1L);
        long days = month.toEpochDay() + (date & 31) - 1;
        long seconds = ((days * 24 + (time >> 11)) * 60 + ((time >> 5) & 63)) * 60 + (time & 31) * 2L;
        return LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
    }

    private int unsignedShort(int offset) {
        return directory.getShort(at + offset) & 0xffff;
    }

    private long unsignedInt(int offset) {
        return directory.getInt(at + offset) & 0xffff_ffffL;
    }
}
