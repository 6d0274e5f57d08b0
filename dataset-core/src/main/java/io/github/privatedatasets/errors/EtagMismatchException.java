// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spec.Etag;

/**
 * Tells that the object has another etag than the spec asks for. Nothing of it was read.
 */
@SuppressWarnings("serial")
public final class EtagMismatchException extends DatasetException {
    private final DatasetUri uri;
    private final Etag expected;
    private final Etag actual;

    /** Creates an error from what was asked and what was found. */
    public EtagMismatchException(DatasetUri uri, Etag expected, Etag actual) {
        super(
                "etag of " + uri + " is \"" + actual + "\", the spec asks for \"" + expected
                        + "\": remove etag, or restore that revision",
                false,
                null);
        this.uri = uri;
        this.expected = expected;
        this.actual = actual;
    }

    /** Returns the object. */
    public DatasetUri uri() {
        return uri;
    }

    /** Returns the etag the spec asks for. */
    public Etag expected() {
        return expected;
    }

    /** Returns the etag the object has. */
    public Etag actual() {
        return actual;
    }
}
