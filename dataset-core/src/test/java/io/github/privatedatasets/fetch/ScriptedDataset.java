// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/** One object whose connections behave as a script says, one step a connection; after the script they are whole. */
final class ScriptedDataset implements RemoteDataset {
    private final byte[] bytes;
    private final Deque<Step> script = new ArrayDeque<>();
    private final Map<Long, Deque<Step>> scriptByOffset = new HashMap<>();
    private final List<Long> offsets = new ArrayList<>();
    private final List<Long> partSizes = new ArrayList<>();
    private final List<Integer> partsAsked = new CopyOnWriteArrayList<>();
    private List<Long> listedParts = List.of();
    private PartStep whenPartAsked = part -> {};
    private Optional<Checksum> checksum = Optional.empty();
    private Optional<Checksum> described = Optional.empty();
    private int descriptions;

    /** What one connection does with the bytes it should give. */
    interface Step {
        InputStream open(byte[] rest) throws DatasetException;
    }

    /** What happens before a question about a part is answered. */
    interface PartStep {
        void asked(int part) throws DatasetException, InterruptedException;
    }

    ScriptedDataset(byte[] bytes) {
        this.bytes = bytes;
    }

    ScriptedDataset then(Step step) {
        script.add(step);
        return this;
    }

    /** The next connection from this offset does this, whenever it comes. */
    synchronized ScriptedDataset thenAt(long offset, Step step) {
        scriptByOffset.computeIfAbsent(offset, o -> new ArrayDeque<>()).add(step);
        return this;
    }

    /** The next connection from this offset breaks after so many bytes. */
    ScriptedDataset thenAtBreaksAfter(long offset, int count) {
        return thenAt(offset, rest -> broken(rest, count, () -> new IOException("Connection reset")));
    }

    /** The next connection breaks after so many bytes. */
    ScriptedDataset thenBreaksAfter(int count) {
        return thenBreaksAfter(count, () -> new IOException("Connection reset"));
    }

    /** The next connection fails like this after so many bytes. */
    ScriptedDataset thenBreaksAfter(int count, Failure failure) {
        return then(rest -> broken(rest, count, failure));
    }

    private static InputStream broken(byte[] rest, int count, Failure failure) {
        return new FilterInputStream(new ByteArrayInputStream(rest, 0, count)) {
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
        };
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

    ScriptedDataset checksum(Checksum told) {
        checksum = Optional.of(told);
        return this;
    }

    /** What a question about the object itself is answered with. */
    ScriptedDataset described(Checksum told) {
        described = Optional.of(told);
        return this;
    }

    /** The parts the object was uploaded in; without, the store does not tell. */
    ScriptedDataset partSizes(long... sizes) {
        for (long size : sizes) {
            partSizes.add(size);
        }
        return this;
    }

    /** What a question about all parts at once is answered with. */
    ScriptedDataset listedParts(List<Long> sizes) {
        listedParts = sizes;
        return this;
    }

    ScriptedDataset whenPartAsked(PartStep step) {
        whenPartAsked = step;
        return this;
    }

    /** Returns the parts that were asked about, in order. */
    List<Integer> partsAsked() {
        return partsAsked;
    }

    /** Returns how often the object itself was asked about. */
    int descriptions() {
        return descriptions;
    }

    RemoteObject object() {
        return new RemoteObject(
                "object", bytes.length, new Etag("e"), Optional.empty(), Optional.empty(), Instant.EPOCH);
    }

    /** Returns the offsets that were asked for, in order. */
    synchronized List<Long> offsets() {
        return List.copyOf(offsets);
    }

    @Override
    public RemoteObject describe(RemoteObject object) {
        descriptions++;
        return new RemoteObject(
                object.path(), object.sizeBytes(), object.etag(), Optional.of("v1"), described, object.lastModified());
    }

    @Override
    public List<Long> partSizes(RemoteObject object, int parts) {
        requireListed(object);
        return listedParts;
    }

    @Override
    public OptionalLong partSize(RemoteObject object, int part) throws DatasetException, InterruptedException {
        requireListed(object);
        partsAsked.add(part);
        whenPartAsked.asked(part);
        return partSizes.isEmpty() ? OptionalLong.empty() : OptionalLong.of(partSizes.get(part - 1));
    }

    /** A version that only the answer to a question told must not be named: that needs a permission of its own. */
    private static void requireListed(RemoteObject object) {
        assertThat(object.versionId()).isEmpty();
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
        byte[] rest = java.util.Arrays.copyOfRange(bytes, (int) offset, (int) (offset + length));
        Step step = next(offset);
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
            public String noChecksumReason() {
                return "its store is a script";
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

    private synchronized Step next(long offset) {
        offsets.add(offset);
        Deque<Step> here = scriptByOffset.getOrDefault(offset, new ArrayDeque<>());
        if (!here.isEmpty()) {
            return here.remove();
        }
        return script.isEmpty() ? ByteArrayInputStream::new : script.remove();
    }

    @Override
    public void close() {}
}
