// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

import org.jspecify.annotations.Nullable;

/**
 * Tells that an archive cannot be read to its end: damaged, cut short, encrypted, or none of the known formats.
 */
@SuppressWarnings("serial")
public final class CorruptArchiveException extends DatasetException {
    private final String archive;
    private final String reason;

    /** Creates an error about this archive; {@code reason} says what was wrong and where. */
    public CorruptArchiveException(String archive, String reason, @Nullable Throwable cause) {
        super(
                archive + " cannot be expanded: " + reason
                        + "; put a sound one in its place, or take it as it is (in a spec by expand: never)",
                false,
                cause);
        this.archive = archive;
        this.reason = reason;
    }

    /** Returns the archive. */
    public String archive() {
        return archive;
    }

    /** Returns what is wrong with it, and where. */
    public String reason() {
        return reason;
    }
}
