// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

import org.jspecify.annotations.Nullable;

/**
 * Tells that the spec is sound but cannot be served here: no source for its scheme, no extractor for its suffix, an etag
 * on what turned out to be a folder, a versionId on a bucket without versions, an endpoint or a size the embedder does not allow,
 * an archive that takes more memory to read than there is.
 */
@SuppressWarnings("serial")
public final class UnsupportedDatasetException extends DatasetException {
    /** Creates an error whose message says what was asked, why it cannot be, and what to write instead. */
    public UnsupportedDatasetException(String message) {
        this(message, null);
    }

    /** Creates an error with its cause. */
    public UnsupportedDatasetException(String message, @Nullable Throwable cause) {
        super(message, false, cause);
    }
}
