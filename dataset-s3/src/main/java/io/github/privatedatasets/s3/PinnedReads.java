// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.IntegrityException;
import io.github.privatedatasets.errors.RevisionChangedException;
import io.github.privatedatasets.s3.answers.PartsPage;
import io.github.privatedatasets.s3.answers.StoredChecksum;
import io.github.privatedatasets.s3.answers.StoredObject;
import io.github.privatedatasets.s3.http.HttpAnswer;
import io.github.privatedatasets.spec.Etag;
import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/** Reads objects at the revision they were found with, and checks that the store did what it was asked for. */
final class PinnedReads {
    /** Of a thousand parts each, where the store does not choose less: then they are as soon asked about one by one. */
    private static final int MOST_PAGES_OF_PARTS = 20;

    private final S3Requests requests;
    private final Function<RemoteObject, Optional<String>> version;
    // Once for all objects of a dataset.
    private volatile boolean partsRefused;

    private PinnedReads(S3Requests requests, Function<RemoteObject, Optional<String>> version) {
        this.requests = requests;
        this.version = version;
    }

    /** Creates reads that name this version, where the spec asks for one: to name any needs a permission of its own. */
    static PinnedReads of(S3Requests requests, Optional<String> versionId) {
        return new PinnedReads(requests, object -> versionId);
    }

    /** Creates reads that name each object's own version, where it has one: a listing tells none, a pin may. */
    static PinnedReads ofEach(S3Requests requests) {
        return new PinnedReads(requests, RemoteObject::versionId);
    }

    /** Opens the bytes, as {@link io.github.privatedatasets.spi.RemoteDataset#open} promises. */
    RemoteContent open(String key, RemoteObject object, long offset, long length)
            throws DatasetException, InterruptedException {
        Objects.checkFromIndexSize(offset, length, object.sizeBytes());
        if (length == 0) {
            return S3Content.nothing(object.checksum());
        }
        Optional<String> range = length == object.sizeBytes()
                ? Optional.empty()
                : Optional.of("bytes=" + offset + "-" + (offset + length - 1));
        HttpAnswer answer = get(key, object, range);
        StoredObject told = StoredObject.of(answer);
        try {
            check(told, requests.name(key), object, offset, length);
        } catch (DatasetException e) {
            answer.close();
            throw e;
        }
        String bucket = requests.uri().bucket();
        Optional<Checksum> checksum = object.checksum()
                .or(() -> range.isPresent()
                        ? StoredChecksum.ofRange(told, bucket)
                        : StoredChecksum.ofWhole(told, bucket));
        String reason = checksum.isPresent() ? "" : StoredChecksum.reasonForNone(told, bucket);
        return S3Content.of(answer.body(), requests.name(key), length, checksum, reason);
    }

    private HttpAnswer get(String key, RemoteObject object, Optional<String> range)
            throws DatasetException, InterruptedException {
        try {
            return requests.get(key, object.etag(), version.apply(object), range);
        } catch (StoreRefusal refusal) {
            throw requests.failures().whileReading(requests.name(key), refusal);
        }
    }

    /** Asks about an object, as {@link io.github.privatedatasets.spi.RemoteDataset#describe} promises. */
    RemoteObject describe(String key, RemoteObject object) throws DatasetException, InterruptedException {
        StoredObject told;
        try {
            told = told(key, object);
        } catch (StoreRefusal refusal) {
            throw requests.failures().whileReading(requests.name(key), refusal);
        }
        requireEtag(told, requests.name(key), object);
        return new RemoteObject(
                object.path(),
                object.sizeBytes(),
                object.etag(),
                requests.failures().version(told, requests.name(key)).or(object::versionId),
                StoredChecksum.ofWhole(told, requests.uri().bucket()).or(object::checksum),
                object.lastModified());
    }

    private StoredObject told(String key, RemoteObject object)
            throws StoreRefusal, DatasetException, InterruptedException {
        try {
            return requests.head(key, object.etag(), version.apply(object), OptionalInt.empty());
        } catch (StoreRefusal refusal) {
            if (refusal.mayPass() || !refusal.code().isEmpty()) {
                throw refusal;
            }
        }
        // The answer to a HEAD has no body, so no code: a GET tells why it was refused, or else what was asked.
        try (HttpAnswer answer = requests.get(key, object.etag(), version.apply(object), Optional.empty())) {
            return StoredObject.of(answer);
        }
    }

    /** Asks about a part, as {@link io.github.privatedatasets.spi.RemoteDataset#partSize} promises. */
    OptionalLong partSize(String key, RemoteObject object, int part) throws DatasetException, InterruptedException {
        StoredObject told;
        try {
            told = requests.head(key, object.etag(), version.apply(object), OptionalInt.of(part));
        } catch (StoreRefusal refusal) {
            if (refusal.mayPass() || refusal.status() == 412) {
                throw requests.failures().whileReading(requests.name(key), refusal);
            }
            return OptionalLong.empty(); // it knows nothing of parts
        }
        requireEtag(told, requests.name(key), object);
        OptionalLong length = told.contentLength();
        // A store that does not know the question answers about the whole object.
        boolean isPart = told.amz("mp-parts-count").isPresent()
                || (length.isPresent() && length.getAsLong() < object.sizeBytes());
        return isPart ? length : OptionalLong.empty();
    }

    /** Asks for the list of parts, as {@link io.github.privatedatasets.spi.RemoteDataset#partSizes} promises. */
    List<Long> partSizes(String key, RemoteObject object, int parts) throws DatasetException, InterruptedException {
        List<Long> sizes = new ArrayList<>();
        for (int pages = 0; pages < MOST_PAGES_OF_PARTS && sizes.size() < parts && !partsRefused; pages++) {
            Optional<PartsPage> page = partsBehind(key, object, sizes.size());
            if (page.isEmpty()) {
                return List.of();
            }
            sizes.addAll(page.get().sizes());
            if (!page.get().truncated()) {
                break;
            }
        }
        return sizes;
    }

    /** Whoever may read an object need not be permitted to ask this, and many stores do not know it: no refusal is a failure. */
    private Optional<PartsPage> partsBehind(String key, RemoteObject object, int part)
            throws DatasetException, InterruptedException {
        try {
            return requests.parts(key, version.apply(object), part)
                    .filter(page -> page.etag().equals(object.etag().value()));
        } catch (StoreRefusal refusal) {
            partsRefused |= !refusal.mayPass();
            return Optional.empty();
        }
    }

    private void requireEtag(StoredObject told, String name, RemoteObject object) throws DatasetException {
        Etag etag = requests.failures().etag(told.etag(), name);
        if (!etag.value().equals(object.etag().value())) {
            throw new RevisionChangedException(
                    name, "its etag is \"" + etag + "\", it was \"" + object.etag() + "\"", null);
        }
    }

    /** Some stores ignore If-Match, some ignore Range: what they say of their answer shows it before a byte is used. */
    private void check(StoredObject told, String name, RemoteObject object, long offset, long length)
            throws DatasetException {
        requireEtag(told, name, object);
        String expected = "bytes " + offset + "-" + (offset + length - 1) + "/" + object.sizeBytes();
        boolean whole = length == object.sizeBytes();
        Optional<String> range = told.contentRange();
        if (whole ? range.isPresent() : !range.equals(Optional.of(expected))) {
            throw requests.failures()
                    .nonsense(
                            name,
                            "asked for " + expected + ", it sends "
                                    + range.map(requests.failures()::shown).orElse("the whole object"));
        }
        OptionalLong actual = told.contentLength();
        if (actual.isPresent() && actual.getAsLong() != length) {
            throw new IntegrityException(name, "length", Long.toString(length), Long.toString(actual.getAsLong()));
        }
    }
}
