// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

import io.github.privatedatasets.spec.Etag;
import java.time.Instant;
import java.util.Optional;

/**
 * One object of a dataset, as its store describes it.
 *
 * @param path where it lies in the dataset: its basename, or its key below the folder, with {@code /} between segments,
 *     exactly as the store has it, so it may be unsafe; one that ends with {@code /} is a folder marker
 * @param sizeBytes its length
 * @param etag its etag, which every read asks for
 * @param versionId its version, where the spec asks for one or the store has told
 * @param checksum a digest of the whole object that the store keeps, where it is known without reading
 * @param lastModified when it was last written
 */
public record RemoteObject(
        String path,
        long sizeBytes,
        Etag etag,
        Optional<String> versionId,
        Optional<Checksum> checksum,
        Instant lastModified) {
    /** Refuses a negative size. */
    public RemoteObject {
        if (sizeBytes < 0) {
            throw new IllegalArgumentException("size of " + path + " is negative: " + sizeBytes);
        }
    }

    /** Returns the same object with what is known of its digest. */
    public RemoteObject withChecksum(Optional<Checksum> known) {
        return new RemoteObject(path, sizeBytes, etag, versionId, known, lastModified);
    }

    /** Tells whether this stands for a folder and not for a file. */
    public boolean isFolderMarker() {
        return path.endsWith("/");
    }
}
