package io.github.privatedatasets.archive.zip;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * The decoded bytes of a deflated entry. They go from the run's buffer into the reader's without another copy, and what follows
 * the deflate stream stays unread, which {@code InflaterInputStream} cannot do.
 */
final class InflatedBytes extends InputStream {
    private final CompressedBytes compressed;
    private final Inflater inflater;
    private boolean ended;

    /** Uses this inflater, whatever it was used for before. */
    InflatedBytes(CompressedBytes compressed, Inflater inflater) {
        this.compressed = compressed;
        this.inflater = inflater;
        inflater.reset();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0 || ended) {
            return length == 0 ? 0 : -1;
        }
        try {
            while (true) {
                int count = inflater.inflate(buffer, offset, length);
                if (count > 0) {
                    return count;
                }
                if (inflater.finished()) {
                    ended = true;
                    compressed.takeBack(inflater.getRemaining());
                    return -1;
                }
                if (!inflater.needsInput()) {
                    throw new ZipException("it asks for a dictionary");
                }
                if (!compressed.lend(inflater)) {
                    throw new EOFException("the deflate stream does not end");
                }
            }
        } catch (DataFormatException e) {
            throw new ZipException(e.getMessage());
        }
    }
}
