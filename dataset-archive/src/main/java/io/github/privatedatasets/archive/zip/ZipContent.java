// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.zip;

import io.github.privatedatasets.archive.bzip2.Bzip2Decoder;
import io.github.privatedatasets.archive.deflate.DeflateDecoder;
import io.github.privatedatasets.archive.pipeline.Interruption;
import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spi.LentBytes;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A zip entry's bytes, checked against the lengths and the CRC of the archive's directory when their end is reached.
 *
 * <p>Neither Commons Compress's nor the JDK's zip readers check the CRC of a stored entry, or that the compressed bytes end where
 * the entry does.
 */
final class ZipContent extends InputStream implements LentBytes {
    private final ZipHeader entry;
    private final CompressedBytes compressed;
    private final InputStream decoded;
    private final Progress progress;
    private final CRC32 crc = new CRC32();
    private long count;
    private boolean ended;

    private ZipContent(ZipHeader entry, CompressedBytes compressed, InputStream decoded, Progress progress) {
        this.entry = entry;
        this.compressed = compressed;
        this.decoded = decoded;
        this.progress = progress;
    }

    /** Opens the entry whose compressed bytes are these. The deflate decoder is the content's until it is closed. */
    static ZipContent open(
            ZipHeader entry, CompressedBytes compressed, DeflateDecoder deflate, Bzip2Decoder bzip2, Progress progress)
            throws IOException {
        try {
            InputStream decoded = ZipMethod.decode(entry.method(), compressed, deflate, bzip2);
            return new ZipContent(entry, compressed, decoded, progress);
        } catch (IOException | RuntimeException e) {
            throw translated(entry, e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        progress.requireWanted();
        int read;
        try {
            read = decoded.read(buffer, offset, length);
        } catch (IOException | RuntimeException e) {
            throw translated(entry, e);
        }
        if (read > 0) {
            check(ByteBuffer.wrap(buffer, offset, read));
        } else if (read < 0) {
            end();
        }
        return read;
    }

    /** Tells whether the entry is stored: then its bytes are those of the archive. */
    @Override
    public boolean lends() {
        return decoded == compressed;
    }

    @Override
    public @Nullable ByteBuffer lend(int most) throws IOException {
        progress.requireWanted();
        ByteBuffer next;
        try {
            next = compressed.lend(most);
        } catch (IOException | RuntimeException e) {
            throw translated(entry, e);
        }
        if (next == null) {
            end();
        } else {
            check(next.duplicate());
        }
        return next;
    }

    private void check(ByteBuffer next) throws CorruptArchiveException {
        count += next.remaining();
        crc.update(next);
        if (count > entry.size()) {
            throw entry.corrupt("has more than " + entry.size() + " bytes, which the archive's directory says");
        }
    }

    private void end() throws CorruptArchiveException {
        if (!ended) {
            requireProof();
            ended = true;
        }
    }

    /** Tells whether all was read, and is proven. */
    boolean isProven() {
        return ended;
    }

    private void requireProof() throws CorruptArchiveException {
        if (count != entry.size()) {
            throw entry.corrupt("has " + count + " bytes, the archive's directory says " + entry.size());
        }
        if (crc.getValue() != entry.crc()) {
            throw entry.corrupt(
                    String.format("has the CRC %08x, the archive's directory says %08x", crc.getValue(), entry.crc()));
        }
        if (compressed.left() > 0) {
            throw entry.corrupt("ends " + compressed.left() + " bytes before its " + entry.compressedSize()
                    + " compressed bytes do");
        }
    }

    private static IOException translated(ZipHeader entry, Exception e) {
        if (e instanceof DatasetException failure) {
            return failure;
        }
        InterruptedIOException interrupted = Interruption.in(e);
        if (interrupted != null) {
            return interrupted;
        }
        return entry.corrupt(
                e instanceof EOFException
                        ? "ends too early: " + entry.compressedSize() + " compressed bytes do not hold it"
                        : "is damaged (" + e + ")",
                e);
    }

    /** Asked before every read. */
    @FunctionalInterface
    interface Progress {
        /**
         * Returns if the bytes are still wanted.
         *
         * @throws InterruptedIOException if not
         */
        void requireWanted() throws InterruptedIOException;
    }
}
