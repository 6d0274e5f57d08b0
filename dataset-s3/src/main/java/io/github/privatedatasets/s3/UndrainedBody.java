package io.github.privatedatasets.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import software.amazon.awssdk.http.AbortableInputStream;

/** A body whose {@code close} keeps the connection for the next request only where nothing of the body is left to read. */
final class UndrainedBody extends FilterInputStream {
    private final AbortableInputStream body;
    private long remaining;

    /** Wraps a body of this length; -1 where it is not known. */
    UndrainedBody(AbortableInputStream body, long length) {
        super(body);
        this.body = body;
        remaining = length;
    }

    @Override
    public int read() throws IOException {
        int next = body.read();
        count(next < 0 ? -1 : 1);
        return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = body.read(buffer, offset, length);
        count(read);
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = body.skip(count);
        count(skipped);
        return skipped;
    }

    private void count(long read) {
        if (read < 0) {
            remaining = 0;
        } else if (remaining > 0) {
            remaining -= read;
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() throws IOException {
        if (remaining == 0) {
            body.close();
        } else {
            body.abort();
        }
    }
}
