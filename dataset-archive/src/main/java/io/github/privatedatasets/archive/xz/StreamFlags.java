// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.tukaani.xz.CorruptedInputException;
import org.tukaani.xz.UnsupportedOptionsException;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZFormatException;
import org.tukaani.xz.XZIOException;

/** What the header of a stream says, and its footer repeats (section 2.1 of the xz file format, version 1.1.0). */
final class StreamFlags {
    static final int HEADER_BYTES = 12;
    static final int FOOTER_BYTES = 12;

    private static final int FOOTER_MAGIC = 'Y' | 'Z' << 8;
    private static final int FLAGS_IN_HEADER = 6;
    private static final int FLAGS_IN_FOOTER = 8;

    private StreamFlags() {}

    /**
     * Returns the type of the check that every block of the stream has; one that is supported.
     *
     * @throws XZFormatException if it is no header at all
     */
    static int ofHeader(byte[] header) throws XZIOException {
        if (!Arrays.equals(header, 0, FLAGS_IN_HEADER, XZ.HEADER_MAGIC, 0, FLAGS_IN_HEADER)) {
            throw new XZFormatException();
        }
        if (little(header).getInt(FLAGS_IN_HEADER + 2) != crc(header, FLAGS_IN_HEADER, 2)) {
            throw new CorruptedInputException("the header of a stream is damaged");
        }
        int type = type(header, FLAGS_IN_HEADER);
        Check.ofType(type);
        return type;
    }

    /** Returns how long the index is that is before this footer, or -1 if it is none. */
    static long indexBytes(byte[] footer) {
        ByteBuffer fields = little(footer);
        if (fields.getChar(10) != FOOTER_MAGIC || fields.getInt(0) != crc(footer, 4, 6)) {
            return -1;
        }
        return (Integer.toUnsignedLong(fields.getInt(4)) + 1) * 4;
    }

    /** Returns the type of the check, as the footer says. */
    static int ofFooter(byte[] footer) throws UnsupportedOptionsException {
        return type(footer, FLAGS_IN_FOOTER);
    }

    private static int type(byte[] bytes, int at) throws UnsupportedOptionsException {
        if (bytes[at] != 0 || (bytes[at + 1] & 0xf0) != 0) {
            throw new UnsupportedOptionsException("a stream has flags that are not supported");
        }
        return bytes[at + 1];
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static int crc(byte[] bytes, int offset, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
