// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.zip;

import io.github.privatedatasets.archive.format.FirstBytes;
import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.spi.ArchiveContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * What the records at a zip's end say of its directory: where it lies, how long it is, and how many entries it has.
 *
 * @param start where the directory starts
 * @param sizeBytes how long it is
 * @param entries how many entries it is said to have
 * @param zip64 whether that number is whole; else it may be only its lowest 16 bits, as some tools without zip64 write it
 * @param prefixBytes what stands before the zip, such as a program that unpacks it: it is not counted in the zip's own offsets
 * @param bytesBehind what stands behind the zip and its comment, and means nothing
 */
record ZipEnd(long start, long sizeBytes, long entries, boolean zip64, long prefixBytes, int bytesBehind) {
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int MAX_COMMENT_BYTES = 0xffff;
    private static final int LOCATOR_SIGNATURE = 0x07064b50;
    private static final int LOCATOR_BYTES = 20;
    private static final int ZIP64_SIGNATURE = 0x06064b50;
    private static final int ZIP64_BYTES = 56;
    private static final int ZIP64_UNCOUNTED_BYTES = 12;

    /** The last bytes of an archive that hold all of the records, unless the zip64 record is extended. */
    static final int TAIL_BYTES = END_BYTES + MAX_COMMENT_BYTES + LOCATOR_BYTES + ZIP64_BYTES;

    private static final int ENTRY_SIGNATURE = 0x04034b50;
    /** What stands before the first entry of a zip that is, or was meant to be, in several volumes. */
    private static final Set<Integer> VOLUME_MARKERS = Set.of(0x08074b50, 0x30304b50);

    private static final int LOOKED_AT = 512;
    private static final int NONE = -1;

    /**
     * Reads the records out of the archive's last bytes.
     *
     * @throws CorruptArchiveException if there are none, they contradict one another, or the archive was cut short
     */
    static ZipEnd read(ArchiveContent archive, ZipTail tail) throws IOException, InterruptedException {
        ByteBuffer bytes = tail.bytes();
        int at = lastEnd(archive, bytes);
        if (at == NONE) {
            byte[] first = ZipTail.read(archive, 0, (int) Math.min(archive.sizeBytes(), LOOKED_AT))
                    .array();
            boolean cut = first.length > 1 && first[0] == 'P' && first[1] == 'K';
            throw corrupt(
                    archive,
                    "it has no zip directory at its end: " + (cut ? "it was cut short" : FirstBytes.describe(first)));
        }
        if (commentEnd(bytes, at) > bytes.capacity()) {
            throw corrupt(archive, "it ends within its comment: it was cut short");
        }
        requireNoZipBehind(archive, tail, commentEnd(bytes, at));
        int behind = bytes.capacity() - commentEnd(bytes, at);
        int disks = bytes.getInt(at + 4);
        if (disks != 0 && disks != 0xffff_ffff) {
            throw corrupt(archive, "it is one of several volumes of a split zip");
        }
        long entries = bytes.getShort(at + 10) & 0xffff;
        long size = bytes.getInt(at + 12) & 0xffff_ffffL;
        long start = bytes.getInt(at + 16) & 0xffff_ffffL;
        int locator = at - LOCATOR_BYTES;
        if (locator < 0 || bytes.getInt(locator) != LOCATOR_SIGNATURE) {
            if (disks != 0) {
                throw corrupt(archive, "its end record leaves its number to a zip64 end record, which is not there");
            }
            return of(archive, tail.offset() + at, start, size, entries, false, behind);
        }
        long locatorAt = tail.offset() + locator;
        long recordAt = zip64RecordAt(archive, locatorAt, bytes.getLong(locator + 8));
        ByteBuffer record = ZipTail.read(archive, recordAt, ZIP64_BYTES);
        long wholeEntries = record.getLong(32);
        long wholeSize = record.getLong(40);
        long wholeStart = record.getLong(48);
        // Some readers look only at the one record, some only at the other.
        if ((entries != 0xffff && entries != wholeEntries)
                || (size != 0xffff_ffffL && size != wholeSize)
                || (start != 0xffff_ffffL && start != wholeStart)) {
            throw corrupt(archive, "its end record and its zip64 end record name two different directories");
        }
        return of(archive, recordAt, wholeStart, wholeSize, wholeEntries, true, behind);
    }

    private static ZipEnd of(
            ArchiveContent archive,
            long directoryEnd,
            long claimedStart,
            long size,
            long entries,
            boolean zip64,
            int behind)
            throws CorruptArchiveException {
        if (size < 0 || claimedStart < 0 || claimedStart > directoryEnd - size) {
            throw corrupt(archive, "its directory reaches beyond its end: it was cut short, or is damaged");
        }
        long start = directoryEnd - size;
        return new ZipEnd(start, size, entries, zip64, start - claimedStart, behind);
    }

    /** A zip that begins behind this one and has no end: all of its entries would be missing. */
    private static void requireNoZipBehind(ArchiveContent archive, ZipTail tail, int commentEnd)
            throws CorruptArchiveException {
        ByteBuffer bytes = tail.bytes();
        if (bytes.capacity() - commentEnd >= Integer.BYTES && bytes.getInt(commentEnd) == ENTRY_SIGNATURE) {
            throw corrupt(
                    archive,
                    "another zip begins behind its end, at byte " + (tail.offset() + commentEnd)
                            + ", and has no end: it was cut short");
        }
    }

    /**
     * What stands before a zip may be anything but a zip, which a reader from front to back takes for this one; so it is where a zip was cut short
     * behind a zip that it holds, whose end is then the last. And there must be no other directory for those who count from the file's start.
     */
    void requireNoOtherZip(ArchiveContent archive) throws IOException, InterruptedException {
        if (prefixBytes == 0) {
            return;
        }
        ByteBuffer first = ZipTail.read(archive, 0, 2 * Integer.BYTES); // An end record is longer, and is there.
        int marker = VOLUME_MARKERS.contains(first.getInt(0)) ? Integer.BYTES : 0;
        if (prefixBytes > marker && first.getInt(marker) == ENTRY_SIGNATURE) {
            throw corrupt(
                    archive,
                    "it begins as one zip, and ends with the directory of another, which begins at byte " + prefixBytes
                            + ": it was cut short behind a zip that it holds, or is two zips in one");
        }
        long claimedStart = start - prefixBytes;
        ByteBuffer claimed = ZipTail.read(archive, claimedStart, Integer.BYTES);
        if (claimed.getInt(0) == ZipHeader.SIGNATURE) {
            throw corrupt(
                    archive,
                    "it has two directories: at byte " + claimedStart + ", as its end record says, and at byte " + start
                            + ", before that");
        }
    }

    /** Finds the zip64 record, which ends where its locator starts; its stated place does not count what stands before the zip. */
    private static long zip64RecordAt(ArchiveContent archive, long locatorAt, long stated)
            throws IOException, InterruptedException {
        long usual = locatorAt - ZIP64_BYTES;
        if (stated < 0 || stated > usual) {
            throw corrupt(archive, "its zip64 end record lies outside: it was cut short, or is damaged");
        }
        for (long at : new long[] {stated, usual}) {
            ByteBuffer record = ZipTail.read(archive, at, ZIP64_BYTES);
            if (record.getInt(0) == ZIP64_SIGNATURE) {
                if (at < usual && record.getLong(4) != locatorAt - at - ZIP64_UNCOUNTED_BYTES) {
                    // Not to be passed over: to some readers that is the one.
                    throw corrupt(archive, "its zip64 end record does not end where its locator starts");
                }
                return at;
            }
        }
        throw corrupt(archive, "its zip64 end record is not where it says");
    }

    /** Finds the last record. One that is last, and one whose comment reaches to the end, are to some readers the archive's. */
    private static int lastEnd(ArchiveContent archive, ByteBuffer tail) throws CorruptArchiveException {
        int last = NONE;
        for (int at = tail.capacity() - END_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == END_SIGNATURE) {
                if (last == NONE) {
                    last = at;
                } else if (commentEnd(tail, at) == tail.capacity()) {
                    throw corrupt(archive, "it has two end records, one in the comment of the other");
                }
            }
        }
        return last;
    }

    private static int commentEnd(ByteBuffer tail, int endRecord) {
        return endRecord + END_BYTES + (tail.getShort(endRecord + 20) & 0xffff);
    }

    private static CorruptArchiveException corrupt(ArchiveContent archive, String problem) {
        return new CorruptArchiveException(archive.name(), problem, null);
    }
}
