// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

import java.nio.file.Path;

/**
 * Tells that something else stands where the dataset belongs: one of another source, or a person's own directory. It was
 * not touched.
 */
@SuppressWarnings("serial")
public final class NameConflictException extends DatasetException {
    private final Path path;
    private final String standing;
    private final String asked;

    /** Creates an error that names what stands and what was asked for. */
    public NameConflictException(Path path, String standing, String asked) {
        super(path + " holds " + standing + ", not " + asked + ": give the dataset another name", false, null);
        this.path = path;
        this.standing = standing;
        this.asked = asked;
    }

    /** Returns where. */
    public Path path() {
        return path;
    }

    /** Returns what stands there: a source, or {@code a directory of somebody's own}. */
    public String standing() {
        return standing;
    }

    /** Returns the source asked for. */
    public String asked() {
        return asked;
    }
}
