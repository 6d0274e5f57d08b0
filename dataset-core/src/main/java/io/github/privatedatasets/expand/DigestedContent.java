package io.github.privatedatasets.expand;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32C;

/** A file's content on its way into the tree, counted and digested as it passes. Used by one thread. */
final class DigestedContent extends FilterInputStream {
    // The processor has instructions for it, so that it costs next to nothing beside the writing.
    private final CRC32C digest = new CRC32C();
    private long sizeBytes;

    DigestedContent(InputStream content) {
        super(content);
    }

    @Override
    public int read() throws IOException {
        int next = in.read();
        if (next >= 0) {
            digest.update(next);
            sizeBytes++;
        }
        return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        if (count > 0) {
            digest.update(buffer, offset, count);
            sizeBytes += count;
        }
        return count;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    int crc32c() {
        return (int) digest.getValue();
    }
}
