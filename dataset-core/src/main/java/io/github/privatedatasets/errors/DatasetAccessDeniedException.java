// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

import io.github.privatedatasets.spec.DatasetUri;
import org.jspecify.annotations.Nullable;

/**
 * Tells that the store refused the identity that asked. It is never tried again under another one.
 */
@SuppressWarnings("serial")
public final class DatasetAccessDeniedException extends DatasetException {
    private final DatasetUri uri;
    private final String identity;
    private final String found;
    private final String remedy;

    /**
     * Creates an error that names the identity used, such as {@code anonymous} or a key's id, never a key; {@code found} says what the store answered,
     * and {@code remedy} what whoever has that identity can do.
     */
    public DatasetAccessDeniedException(
            DatasetUri uri, String identity, String found, String remedy, @Nullable Throwable cause) {
        super("access to " + uri + " was denied to " + identity + ": " + found + "; " + remedy, false, cause);
        this.uri = uri;
        this.identity = identity;
        this.found = found;
        this.remedy = remedy;
    }

    /** Returns what was asked for. */
    public DatasetUri uri() {
        return uri;
    }

    /** Returns who asked, without any secret. */
    public String identity() {
        return identity;
    }

    /** Returns what the store answered. */
    public String found() {
        return found;
    }

    /** Returns what can be done about it. */
    public String remedy() {
        return remedy;
    }
}
