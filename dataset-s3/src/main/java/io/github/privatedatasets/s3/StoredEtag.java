package io.github.privatedatasets.s3;

import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.spec.Etag;
import io.github.privatedatasets.spec.InvalidSpecException;
import java.util.Optional;

/** The etag a store tells. */
final class StoredEtag {
    private StoredEtag() {}

    /** Returns the etag in an answer about an object; without one, no revision can be pinned. */
    static Etag of(Optional<String> told, String object) throws UnsupportedDatasetException {
        if (told.isEmpty()) {
            throw new UnsupportedDatasetException(
                    "the store tells no etag of " + object + ", so its revision cannot be pinned: is it an S3 store?");
        }
        try {
            return Etag.parse(told.get());
        } catch (InvalidSpecException e) {
            throw new UnsupportedDatasetException(
                    "the store tells an etag of " + object + " that is none: " + OneLine.of(told.get()), e);
        }
    }
}
