// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import java.util.Optional;

/**
 * Gives the values behind the {@code secret:NAME} credentials of specs.
 *
 * <p><b>Threads.</b> Called by several threads at once, once for each such part of a spec that is resolved.
 *
 * <p><b>Lifecycle.</b> Asked anew each time, so a rotated secret is used from the next staging on.
 *
 * <p><b>Limits.</b> What it throws reaches the caller of {@code resolve} as it is: its message should hold no secret.
 */
@FunctionalInterface
public interface SecretResolver {
    /** Returns the secret of this name, without the {@code secret:} before it; empty if there is none. */
    Optional<String> resolve(String name);
}
