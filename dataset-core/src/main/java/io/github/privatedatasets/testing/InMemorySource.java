// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.testing;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.DatasetNotFoundException;
import io.github.privatedatasets.errors.EtagMismatchException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.errors.VersionNotFoundException;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spec.Etag;
import io.github.privatedatasets.spi.DatasetSource;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A store in memory, for unit tests: {@code s3} URIs, versioned objects whose etags are the MD5 of their bytes, folders, failures where a test
 * asks for them, and no network.
 *
 * <p><b>Threads.</b> Thread-safe; objects may be put while datasets are staged.
 *
 * <p><b>Limits.</b> Credentials, endpoints and regions of specs are ignored. The order of a listing is that of the keys' UTF-16 units.
 */
public final class InMemorySource implements DatasetSource {
    private final ConcurrentMap<String, NavigableMap<String, List<ObjectVersion>>> buckets = new ConcurrentHashMap<>();
    private final ScriptedFailures failures = new ScriptedFailures();
    private final AtomicLong bytesRead = new AtomicLong();

    private InMemorySource() {}

    /** Returns an empty store. */
    public static InMemorySource create() {
        return new InMemorySource();
    }

    /** Puts an object, as its newest version; its versions are {@code v1}, {@code v2} and so on. */
    public InMemorySource put(String uri, byte[] bytes) {
        DatasetUri at = DatasetUri.parse(uri);
        byte[] copy = bytes.clone();
        buckets.computeIfAbsent(at.bucket(), b -> new ConcurrentSkipListMap<>())
                .compute(at.key(), (key, versions) -> oneMore(versions == null ? List.of() : versions, copy));
        return this;
    }

    private static List<ObjectVersion> oneMore(List<ObjectVersion> versions, byte[] bytes) {
        List<ObjectVersion> more = new ArrayList<>(versions);
        more.add(new ObjectVersion("v" + (versions.size() + 1), bytes));
        return List.copyOf(more);
    }

    /** Puts an object that holds this text in UTF-8, as its newest version. */
    public InMemorySource put(String uri, String text) {
        return put(uri, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Removes an object with all its versions. */
    public InMemorySource remove(String uri) {
        DatasetUri at = DatasetUri.parse(uri);
        bucket(at).remove(at.key());
        return this;
    }

    /**
     * Makes the next question about this URI, of an object, a folder or a bucket, fail with this error; the one after it is answered.
     * Called again, it adds a failure for the question after that.
     */
    public InMemorySource failNext(String uri, DatasetException failure) {
        failures.refuse(DatasetUri.parse(uri), failure);
        return this;
    }

    /**
     * Makes the next read that comes to this byte of the object break there, as a connection does that is reset; the one after it does not. Called
     * again, it adds a break after that one.
     */
    public InMemorySource breakAt(String uri, long atByte) {
        failures.breakAt(DatasetUri.parse(uri), atByte);
        return this;
    }

    /**
     * Returns the etag of the object's newest version.
     *
     * @throws java.util.NoSuchElementException if there is no such object
     */
    public Etag etagOf(String uri) {
        DatasetUri at = DatasetUri.parse(uri);
        return newest(Optional.ofNullable(bucket(at).get(at.key())).orElseThrow())
                .etag();
    }

    /** Returns how many bytes of content were handed out so far: what stays the same was reused. */
    public long bytesRead() {
        return bytesRead.get();
    }

    @Override
    public Set<String> schemes() {
        return Set.of("s3");
    }

    @Override
    public RemoteDataset resolve(DatasetSpec spec) throws DatasetException {
        DatasetUri uri = spec.uri();
        failures.throwNext(uri);
        List<ObjectVersion> versions = uri.isFolder() ? null : bucket(uri).get(uri.key());
        if (versions != null) {
            ObjectVersion version = pick(spec, versions);
            return dataset(uri, false, Map.of(version.as(uri.lastSegment()), uri.key()));
        }
        String prefix = uri.key().isEmpty() || uri.key().endsWith("/") ? uri.key() : uri.key() + "/";
        Map<RemoteObject, String> listed = new LinkedHashMap<>();
        bucket(uri).forEach((key, all) -> {
            if (key.startsWith(prefix) && !key.equals(prefix)) {
                listed.put(newest(all).as(key.substring(prefix.length())), key);
            }
        });
        if (listed.isEmpty()) {
            throw new DatasetNotFoundException(uri, "the store in memory has no such object or folder");
        }
        if (spec.etag().isPresent() || spec.versionId().isPresent()) {
            throw new UnsupportedDatasetException(
                    uri + " is a folder: etag and versionId are only for objects, remove them");
        }
        return dataset(uri, true, listed);
    }

    private RemoteDataset dataset(DatasetUri uri, boolean folder, Map<RemoteObject, String> keys) {
        return new InMemoryDataset(uri, folder, keys, bucket(uri), failures, bytesRead);
    }

    private static ObjectVersion pick(DatasetSpec spec, List<ObjectVersion> versions) throws DatasetException {
        ObjectVersion version = newest(versions);
        if (spec.versionId().isPresent()) {
            String id = spec.versionId().get();
            version =
                    versions.stream().filter(v -> v.id().equals(id)).findFirst().orElse(null);
            if (version == null) {
                throw new VersionNotFoundException(spec.uri(), id, "the store in memory has no such version");
            }
        }
        if (spec.etag().isPresent() && !spec.etag().get().equals(version.etag())) {
            throw new EtagMismatchException(spec.uri(), spec.etag().get(), version.etag());
        }
        return version;
    }

    private NavigableMap<String, List<ObjectVersion>> bucket(DatasetUri uri) {
        return buckets.getOrDefault(uri.bucket(), new ConcurrentSkipListMap<>());
    }

    private static ObjectVersion newest(List<ObjectVersion> versions) {
        return versions.get(versions.size() - 1);
    }

    @Override
    public void close() {
        // Holds nothing but memory, and its test may still want to look.
    }
}
