package io.github.privatedatasets.s3;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.IntegrityException;
import io.github.privatedatasets.errors.RevisionChangedException;
import io.github.privatedatasets.s3.http.HttpAnswer;
import io.github.privatedatasets.spec.Etag;
import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteObject;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads objects at the revision they were found with, and checks that the store did what it was asked for. */
final class PinnedReads {
    private final S3Requests requests;
    private final Optional<String> versionId;

    /** Creates reads that name this version, where the spec asks for one. */
    PinnedReads(S3Requests requests, Optional<String> versionId) {
        this.requests = requests;
        this.versionId = versionId;
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
        HttpAnswer answer = get(key, object.etag(), range);
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
        return S3Content.of(answer.body(), length, checksum);
    }

    private HttpAnswer get(String key, Etag etag, Optional<String> range)
            throws DatasetException, InterruptedException {
        try {
            return requests.get(key, etag, versionId, range);
        } catch (StoreRefusal refusal) {
            throw requests.failures().whileReading(requests.name(key), refusal);
        }
    }

    /** Some stores ignore If-Match, some ignore Range: what they say of their answer shows it before a byte is used. */
    private void check(StoredObject told, String name, RemoteObject object, long offset, long length)
            throws DatasetException {
        Etag etag = StoredEtag.of(told.etag(), name);
        if (!etag.value().equals(object.etag().value())) {
            throw new RevisionChangedException(
                    name, "its etag is \"" + etag + "\", it was \"" + object.etag() + "\"", null);
        }
        String expected = "bytes " + offset + "-" + (offset + length - 1) + "/" + object.sizeBytes();
        boolean whole = length == object.sizeBytes();
        Optional<String> range = told.contentRange();
        if (whole ? range.isPresent() : !range.equals(Optional.of(expected))) {
            throw requests.failures()
                    .nonsense(
                            name,
                            "asked for " + expected + ", it sends "
                                    + range.map(OneLine::of).orElse("the whole object"));
        }
        OptionalLong actual = told.contentLength();
        if (actual.isPresent() && actual.getAsLong() != length) {
            throw new IntegrityException(name, "length", Long.toString(length), Long.toString(actual.getAsLong()));
        }
    }
}
