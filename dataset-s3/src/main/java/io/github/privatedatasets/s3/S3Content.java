// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import io.github.privatedatasets.errors.IntegrityException;
import io.github.privatedatasets.s3.http.HttpBody;
import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.RemoteContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;

/** Bytes of one answer: exactly as many as were asked for, and let go of without reading the rest. */
final class S3Content implements RemoteContent {
    private final InputStream stream;
    private final Optional<Checksum> checksum;
    private final String noChecksumReason;
    private final Runnable release;

    private S3Content(InputStream stream, Optional<Checksum> checksum, String noChecksumReason, Runnable release) {
        this.stream = stream;
        this.checksum = checksum;
        this.noChecksumReason = noChecksumReason;
        this.release = release;
    }

    /** Returns no bytes. */
    static S3Content nothing(Optional<Checksum> checksum) {
        return new S3Content(InputStream.nullInputStream(), checksum, "", () -> {});
    }

    /** Returns the bytes of the answer, of which there must be {@code length}; {@code name} is of what. */
    static S3Content of(
            HttpBody answer, String name, long length, Optional<Checksum> checksum, String noChecksumReason) {
        return new S3Content(new Part(answer, name, length), checksum, noChecksumReason, answer::close);
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
    public String noChecksumReason() {
        return noChecksumReason;
    }

    @Override
    public void close() {
        release.run();
    }

    private static final class Part extends InputStream implements ReadableByteChannel {
        private final HttpBody answer;
        private final String name;
        private final long length;
        private long remaining;

        private Part(HttpBody answer, String name, long length) {
            this.answer = answer;
            this.name = name;
            this.length = length;
            this.remaining = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return read(ByteBuffer.wrap(buffer, offset, length));
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            if (remaining == 0) {
                return -1;
            }
            ByteBuffer part = into.slice(into.position(), (int) Math.min(into.remaining(), remaining));
            int count = answer.read(part);
            into.position(into.position() + part.position());
            remaining -= part.position();
            if (remaining == 0) {
                requireEnd();
            }
            return count;
        }

        /** Asks before the last byte is given away: where no length was told, the bytes may be those of something longer. */
        private void requireEnd() throws IOException {
            if (answer.read() >= 0) {
                answer.close();
                throw new IntegrityException(name, "length", Long.toString(length), "more than " + length);
            }
        }

        @Override
        public boolean isOpen() {
            return answer.isOpen();
        }

        @Override
        public void close() {
            answer.close();
        }
    }
}
