// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

import io.github.privatedatasets.spec.DatasetPin;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.Etag;
import java.util.Optional;

/**
 * Which state of its source a tree holds: an object's etag, or a digest over a folder's listing.
 *
 * @param etag the object's etag; empty for a folder
 * @param versionId the object's version, where the store has told
 * @param listing a digest over path, size and etag of each object of a folder; empty for an object
 */
public record Revision(Optional<Etag> etag, Optional<String> versionId, Optional<String> listing) {
    /** Refuses what is neither an object's nor a folder's. */
    public Revision {
        if (etag.isPresent() == listing.isPresent()) {
            throw new IllegalArgumentException("a revision has an etag or a listing: " + etag + ", " + listing);
        }
    }

    /** Returns the revision of an object. */
    public static Revision ofObject(Etag etag, Optional<String> versionId) {
        return new Revision(Optional.of(etag), versionId, Optional.empty());
    }

    /** Returns the revision of a folder, by the digest over its listing. */
    public static Revision ofFolder(String listing) {
        return new Revision(Optional.empty(), Optional.empty(), Optional.of(listing));
    }

    /** Returns what tells it from others: the etag's text, or the listing's digest. */
    public String text() {
        return etag.map(Etag::value).or(() -> listing).orElseThrow();
    }

    /** Tells whether both are the same content: the same etag, or the same listing; versions may differ. */
    public boolean isSameContentAs(Revision other) {
        return etag.equals(other.etag) && listing.equals(other.listing);
    }

    /** Tells whether this is the version that the spec asks for, or it asks for none. */
    public boolean isVersionOf(DatasetSpec spec) {
        return spec.versionId().isEmpty() || spec.versionId().equals(versionId);
    }

    /** Tells whether the spec pins a revision by etag, versionId or a folder's pin, and this is that one: it can be no other, whatever became of the source. */
    public boolean isPinnedBy(DatasetSpec spec) {
        if (spec.pin().isPresent()) {
            return listing.equals(spec.pin().map(DatasetPin::digest));
        }
        // S3 calls what was written without versioning the version "null", and overwrites it in place.
        boolean pinned = spec.etag().isPresent()
                || spec.versionId().filter(id -> !id.equals("null")).isPresent();
        return pinned && (spec.etag().isEmpty() || spec.etag().equals(etag)) && isVersionOf(spec);
    }
}
