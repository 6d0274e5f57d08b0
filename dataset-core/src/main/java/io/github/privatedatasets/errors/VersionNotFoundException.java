// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

import io.github.privatedatasets.spec.DatasetUri;

/**
 * Tells that the object is there, but not in the version asked for.
 */
@SuppressWarnings("serial")
public final class VersionNotFoundException extends DatasetException {
    private final DatasetUri uri;
    private final String versionId;
    private final String found;

    /** Creates an error about this version; {@code found} says what the store answered. */
    public VersionNotFoundException(DatasetUri uri, String versionId, String found) {
        super(
                "version \"" + versionId + "\" of " + uri + " was not found: " + found
                        + "; list the object's versions and write one of them",
                false,
                null);
        this.uri = uri;
        this.versionId = versionId;
        this.found = found;
    }

    /** Returns the object. */
    public DatasetUri uri() {
        return uri;
    }

    /** Returns the version asked for. */
    public String versionId() {
        return versionId;
    }

    /** Returns what the store answered. */
    public String found() {
        return found;
    }
}
