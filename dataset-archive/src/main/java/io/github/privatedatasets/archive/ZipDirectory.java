package io.github.privatedatasets.archive;

import io.github.privatedatasets.errors.CorruptArchiveException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;

/**
 * Where a zip's central directory lies and how many entries it has, counted and not as claimed, so that it can be told before
 * it is read whether it fits into memory.
 */
record ZipDirectory(long start, long sizeBytes, long entries) {
    private static final int END_BYTES = 22;
    private static final int MAX_COMMENT_BYTES = 0xffff;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int ZIP64_LOCATOR_SIGNATURE = 0x07064b50;
    private static final int ZIP64_LOCATOR_BYTES = 20;
    private static final int ZIP64_END_SIGNATURE = 0x06064b50;
    private static final int ZIP64_END_BYTES = 56;
    private static final int ENTRY_SIGNATURE = 0x02014b50;
    private static final int ENTRY_BYTES = 46;
    private static final int LOOKED_AT = 512;

    /** Finds the directory from the archive's end, and counts its entries. */
    static ZipDirectory find(String archive, SeekableByteChannel channel) throws IOException {
        long size = channel.size();
        int tail = (int) Math.min(size, END_BYTES + MAX_COMMENT_BYTES + ZIP64_LOCATOR_BYTES);
        ByteBuffer end = read(channel, size - tail, tail);
        int at = lastEnd(end);
        if (at < 0) {
            byte[] first = read(channel, 0, (int) Math.min(size, LOOKED_AT)).array();
            throw new CorruptArchiveException(
                    archive,
                    "it has no zip directory at its end: "
                            + (first.length > 1 && first[0] == 'P' && first[1] == 'K'
                                    ? "it was cut short"
                                    : FirstBytes.describe(first)),
                    null);
        }
        long claimedEntries = end.getShort(at + 10) & 0xffff;
        long directoryBytes = end.getInt(at + 12) & 0xffff_ffffL;
        long directoryStart = end.getInt(at + 16) & 0xffff_ffffL;
        long directoryEnd = size - tail + at;
        int locator = at - ZIP64_LOCATOR_BYTES;
        boolean locator64 = locator >= 0 && end.getInt(locator) == ZIP64_LOCATOR_SIGNATURE;
        if (locator64) {
            directoryEnd = end.getLong(locator + 8);
            if (directoryEnd < 0 || directoryEnd > size - tail + locator - ZIP64_END_BYTES) {
                throw lie(archive, "its zip64 end record lies outside");
            }
            ByteBuffer zip64 = read(channel, directoryEnd, ZIP64_END_BYTES);
            if (zip64.getInt(0) != ZIP64_END_SIGNATURE) {
                throw lie(archive, "its zip64 end record is not where it says");
            }
            claimedEntries = zip64.getLong(32);
            directoryBytes = zip64.getLong(40);
            directoryStart = zip64.getLong(48);
        }
        if (directoryBytes < 0 || directoryStart < 0 || directoryStart > directoryEnd - directoryBytes) {
            throw lie(archive, "its directory reaches beyond its end: it was cut short, or is damaged");
        }
        // What stands before the zip, such as a program that unpacks it, is not counted in its own offsets.
        long start = directoryEnd - directoryBytes;
        long entries = count(archive, channel, start, directoryBytes);
        // Some old tools kept the lowest 16 bits of the number.
        if (entries != claimedEntries && (locator64 || (entries & 0xffff) != claimedEntries)) {
            throw lie(archive, "its directory holds " + entries + " entries, its end record says " + claimedEntries);
        }
        return new ZipDirectory(start, directoryBytes, entries);
    }

    private static long count(String archive, SeekableByteChannel channel, long start, long sizeBytes)
            throws IOException {
        channel.position(start);
        // Not closed: that would close the channel, which belongs to the caller.
        InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
        long left = sizeBytes;
        long count = 0;
        try {
            while (left >= ENTRY_BYTES) {
                ByteBuffer entry = little(in.readNBytes(ENTRY_BYTES));
                if (entry.capacity() < ENTRY_BYTES || entry.getInt(0) != ENTRY_SIGNATURE) {
                    break;
                }
                int more =
                        (entry.getShort(28) & 0xffff) + (entry.getShort(30) & 0xffff) + (entry.getShort(32) & 0xffff);
                in.skipNBytes(more);
                left -= ENTRY_BYTES + more;
                count++;
            }
        } catch (EOFException e) {
            throw lie(archive, "its directory is cut short");
        }
        if (left < 0) {
            throw lie(archive, "its directory reaches beyond its end");
        }
        return count;
    }

    private static int lastEnd(ByteBuffer end) {
        for (int at = end.capacity() - END_BYTES; at >= 0; at--) {
            if (end.getInt(at) == END_SIGNATURE) {
                return at;
            }
        }
        return -1;
    }

    private static ByteBuffer read(SeekableByteChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        channel.position(position);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("the archive ends at byte " + (position + bytes.position()));
            }
        }
        return bytes.flip();
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static CorruptArchiveException lie(String archive, String problem) {
        return new CorruptArchiveException(archive, problem, null);
    }
}
