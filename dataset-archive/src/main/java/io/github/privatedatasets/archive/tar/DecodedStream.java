// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.tar;

import io.github.privatedatasets.archive.pipeline.Interruption;
import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.tukaani.xz.MemoryLimitException;

/** Decoded bytes of an archive: whatever the decoder throws over bad data is the archive's error; an interrupt ends a read. */
final class DecodedStream extends InputStream {
    private final String archive;
    private final String format;
    private final InputStream decoder;

    private DecodedStream(String archive, String format, InputStream decoder) {
        this.archive = archive;
        this.format = format;
        this.decoder = decoder;
    }

    /** Makes the decoder, which may read the format's header. */
    static InputStream of(String archive, String format, InputStream encoded, Decoder decoder) throws IOException {
        try {
            return new DecodedStream(archive, format, decoder.decode(encoded));
        } catch (IOException | RuntimeException e) {
            throw translate(archive, format, e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while reading " + archive);
        }
        try {
            return decoder.read(buffer, offset, length);
        } catch (IOException | RuntimeException e) {
            throw translate(archive, format, e);
        }
    }

    @Override
    public void close() throws IOException {
        decoder.close();
    }

    private static IOException translate(String archive, String format, Exception e) {
        if (e instanceof DatasetException failure) {
            return failure;
        }
        InterruptedIOException interrupted = Interruption.in(e);
        if (interrupted != null) {
            return interrupted;
        }
        if (e instanceof MemoryLimitException limit) {
            return new UnsupportedDatasetException(
                    archive + " cannot be expanded here: its xz data needs " + limit.getMemoryNeeded()
                            + " KiB of memory, " + limit.getMemoryLimit()
                            + " KiB are allowed: give the JVM more (-Xmx) or raise the limit (StandardExtractors' xzMemory), or compress it with"
                            + " a smaller dictionary (xz -6)",
                    e);
        }
        String problem = e instanceof EOFException
                ? "its " + format + " data ends too early"
                : "its " + format + " data is damaged (" + e + ")";
        return new CorruptArchiveException(archive, problem, e);
    }

    /** Opens a decoder. */
    @FunctionalInterface
    interface Decoder {
        InputStream decode(InputStream encoded) throws IOException;
    }
}
