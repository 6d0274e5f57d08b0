package io.github.privatedatasets.fetch;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spec.Etag;
import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteListing;
import io.github.privatedatasets.spi.RemoteObject;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** One object whose connections behave as a script says, one step a connection; after the script they are whole. */
final class ScriptedDataset implements RemoteDataset {
    private final byte[] bytes;
    private final Deque<Step> script = new ArrayDeque<>();
    private final List<Long> offsets = new ArrayList<>();
    private Optional<Checksum> checksum = Optional.empty();

    /** What one connection does with the bytes it should give. */
    interface Step {
        InputStream open(byte[] rest) throws DatasetException;
    }

    ScriptedDataset(byte[] bytes) {
        this.bytes = bytes;
    }

    ScriptedDataset then(Step step) {
        script.add(step);
        return this;
    }

    /** The next connection breaks after so many bytes. */
    ScriptedDataset thenBreaksAfter(int count) {
        return thenBreaksAfter(count, () -> new IOException("Connection reset"));
    }

    /** The next connection fails like this after so many bytes. */
    ScriptedDataset thenBreaksAfter(int count, Failure failure) {
        return then(rest -> new FilterInputStream(new ByteArrayInputStream(rest, 0, count)) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int read = super.read(buffer, offset, length);
                if (read < 0) {
                    throw failure.get();
                }
                return read;
            }

            @Override
            public void close() throws IOException {
                failure.closed();
            }
        });
    }

    /** How a connection fails. */
    interface Failure {
        IOException get() throws IOException;

        default void closed() {}
    }

    /** The next connection ends after so many bytes, as if that were all. */
    ScriptedDataset thenEndsAfter(int count) {
        return then(rest -> new ByteArrayInputStream(rest, 0, count));
    }

    ScriptedDataset checksum(Checksum.Algorithm algorithm, String hex) {
        checksum = Optional.of(new Checksum(algorithm, hex));
        return this;
    }

    RemoteObject object() {
        return new RemoteObject(
                "object", bytes.length, new Etag("e"), Optional.empty(), Optional.empty(), Instant.EPOCH);
    }

    /** Returns the offsets that were asked for, in order. */
    List<Long> offsets() {
        return offsets;
    }

    @Override
    public boolean isFolder() {
        return false;
    }

    @Override
    public RemoteListing list() {
        throw new AssertionError("not listed by these tests");
    }

    @Override
    public RemoteContent open(RemoteObject object, long offset, long length) throws DatasetException {
        offsets.add(offset);
        byte[] rest = java.util.Arrays.copyOfRange(bytes, (int) offset, (int) (offset + length));
        Step step = script.isEmpty() ? ByteArrayInputStream::new : script.remove();
        InputStream stream = step.open(rest);
        return new RemoteContent() {
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
                try {
                    stream.close();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        };
    }

    @Override
    public void close() {}
}
