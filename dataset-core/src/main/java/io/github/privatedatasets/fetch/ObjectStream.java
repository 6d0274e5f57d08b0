// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import io.github.privatedatasets.errors.IntegrityException;
import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.LentBytes;
import io.github.privatedatasets.spi.RemoteObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All bytes of one object, proven at their end by the digest that its store keeps.
 *
 * <p>The end is reported only when the digest holds; else reading it is an {@code IntegrityException}. After a failure every further read
 * fails in the same way. Read by one thread; closed by any, which frees a blocked read at once.
 */
public final class ObjectStream extends InputStream implements LentBytes {
    private final RemoteObject object;
    private final ObjectBytes bytes;
    private final Attempts attempts;
    private final ProofChoice choice;
    private Optional<Checksum> told = Optional.empty();
    private @Nullable ObjectProof proof;
    // Some decoders pass over what fails behind the end of their data; whoever reads on must not find an end then.
    private @Nullable IOException failure;
    private boolean ended;

    ObjectStream(RemoteObject object, ObjectBytes bytes, Attempts attempts, ProofChoice choice) {
        this.object = object;
        this.bytes = bytes;
        this.attempts = attempts;
        this.choice = choice;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        IOException before = failure;
        if (before != null) {
            throw before;
        }
        try {
            ObjectProof proving = proving();
            int count = bytes.read(buffer, offset, length);
            if (count > 0) {
                proving.update(ByteBuffer.wrap(buffer, offset, count));
            } else if (count < 0) {
                end(proving);
            }
            return count;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public boolean lends() {
        return bytes.lends();
    }

    @Override
    public @Nullable ByteBuffer lend(int most) throws IOException {
        IOException before = failure;
        if (before != null) {
            throw before;
        }
        try {
            ObjectProof proving = proving();
            ByteBuffer next = bytes.lend(most);
            if (next != null) {
                proving.update(next);
            } else {
                end(proving);
            }
            return next;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private ObjectProof proving() throws IOException {
        ObjectProof proving = proof;
        if (proving == null) {
            Optional<Checksum> came = bytes.connect();
            // A digest over all bytes first: with a range comes no more than the etag, which may be one over parts.
            told = object.checksum()
                    .filter(known -> !known.isOfParts())
                    .or(() -> came)
                    .or(object::checksum);
            proving = choice.of(told, bytes.noChecksumReason());
            proof = proving;
        }
        return proving;
    }

    private void end(ObjectProof proving) throws IntegrityException {
        if (!ended) {
            proving.verify();
            ended = true;
        }
    }

    /** Reads what is left, so that the whole object is proven also when its reader needed less. */
    public void drain() throws IOException {
        byte[] buffer = new byte[1 << 16];
        while (!ended) {
            if (read(buffer, 0, buffer.length) < 0) {
                ended = true;
            }
        }
    }

    /** Tells whether the end was reached, and found right as far as anything tells. */
    boolean isEnded() {
        return ended;
    }

    /** Tells whether the end was reached, and a digest of the store holds. */
    boolean isProven() {
        ObjectProof proving = proof;
        return ended && proving != null && proving.holds();
    }

    /** Returns the digest that the store was found to keep; known from the first read on. */
    Optional<Checksum> checksum() {
        return told;
    }

    /** Returns how many of the bytes did not come from the store. */
    long resumedBytes() {
        return bytes.resumedBytes();
    }

    /** Returns what proves the bytes once the end was reached, or that nothing does, and why. */
    public String proof() {
        ObjectProof proving = proof;
        return proving == null ? ObjectProof.none(object, "").label() : proving.label();
    }

    @Override
    public void close() {
        attempts.stop();
        bytes.close();
    }
}
