// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import java.io.IOException;
import java.util.Optional;

/**
 * Gives the values behind the {@code secret:NAME} credentials of specs.
 *
 * <p><b>Threads.</b> Called by several threads at once, once for each such part of a spec that is resolved.
 *
 * <p><b>Lifecycle.</b> Asked anew each time, so a rotated secret is used from the next staging on.
 *
 * <p><b>Limits.</b> One line end after a secret is taken off, as files have it; other blanks and control characters around or in it are an error.
 */
@FunctionalInterface
public interface SecretResolver {
    /**
     * Returns the secret of this name, without the {@code secret:} before it; empty if there is none.
     *
     * @throws IOException if the secret cannot be had now. It becomes the cause of a retryable
     *     {@link io.github.privatedatasets.errors.SourceUnavailableException} that quotes it, and so does whatever is unchecked: its message must
     *     hold no secret. A {@link io.github.privatedatasets.errors.DatasetException} is passed on as it is
     */
    Optional<String> resolve(String name) throws IOException;
}
