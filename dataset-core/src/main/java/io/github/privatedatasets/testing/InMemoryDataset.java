// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.testing;

import io.github.privatedatasets.errors.RevisionChangedException;
import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteListing;
import io.github.privatedatasets.spi.RemoteObject;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One revision of what a bucket in memory holds under a URI; the bucket may change meanwhile. */
final class InMemoryDataset implements RemoteDataset {
    private final DatasetUri uri;
    private final boolean folder;
    private final Map<RemoteObject, String> keys;
    private final Map<String, List<ObjectVersion>> bucket;
    private final ScriptedFailures failures;
    private final AtomicLong bytesRead;

    /** A dataset of these objects, each with its key in the bucket. */
    InMemoryDataset(
            DatasetUri uri,
            boolean folder,
            Map<RemoteObject, String> keys,
            Map<String, List<ObjectVersion>> bucket,
            ScriptedFailures failures,
            AtomicLong bytesRead) {
        this.uri = uri;
        this.folder = folder;
        this.keys = keys;
        this.bucket = bucket;
        this.failures = failures;
        this.bytesRead = bytesRead;
    }

    @Override
    public boolean isFolder() {
        return folder;
    }

    @Override
    public RemoteListing list() {
        Iterator<RemoteObject> left = keys.keySet().iterator();
        return new RemoteListing() {
            @Override
            public @Nullable RemoteObject next() {
                return left.hasNext() ? left.next() : null;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public RemoteContent open(RemoteObject object, long offset, long length) throws RevisionChangedException {
        String key = keys.entrySet().stream()
                .filter(listed -> listed.getKey().path().equals(object.path()))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse("");
        ObjectVersion version = bucket.getOrDefault(key, List.of()).stream()
                .filter(v -> v.is(object))
                .findFirst()
                .orElseThrow(() -> new RevisionChangedException(object.path(), "it was removed", null));
        bytesRead.addAndGet(length);
        DatasetUri at = new DatasetUri(uri.scheme(), uri.bucket(), key);
        InputStream stream = failures.stream(at, version.bytes(), (int) offset, (int) length);
        return new RemoteContent() {
            @Override
            public InputStream stream() {
                return stream;
            }

            @Override
            public Optional<Checksum> checksum() {
                return Optional.of(version.checksum());
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {}
}
