// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

import io.github.privatedatasets.spec.DatasetUri;

/**
 * Tells that nothing is there: no such bucket, no such object, and no folder of that name with anything in it.
 */
@SuppressWarnings("serial")
public final class DatasetNotFoundException extends DatasetException {
    private final DatasetUri uri;
    private final String found;

    /** Creates an error about this URI; {@code found} says what the store answered. */
    public DatasetNotFoundException(DatasetUri uri, String found) {
        super(uri + " was not found: " + found + "; check bucket, key and endpoint", false, null);
        this.uri = uri;
        this.found = found;
    }

    /** Returns what was asked for. */
    public DatasetUri uri() {
        return uri;
    }

    /** Returns what the store answered. */
    public String found() {
        return found;
    }
}
