// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.zip;

import io.github.privatedatasets.archive.format.EntryNames;
import io.github.privatedatasets.errors.CorruptArchiveException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The header that stands before an entry's content, and the data descriptor behind it: what readers go by that do not look at the
 * archive's directory. Where they say something else than the directory, one of the two was forged, or the archive is damaged.
 */
final class ZipLocalHeader {
    private static final int SIGNATURE = 0x04034b50;
    private static final int DESCRIPTOR_SIGNATURE = 0x08074b50;
    private static final int DESCRIPTOR_BYTES = 12;

    private ZipLocalHeader() {}

    /**
     * Reads the header, up to the entry's content, and compares it.
     *
     * @return whether a data descriptor follows the content
     * @throws CorruptArchiveException if it is none, or not this entry's
     */
    static boolean read(ZipRunBytes run, ZipHeader entry) throws IOException {
        ByteBuffer fixed = run.peek(ZipDirectory.LOCAL_HEADER_BYTES);
        if (fixed.getInt(0) != SIGNATURE) {
            throw entry.corrupt("is not at byte " + run.position() + ", where the archive's directory says");
        }
        int nameLength = fixed.getShort(26) & 0xffff;
        int extraLength = fixed.getShort(28) & 0xffff;
        int length = ZipDirectory.LOCAL_HEADER_BYTES + nameLength + extraLength;
        ByteBuffer header = run.peek(length);
        byte[] name = new byte[nameLength];
        header.get(ZipDirectory.LOCAL_HEADER_BYTES, name);
        ZipExtra extra = new ZipExtra(header, ZipDirectory.LOCAL_HEADER_BYTES + nameLength, extraLength);
        requireName(entry, name, extra);
        int flags = header.getShort(6) & 0xffff;
        require(entry, "encryption", entry.flags() & ZipHeader.FLAGS_ENCRYPTED, flags & ZipHeader.FLAGS_ENCRYPTED);
        require(entry, "patch flag", entry.flags() & ZipHeader.FLAG_PATCH, flags & ZipHeader.FLAG_PATCH);
        require(entry, "compression method", entry.method(), header.getShort(8) & 0xffff);
        boolean descriptor = (flags & ZipHeader.FLAG_DESCRIPTOR) != 0;
        requireSizes(entry, header, extra.zip64(), descriptor);
        run.consume(length);
        return descriptor;
    }

    private static void requireName(ZipHeader entry, byte[] name, ZipExtra extra) throws CorruptArchiveException {
        if (!Arrays.equals(name, entry.rawName())) {
            throw otherName(entry, ZipHeader.decoded(name));
        }
        // Who reads front to back goes by this field. That only the directory has it is no contradiction.
        Optional<String> unicode = extra.unicodePath(name);
        if (unicode.isPresent() && !EntryNames.mended(unicode.get()).equals(entry.name())) {
            throw otherName(entry, unicode.get());
        }
    }

    private static CorruptArchiveException otherName(ZipHeader entry, String name) {
        return entry.corrupt("has another name in its own header: " + EntryNames.shown(name));
    }

    private static void requireSizes(
            ZipHeader entry, ByteBuffer header, @Nullable ByteBuffer zip64, boolean mayBeLeftOut)
            throws CorruptArchiveException {
        long size = header.getInt(22) & 0xffff_ffffL;
        long compressedSize = header.getInt(18) & 0xffff_ffffL;
        int next = 0;
        if (zip64 != null && size == ZipHeader.IN_ZIP64) {
            size = zip64.getLong(next);
            next += Long.BYTES;
        }
        if (zip64 != null && compressedSize == ZipHeader.IN_ZIP64 && next + Long.BYTES <= zip64.capacity()) {
            compressedSize = zip64.getLong(next);
        }
        long crc = header.getInt(14) & 0xffff_ffffL;
        // A data descriptor has what was not known yet; who reads front to back goes by what there is all the same.
        require(entry, "size", entry.size(), isLeftOut(size, mayBeLeftOut) ? entry.size() : size);
        require(
                entry,
                "compressed size",
                entry.compressedSize(),
                isLeftOut(compressedSize, mayBeLeftOut) ? entry.compressedSize() : compressedSize);
        require(entry, "CRC", entry.crc(), isLeftOut(crc, mayBeLeftOut) ? entry.crc() : crc);
    }

    private static boolean isLeftOut(long value, boolean mayBe) {
        return mayBe && (value == 0 || value == ZipHeader.IN_ZIP64);
    }

    private static void require(ZipHeader entry, String what, long inDirectory, long inHeader)
            throws CorruptArchiveException {
        if (inDirectory != inHeader) {
            boolean isCrc = what.equals("CRC");
            throw entry.corrupt("has the " + what + " " + shown(isCrc, inDirectory) + " in the archive's directory, "
                    + shown(isCrc, inHeader) + " in its own header");
        }
    }

    private static String shown(boolean hex, long value) {
        return hex ? String.format("%08x", value) : Long.toString(value);
    }

    /**
     * Compares the data descriptor, of which only the CRC is sure to be where it is: its sizes have 4 or 8 bytes, and nothing says which.
     *
     * @param room how many bytes there are before the next entry
     */
    static void requireDescriptor(ZipRunBytes run, ZipHeader entry, long room) throws IOException {
        if (room < DESCRIPTOR_BYTES) {
            throw entry.corrupt("has no data descriptor, which its own header announces");
        }
        ByteBuffer descriptor = run.peek(2 * Integer.BYTES);
        int first = descriptor.getInt(0);
        int second = descriptor.getInt(Integer.BYTES);
        // The signature is optional, and may be an entry's CRC.
        if (first != (int) entry.crc() && (first != DESCRIPTOR_SIGNATURE || second != (int) entry.crc())) {
            throw entry.corrupt(String.format(
                    "has the CRC %08x in the archive's directory, %08x in its data descriptor",
                    entry.crc(), first == DESCRIPTOR_SIGNATURE ? second : first));
        }
    }
}
