// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.io.Serializable;

/**
 * The team whose shared storage a dataset is published in: one safe path segment of at most 255 UTF-8 bytes.
 *
 * @param value the handle: no separator, control character or leading dot
 */
public record TeamHandle(String value) implements Serializable {
    /** Refuses a text that is no safe path segment with {@link InvalidSpecException}. */
    public TeamHandle {
        PathSegment.require("team", value);
    }

    /** Returns the handle that says exactly this. */
    public static TeamHandle of(String value) {
        return new TeamHandle(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
