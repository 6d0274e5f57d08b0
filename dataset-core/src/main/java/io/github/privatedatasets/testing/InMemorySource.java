package io.github.privatedatasets.testing;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.DatasetNotFoundException;
import io.github.privatedatasets.errors.EtagMismatchException;
import io.github.privatedatasets.errors.RevisionChangedException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.errors.VersionNotFoundException;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spec.Etag;
import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.DatasetSource;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteListing;
import io.github.privatedatasets.spi.RemoteObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory, for unit tests: {@code s3} URIs, versioned objects whose etags are the MD5 of their bytes, folders, and no network.
 *
 * <p><b>Threads.</b> Thread-safe; objects may be put while datasets are staged.
 *
 * <p><b>Limits.</b> Credentials, endpoints and regions of specs are ignored. The order of a listing is that of the keys' UTF-16 units.
 */
public final class InMemorySource implements DatasetSource {
    private final ConcurrentMap<String, NavigableMap<String, List<Version>>> buckets = new ConcurrentHashMap<>();
    private final AtomicLong bytesRead = new AtomicLong();

    private static final class Version {
        private final String id;
        private final byte[] bytes;
        private final Etag etag;

        Version(String id, byte[] bytes) {
            this.id = id;
            this.bytes = bytes;
            etag = md5(bytes);
        }
    }

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

    private static List<Version> oneMore(List<Version> versions, byte[] bytes) {
        List<Version> more = new ArrayList<>(versions);
        more.add(new Version("v" + (versions.size() + 1), bytes));
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
        List<Version> versions = uri.isFolder() ? null : bucket(uri).get(uri.key());
        if (versions != null) {
            Version version = pick(spec, versions);
            return new Dataset(false, bucket(uri), List.of(new Listed(object(uri.lastSegment(), version), uri.key())));
        }
        String prefix = uri.key().isEmpty() || uri.key().endsWith("/") ? uri.key() : uri.key() + "/";
        List<Listed> listed = new ArrayList<>();
        bucket(uri).forEach((key, all) -> {
            if (key.startsWith(prefix) && !key.equals(prefix)) {
                Version version = newest(all);
                listed.add(new Listed(object(key.substring(prefix.length()), version), key));
            }
        });
        if (listed.isEmpty()) {
            throw new DatasetNotFoundException(uri, "the store in memory has no such object or folder");
        }
        if (spec.etag().isPresent() || spec.versionId().isPresent()) {
            throw new UnsupportedDatasetException(
                    uri + " is a folder: etag and versionId are only for objects, remove them");
        }
        return new Dataset(true, bucket(uri), listed);
    }

    private static Version pick(DatasetSpec spec, List<Version> versions) throws DatasetException {
        Version version = newest(versions);
        if (spec.versionId().isPresent()) {
            String id = spec.versionId().get();
            version = versions.stream().filter(v -> v.id.equals(id)).findFirst().orElse(null);
            if (version == null) {
                throw new VersionNotFoundException(spec.uri(), id, "the store in memory has no such version");
            }
        }
        if (spec.etag().isPresent() && !spec.etag().get().equals(version.etag)) {
            throw new EtagMismatchException(spec.uri(), spec.etag().get(), version.etag);
        }
        return version;
    }

    private NavigableMap<String, List<Version>> bucket(DatasetUri uri) {
        return buckets.getOrDefault(uri.bucket(), new ConcurrentSkipListMap<>());
    }

    private static Version newest(List<Version> versions) {
        return versions.get(versions.size() - 1);
    }

    private static RemoteObject object(String path, Version version) {
        return new RemoteObject(
                path,
                version.bytes.length,
                version.etag,
                Optional.of(version.id),
                Optional.of(new Checksum(Checksum.Algorithm.MD5, version.etag.value())),
                Instant.EPOCH);
    }

    private static Etag md5(byte[] bytes) {
        try {
            return new Etag(
                    HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM lacks MD5", e);
        }
    }

    @Override
    public void close() {
        // Holds nothing but memory, and its test may still want to look.
    }

    private record Listed(RemoteObject object, String key) {}

    private final class Dataset implements RemoteDataset {
        private final boolean folder;
        private final NavigableMap<String, List<Version>> bucket;
        private final List<Listed> objects;

        Dataset(boolean folder, NavigableMap<String, List<Version>> bucket, List<Listed> objects) {
            this.folder = folder;
            this.bucket = bucket;
            this.objects = objects;
        }

        @Override
        public boolean isFolder() {
            return folder;
        }

        @Override
        public RemoteListing list() {
            Iterator<Listed> left = objects.iterator();
            return new RemoteListing() {
                @Override
                public @Nullable RemoteObject next() {
                    return left.hasNext() ? left.next().object() : null;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public RemoteContent open(RemoteObject object, long offset, long length) throws RevisionChangedException {
            String key = objects.stream()
                    .filter(o -> o.object().path().equals(object.path()))
                    .findFirst()
                    .map(Listed::key)
                    .orElse("");
            Version version = bucket.getOrDefault(key, List.of()).stream()
                    .filter(v -> v.etag.equals(object.etag())
                            && object.versionId().filter(id -> !id.equals(v.id)).isEmpty())
                    .findFirst()
                    .orElse(null);
            if (version == null) {
                throw new RevisionChangedException(object.path(), "it was removed", null);
            }
            return content(version, (int) offset, (int) length);
        }

        private RemoteContent content(Version version, int offset, int length) {
            bytesRead.addAndGet(length);
            InputStream stream = new ByteArrayInputStream(version.bytes, offset, length);
            return new RemoteContent() {
                @Override
                public InputStream stream() {
                    return stream;
                }

                @Override
                public Optional<Checksum> checksum() {
                    return object("", version).checksum();
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void close() {}
    }
}
