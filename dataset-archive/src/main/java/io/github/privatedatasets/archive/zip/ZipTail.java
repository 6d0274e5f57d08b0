// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.zip;

import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.spi.ArchiveContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The last bytes of an archive, in memory.
 *
 * @param offset where they start
 * @param bytes the bytes, little-endian as all of a zip
 */
record ZipTail(long offset, ByteBuffer bytes) {

    /** Reads so many of the last bytes, or all there are. */
    static ZipTail read(ArchiveContent archive, int most) throws IOException, InterruptedException {
        int length = (int) Math.min(archive.sizeBytes(), most);
        long offset = archive.sizeBytes() - length;
        return new ZipTail(offset, read(archive, offset, length));
    }

    /** Reads bytes from anywhere by one request, or by none if there is nothing to read. */
    static ByteBuffer read(ArchiveContent archive, long offset, int length) throws IOException, InterruptedException {
        byte[] bytes = new byte[length];
        if (length > 0) {
            readFully(archive, offset, bytes, length);
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns the bytes from a place before the end: those that are not here are read by one request. */
    ByteBuffer from(ArchiveContent archive, long start, int length) throws IOException, InterruptedException {
        if (start >= offset) {
            return bytes.slice((int) (start - offset), length).order(ByteOrder.LITTLE_ENDIAN);
        }
        byte[] all = new byte[length];
        int missing = (int) Math.min(length, offset - start);
        readFully(archive, start, all, missing);
        bytes.get(0, all, missing, length - missing);
        return ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void readFully(ArchiveContent archive, long offset, byte[] bytes, int length)
            throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while reading " + archive.name());
        }
        try (InputStream range = archive.openRange(offset, length)) {
            int read = range.readNBytes(bytes, 0, length);
            if (read < length) {
                throw new CorruptArchiveException(archive.name(), "it ends at byte " + (offset + read), null);
            }
        }
    }
}
