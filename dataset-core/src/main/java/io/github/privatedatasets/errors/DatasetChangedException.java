// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

import io.github.privatedatasets.spec.DatasetUri;
import java.nio.file.Path;

/**
 * Tells that the source has changed since the dataset was staged, where the policy is to fail then. What stands was not touched.
 */
@SuppressWarnings("serial")
public final class DatasetChangedException extends DatasetException {
    private final DatasetUri uri;
    private final Path path;
    private final String standing;
    private final String found;

    /** Creates an error that names both revisions: an object's etag, or a folder's listing digest. */
    public DatasetChangedException(DatasetUri uri, boolean folder, Path path, String standing, String found) {
        super(
                uri + " has changed: " + path + " holds \"" + standing + "\", the store has \"" + found
                        + "\": pin " + (folder ? "the folder" : "the one you want by etag or versionId")
                        + ", or use a policy that takes changes",
                false,
                null);
        this.uri = uri;
        this.path = path;
        this.standing = standing;
        this.found = found;
    }

    /** Returns the source. */
    public DatasetUri uri() {
        return uri;
    }

    /** Returns where the staged revision stands. */
    public Path path() {
        return path;
    }

    /** Returns the staged revision: an etag, or a listing digest. */
    public String standing() {
        return standing;
    }

    /** Returns the revision that the store has: an etag, or a listing digest. */
    public String found() {
        return found;
    }
}
