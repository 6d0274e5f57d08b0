// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;

/**
 * A name, such as a job's id, under which shared datasets are kept in use beyond the life of a process: one safe path segment of at
 * most 200 UTF-8 bytes.
 *
 * @param value the name: no separator, control character or leading dot
 */
public record LeaseName(String value) implements Serializable {
    private static final int MAX_BYTES = 200; // Part of a file's name.

    /** Refuses a text that is no safe path segment with {@link InvalidSpecException}. */
    public LeaseName {
        PathSegment.require("lease name", value);
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new InvalidSpecException("lease name " + PlainText.quoted(value) + " is " + bytes
                    + " bytes long: write one of at most " + MAX_BYTES);
        }
    }

    /** Returns the name that says exactly this. */
    public static LeaseName of(String value) {
        return new LeaseName(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
