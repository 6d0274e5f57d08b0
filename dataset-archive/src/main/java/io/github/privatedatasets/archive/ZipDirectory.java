package io.github.privatedatasets.archive;

import io.github.privatedatasets.errors.CorruptArchiveException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;

/**
 * A zip's central directory with its entries counted, and not as claimed: so that it is known whether they fit into memory
 * before the library makes objects of them.
 */
final class ZipDirectory {
    private static final int END_BYTES = 22;
    private static final int MAX_COMMENT_BYTES = 0xffff;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int LOCATOR_SIGNATURE = 0x07064b50;
    private static final int LOCATOR_BYTES = 20;
    private static final int ZIP64_END_SIGNATURE = 0x06064b50;
    private static final int ZIP64_END_BYTES = 56;
    private static final int ENTRY_SIGNATURE = 0x02014b50;
    private static final int ENTRY_BYTES = 46;
    private static final int LOOKED_AT = 512;

    /** What the library takes for one entry: 700 bytes with names of 40 characters, and as much again for longer ones. */
    private static final long MEMORY_PER_ENTRY = 1400;

    /** What that covers of an entry's name and comment, and of its extra fields. */
    private static final int USUAL_BYTES = 64;

    /** For each further byte: its name or comment is there as bytes and as texts, and an extra field of 4 bytes is an object. */
    private static final long MEMORY_PER_NAME_BYTE = 6;

    private static final long MEMORY_PER_EXTRA_BYTE = 32;

    private final String archive;
    private final SeekableByteChannel channel;
    private final long allowedMemory;
    private final long start;
    private final ByteBuffer tail;

    private ZipDirectory(String archive, SeekableByteChannel channel, long allowedMemory, long start, ByteBuffer tail) {
        this.archive = archive;
        this.channel = channel;
        this.allowedMemory = allowedMemory;
        this.start = start;
        this.tail = tail;
    }

    /**
     * Reads the directory, which the archive's end tells where to find.
     *
     * @param allowedMemory how many bytes its entries may take
     */
    static ZipDirectory read(String archive, SeekableByteChannel channel, long allowedMemory) throws IOException {
        long size = channel.size();
        int endBytes = (int) Math.min(size, END_BYTES + MAX_COMMENT_BYTES + LOCATOR_BYTES);
        ByteBuffer end = bytes(archive, channel, size - endBytes, endBytes);
        int at = lastEnd(end);
        if (at < 0) {
            byte[] first =
                    bytes(archive, channel, 0, (int) Math.min(size, LOOKED_AT)).array();
            boolean cut = first.length > 1 && first[0] == 'P' && first[1] == 'K';
            throw corrupt(
                    archive,
                    "it has no zip directory at its end: " + (cut ? "it was cut short" : FirstBytes.describe(first)));
        }
        long entries = end.getShort(at + 10) & 0xffff;
        long directoryBytes = end.getInt(at + 12) & 0xffff_ffffL;
        long directoryStart = end.getInt(at + 16) & 0xffff_ffffL;
        long directoryEnd = size - endBytes + at;
        int locator = at - LOCATOR_BYTES;
        boolean zip64 = locator >= 0 && end.getInt(locator) == LOCATOR_SIGNATURE;
        if (zip64) {
            directoryEnd = end.getLong(locator + 8);
            if (directoryEnd < 0 || directoryEnd > size - endBytes + locator - ZIP64_END_BYTES) {
                throw corrupt(archive, "its zip64 end record lies outside: it was cut short, or is damaged");
            }
            ByteBuffer record = bytes(archive, channel, directoryEnd, ZIP64_END_BYTES);
            if (record.getInt(0) != ZIP64_END_SIGNATURE) {
                throw corrupt(archive, "its zip64 end record is not where it says");
            }
            entries = record.getLong(32);
            directoryBytes = record.getLong(40);
            directoryStart = record.getLong(48);
        }
        if (directoryBytes < 0 || directoryStart < 0 || directoryStart > directoryEnd - directoryBytes) {
            throw corrupt(archive, "its directory reaches beyond its end: it was cut short, or is damaged");
        }
        // What stands before the zip, such as a program that unpacks it, is not counted in its own offsets.
        long start = directoryEnd - directoryBytes;
        requireMemory(archive, size - start, Math.min(allowedMemory, Integer.MAX_VALUE - 8));
        ByteBuffer tail = bytes(archive, channel, start, (int) (size - start));
        ZipDirectory directory = new ZipDirectory(archive, channel, allowedMemory, start, tail);
        directory.requireEntries((int) directoryBytes, entries, zip64);
        return directory;
    }

    /** Returns where the directory starts: no entry's content reaches beyond. */
    long start() {
        return start;
    }

    /** Returns the archive with the directory in memory. */
    SeekableByteChannel channel() {
        return new TailCachedChannel(channel, start, tail);
    }

    private void requireEntries(int directoryBytes, long claimed, boolean zip64) throws CorruptArchiveException {
        long count = 0;
        long at = 0;
        long memory = tail.capacity();
        while (at <= directoryBytes - ENTRY_BYTES && tail.getInt((int) at) == ENTRY_SIGNATURE) {
            int header = (int) at;
            int name = tail.getShort(header + 28) & 0xffff;
            int extra = tail.getShort(header + 30) & 0xffff;
            int comment = tail.getShort(header + 32) & 0xffff;
            memory += MEMORY_PER_ENTRY
                    + Math.max(0, name + comment - USUAL_BYTES) * MEMORY_PER_NAME_BYTE
                    + Math.max(0, extra - USUAL_BYTES) * MEMORY_PER_EXTRA_BYTE;
            at += ENTRY_BYTES + name + extra + comment;
            count++;
        }
        // Some tools without zip64 kept only the lowest 16 bits of the number.
        if (at > directoryBytes || (count != claimed && (zip64 || (count & 0xffff) != claimed))) {
            throw corrupt(archive, "its directory holds " + count + " entries, its end record says " + claimed);
        }
        requireMemory(archive, memory, allowedMemory);
    }

    private static void requireMemory(String archive, long needed, long allowed) throws CorruptArchiveException {
        if (needed > allowed) {
            throw corrupt(
                    archive,
                    "its directory needs about " + (needed >> 20) + " MiB of memory, " + (allowed >> 20)
                            + " MiB are allowed: give the JVM more (-Xmx), or pack it as a tar");
        }
    }

    private static int lastEnd(ByteBuffer end) {
        for (int at = end.capacity() - END_BYTES; at >= 0; at--) {
            if (end.getInt(at) == END_SIGNATURE) {
                return at;
            }
        }
        return -1;
    }

    private static ByteBuffer bytes(String archive, SeekableByteChannel channel, long position, int length)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        channel.position(position);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw corrupt(archive, "it ends at byte " + (position + bytes.position()));
            }
        }
        return bytes.flip();
    }

    private static CorruptArchiveException corrupt(String archive, String problem) {
        return new CorruptArchiveException(archive, problem, null);
    }
}
