package io.github.privatedatasets.s3;

import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.RemoteContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/** Bytes of one answer: no more than were asked for, and let go of without reading the rest. */
final class S3Content implements RemoteContent {
    private final InputStream stream;
    private final Optional<Checksum> checksum;
    private final Runnable release;

    private S3Content(InputStream stream, Optional<Checksum> checksum, Runnable release) {
        this.stream = stream;
        this.checksum = checksum;
        this.release = release;
    }

    /** Returns no bytes. */
    static S3Content nothing(Optional<Checksum> checksum) {
        return new S3Content(InputStream.nullInputStream(), checksum, () -> {});
    }

    /** Returns the first {@code length} bytes of the answer. */
    static S3Content of(ResponseInputStream<?> answer, long length, Optional<Checksum> checksum) {
        Body body = new Body(answer, length);
        return new S3Content(body, checksum, body::close);
    }

    @Override
    public InputStream stream() {
        return stream;
    }

    @Override
    public Optional<Checksum> checksum() {
        return checksum;
    }

    @Override
    public void close() {
        release.run();
    }

    private static final class Body extends InputStream {
        private final ResponseInputStream<?> answer;
        private volatile long remaining;

        private Body(ResponseInputStream<?> answer, long length) {
            this.answer = answer;
            this.remaining = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads; volatile for the one that closes
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (remaining == 0) {
                return -1;
            }
            try {
                int count = answer.read(buffer, offset, (int) Math.min(length, remaining));
                if (count > 0) {
                    remaining -= count;
                }
                return count;
            } catch (AbortedException e) {
                // The SDK looks at the thread's interrupt mark, and leaves it set.
                InterruptedIOException interrupted = new InterruptedIOException("interrupted while reading");
                interrupted.initCause(e);
                throw interrupted;
            } catch (SdkException e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        /** Closing drains the connection, which is right only where nothing is left: it can then be used again. */
        @Override
        public void close() {
            if (remaining > 0) {
                answer.abort();
                return;
            }
            try {
                answer.close();
            } catch (IOException | SdkException e) {
                answer.abort();
            }
        }
    }
}
