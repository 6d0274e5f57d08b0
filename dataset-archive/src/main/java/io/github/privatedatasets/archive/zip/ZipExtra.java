// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.zip;

import io.github.privatedatasets.archive.format.EntryNames;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** The extra fields of a zip entry, in its directory or before its content. What is cut short or unknown is passed over. */
final class ZipExtra {
    private static final int ZIP64 = 0x0001;
    private static final int NTFS = 0x000a;
    private static final int EXTENDED_TIMESTAMP = 0x5455;
    private static final int OLD_UNIX = 0x5855;
    private static final int UNICODE_PATH = 0x7075;
    private static final int HEAD_BYTES = 4;
    private static final int HAS_MODIFIED = 1;

    /** Seconds from 1601, where the time of NTFS begins, to 1970. */
    private static final long NTFS_EPOCH_SECONDS = 11_644_473_600L;

    private static final long NTFS_TICKS_PER_SECOND = 10_000_000;

    private final ByteBuffer bytes;
    private final int from;
    private final int end;

    /** Takes the fields from this position of the buffer, which is little-endian: so many bytes. */
    ZipExtra(ByteBuffer bytes, int from, int length) {
        this.bytes = bytes;
        this.from = from;
        this.end = from + length;
    }

    /** Returns the content of zip64's field: a long for each number that does not fit in its own place, in order. */
    @Nullable
    ByteBuffer zip64() {
        return find(ZIP64, Long.BYTES);
    }

    /** Returns the name in UTF-8 that the entry has beside this one of the archiver's own encoding. */
    Optional<String> unicodePath(byte[] rawName) {
        ByteBuffer field = find(UNICODE_PATH, 1 + Integer.BYTES);
        if (field == null) {
            return Optional.empty();
        }
        CRC32 crc = new CRC32();
        crc.update(rawName);
        // A tool that does not know the field may have renamed the entry and left it.
        if ((int) crc.getValue() != field.getInt(1)) {
            return Optional.empty();
        }
        byte[] name = new byte[field.capacity() - 1 - Integer.BYTES];
        field.get(1 + Integer.BYTES, name);
        return EntryNames.isUtf8(name) ? Optional.of(new String(name, StandardCharsets.UTF_8)) : Optional.empty();
    }

    /**
     * Returns when the entry was last written, in UTC, by the field of Unix systems, else by that of Windows.
     *
     * @param unsigned whether the seconds of Unix have no sign, since they count on behind 2038
     */
    Optional<Instant> modified(boolean unsigned) {
        ByteBuffer unix = find(EXTENDED_TIMESTAMP, 1 + Integer.BYTES);
        if (unix != null && (unix.get(0) & HAS_MODIFIED) != 0) {
            return Optional.of(unixTime(unix.getInt(1), unsigned));
        }
        // Reserved bytes, then attributes of which the first is the times, with the time of writing first.
        ByteBuffer windows = find(NTFS, 16);
        if (windows != null && windows.getShort(4) == 1) {
            long ticks = windows.getLong(8);
            return Optional.of(Instant.ofEpochSecond(
                    Math.floorDiv(ticks, NTFS_TICKS_PER_SECOND) - NTFS_EPOCH_SECONDS,
                    Math.floorMod(ticks, NTFS_TICKS_PER_SECOND) * 100));
        }
        // The time of reading, then that of writing.
        ByteBuffer old = find(OLD_UNIX, 2 * Integer.BYTES);
        return old == null ? Optional.empty() : Optional.of(unixTime(old.getInt(Integer.BYTES), unsigned));
    }

    private static Instant unixTime(int seconds, boolean unsigned) {
        return Instant.ofEpochSecond(unsigned ? Integer.toUnsignedLong(seconds) : seconds);
    }

    private @Nullable ByteBuffer find(int id, int atLeast) {
        int at = from;
        while (at <= end - HEAD_BYTES) {
            int length = bytes.getShort(at + 2) & 0xffff;
            int start = at + HEAD_BYTES;
            if (length > end - start) {
                return null;
            }
            if ((bytes.getShort(at) & 0xffff) == id && length >= atLeast) {
                return bytes.slice(start, length).order(ByteOrder.LITTLE_ENDIAN);
            }
            at = start + length;
        }
        return null;
    }
}
