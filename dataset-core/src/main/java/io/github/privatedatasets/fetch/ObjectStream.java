package io.github.privatedatasets.fetch;

import io.github.privatedatasets.errors.IntegrityException;
import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.RemoteObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All bytes of one object, proven at their end by the digest that its store keeps.
 *
 * <p>The end is reported only when the digest holds; else reading it is an {@code IntegrityException}. Read by one thread;
 * closed by any, which frees a blocked read at once.
 */
public final class ObjectStream extends InputStream {
    static final String NO_PROOF = "none offered";

    private final RemoteObject object;
    private final ResumingStream bytes;
    private Optional<Checksum> expected = Optional.empty();
    private @Nullable Digest digest;
    private boolean connected;
    private boolean ended;

    ObjectStream(RemoteObject object, ResumingStream bytes) {
        this.object = object;
        this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (!connected) {
            // What came with the bytes is preferred: a listing knows less of an object than its own response.
            expected = bytes.connect().or(object::checksum);
            digest = expected.map(e -> Digest.of(e.algorithm())).orElse(null);
            connected = true;
        }
        int count = bytes.read(buffer, offset, length);
        if (count > 0 && digest != null) {
            digest.update(buffer, offset, count);
        } else if (count < 0 && !ended) {
            ended = true;
            verify();
        }
        return count;
    }

    private void verify() throws IntegrityException {
        if (digest != null && expected.isPresent()) {
            String actual = digest.hex();
            if (!actual.equals(expected.get().hex())) {
                throw new IntegrityException(
                        object.path(),
                        expected.get().algorithm().name(),
                        expected.get().hex(),
                        actual);
            }
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

    /** Returns what proves the bytes once the end was reached. */
    public String proof() {
        return expected.map(e -> e.algorithm().name()).orElse(NO_PROOF);
    }

    @Override
    public void close() {
        bytes.close();
    }
}
