// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.DatasetNotFoundException;
import io.github.privatedatasets.errors.EtagMismatchException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.errors.VersionNotFoundException;
import io.github.privatedatasets.s3.answers.ListingPage;
import io.github.privatedatasets.s3.answers.StoredChecksum;
import io.github.privatedatasets.s3.answers.StoredObject;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spec.Etag;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteObject;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds what one spec names: the object of exactly that key, else the folder of that name. */
final class S3Resolution {
    private final DatasetSpec spec;
    private final DatasetUri uri;
    private final S3Requests requests;
    private final S3Failures failures;

    S3Resolution(DatasetSpec spec, S3Requests requests) {
        this.spec = spec;
        this.uri = spec.uri();
        this.requests = requests;
        this.failures = requests.failures();
    }

    RemoteDataset resolve() throws DatasetException, InterruptedException {
        if (uri.isFolder()) {
            return folder(uri.key())
                    .orElseThrow(() -> new DatasetNotFoundException(
                            uri, uri.key().isEmpty() ? "the bucket is empty" : "no object lies in that folder"));
        }
        StoredObject head;
        try {
            head = requests.head(uri.key(), spec.versionId());
        } catch (StoreRefusal refusal) {
            // Some stores say 501 to a version where they keep none.
            if (spec.versionId().isPresent()
                    && !refusal.mayPass()
                    && (refusal.status() < 500 || refusal.status() == 501)) {
                return insteadOfVersion(spec.versionId().get(), refusal);
            }
            return insteadOfObject(refusal);
        }
        return object(head);
    }

    private RemoteDataset object(StoredObject head) throws DatasetException {
        Etag actual = failures.etag(head.etag(), uri.toString());
        Optional<String> version = failures.version(head, uri.toString());
        if (spec.versionId().isPresent()) {
            checkVersion(spec.versionId().get(), head);
        }
        if (spec.etag().isPresent() && !spec.etag().get().equals(actual)) {
            throw new EtagMismatchException(uri, spec.etag().get(), actual);
        }
        OptionalLong size = head.contentLength();
        if (size.isEmpty()) {
            throw failures.nonsense(uri.toString(), "it tells no length");
        }
        RemoteObject object = new RemoteObject(
                uri.lastSegment(),
                size.getAsLong(),
                actual,
                version,
                StoredChecksum.ofWhole(head, uri.bucket()),
                head.lastModified());
        return new S3ObjectDataset(uri.key(), object, PinnedReads.of(requests, spec.versionId()));
    }

    private void checkVersion(String asked, StoredObject head) throws DatasetException {
        String told = head.versionId().orElseThrow(this::unversioned);
        if (!told.equals(asked)) {
            throw new VersionNotFoundException(
                    uri, asked, "the store answers with version \"" + failures.shown(told) + "\"");
        }
    }

    /** Tells why a version was refused, which the answer to a HEAD does not: a second one, for the newest, does. */
    private RemoteDataset insteadOfVersion(String asked, StoreRefusal refusal)
            throws DatasetException, InterruptedException {
        if (refusal.isDeleteMarker()) {
            throw new VersionNotFoundException(
                    uri, asked, "it is a delete marker: the mark that the object was deleted then");
        }
        StoredObject newest;
        try {
            newest = requests.head(uri.key(), Optional.empty());
        } catch (StoreRefusal refusedToo) {
            if (refusedToo.isDeleteMarker()) {
                throw new VersionNotFoundException(
                        uri, asked, refusal.found() + "; the newest version is a delete marker");
            }
            return insteadOfObject(refusedToo);
        }
        String version = newest.versionId().orElseThrow(this::unversioned);
        if (refusal.status() == 401 || refusal.status() == 403) {
            throw failures.denied(refusal.found()
                    + "; it may read the newest version, and another one only with s3:GetObjectVersion");
        }
        throw new VersionNotFoundException(
                uri, asked, refusal.found() + "; the newest is \"" + failures.shown(version) + "\"");
    }

    private UnsupportedDatasetException unversioned() {
        return new UnsupportedDatasetException("versionId \""
                + Said.of(spec.versionId().orElse(""))
                + "\" was asked of " + uri + ", and its bucket keeps no versions: remove versionId (etag pins too), or"
                + " switch versioning on and upload the object anew");
    }

    /** Returns the folder where there is no object, or tells why neither can be had. */
    private RemoteDataset insteadOfObject(StoreRefusal refusal) throws DatasetException, InterruptedException {
        if (refusal.status() != 404) {
            throw explained(refusal);
        }
        Optional<RemoteDataset> folder = folder(uri.key() + "/");
        if (folder.isEmpty()) {
            throw new DatasetNotFoundException(
                    uri,
                    refusal.isDeleteMarker()
                            ? "it was deleted (its newest version is a delete marker); versionId can name an older one"
                            : "the bucket has neither that key nor anything in a folder of that name");
        }
        if (spec.etag().isPresent() || spec.versionId().isPresent()) {
            throw new UnsupportedDatasetException(
                    (spec.etag().isPresent() ? "etag" : "versionId") + " is only for an object, and " + uri
                            + " is a folder: remove it, or name an object in the folder");
        }
        return folder.get();
    }

    /** Asks for a listing to learn why a HEAD was refused: its answer has no body, so it has no error code. */
    private DatasetException explained(StoreRefusal refusal) throws DatasetException, InterruptedException {
        if (refusal.code().isEmpty() && refusal.status() < 500 && !refusal.mayPass()) {
            try {
                requests.list(uri.key() + "/", Optional.empty());
            } catch (StoreRefusal explanation) {
                return failures.refusedLookup(explanation.status() == refusal.status() ? explanation : refusal);
            }
        }
        return failures.refused(uri.toString(), refusal);
    }

    /** A folder that is pinned need not hold anything now: of an object that was deleted, the pinned version may still be there. */
    private Optional<RemoteDataset> folder(String prefix) throws DatasetException, InterruptedException {
        ListingPage first;
        try {
            first = requests.list(prefix, Optional.empty());
        } catch (StoreRefusal refusal) {
            throw failures.refusedListing(refusal);
        }
        try (S3Listing listing = new S3Listing(requests, prefix, Optional.of(first))) {
            return listing.next() == null && spec.pin().isEmpty()
                    ? Optional.empty()
                    : Optional.of(new S3FolderDataset(requests, prefix, first, PinnedReads.ofEach(requests)));
        }
    }
}
