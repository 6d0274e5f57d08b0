// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.io.Serializable;

/**
 * The name a dataset is mounted under: one safe path segment of at most 255 UTF-8 bytes.
 *
 * @param value the name: no separator, control character or leading dot
 */
public record DatasetName(String value) implements Serializable {
    /** Refuses a text that is no safe path segment with {@link InvalidSpecException}. */
    public DatasetName {
        PathSegment.require("name", value);
    }

    /** Returns the name that says exactly this. */
    public static DatasetName of(String value) {
        return new DatasetName(value);
    }

    /**
     * Returns the name a URI gives: its last segment, or its bucket where it has no key, minus the longest of the given
     * archive suffixes: {@code s3://b/a.tar.gz} is {@code a}, {@code s3://b/train.csv} stays {@code train.csv}.
     *
     * @throws InvalidSpecException if that is no safe path segment; the message proposes to set {@code name}
     */
    public static DatasetName derivedFrom(DatasetUri uri, ArchiveSuffixes suffixes) {
        String segment = uri.lastSegment();
        String name = uri.isFolder() ? segment : suffixes.strip(segment);
        try {
            return new DatasetName(name);
        } catch (InvalidSpecException e) {
            throw new InvalidSpecException("no name can be derived from uri " + PlainText.quoted(uri.toString())
                    + ", set name in the spec: " + e.getMessage());
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
