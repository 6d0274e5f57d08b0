// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.time.Instant;
import java.util.Optional;

/**
 * One object of a pinned revision.
 *
 * @param path where it lies in the dataset, exactly as its store has it
 * @param sizeBytes its length
 * @param etag its etag
 * @param versionId its version, where its bucket keeps versions
 * @param lastModified when it was last written
 */
public record PinnedObject(String path, long sizeBytes, Etag etag, Optional<String> versionId, Instant lastModified) {
    /** Refuses a negative size, and an empty path, with {@link InvalidSpecException}. */
    public PinnedObject {
        if (sizeBytes < 0 || path.isEmpty()) {
            throw new InvalidSpecException(
                    "a pinned object has a path and a size: " + PlainText.quoted(path) + ", " + sizeBytes);
        }
    }
}
