// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

import org.jspecify.annotations.Nullable;

/**
 * Tells that an object changed or vanished while it was being read, so that one revision could not be had.
 *
 * <p>Retryable: the next attempt pins the new revision.
 */
@SuppressWarnings("serial")
public final class RevisionChangedException extends DatasetException {
    private final String object;
    private final String found;

    /** Creates an error about this object; {@code found} says how the change showed. */
    public RevisionChangedException(String object, String found, @Nullable Throwable cause) {
        super(object + " changed while it was read: " + found + "; stage again to get the new revision", true, cause);
        this.object = object;
        this.found = found;
    }

    /** Returns the object that changed. */
    public String object() {
        return object;
    }

    /** Returns how the change showed. */
    public String found() {
        return found;
    }
}
