// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.lease;

import io.github.privatedatasets.spec.OneLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What came of the wish for a lease of a name on a tree.
 *
 * @param isAsWished false where one was asked for and could not be had
 * @param made the lease's file, where it was not there before
 */
public record NamedLease(boolean isAsWished, Optional<Path> made) {
    private static final Logger LOG = LoggerFactory.getLogger(NamedLease.class);

    /** No lease that was not asked for, or one that was there before. */
    public static final NamedLease NOTHING_TO_DO = new NamedLease(true, Optional.empty());

    static final NamedLease NOT_HAD = new NamedLease(false, Optional.empty());

    static NamedLease made(Path file) {
        return new NamedLease(true, Optional.of(file));
    }

    /** Ends the lease, unless it was there before. */
    void undo() {
        if (made.isPresent()) {
            try {
                Files.deleteIfExists(made.get());
            } catch (IOException e) {
                LOG.warn(
                        "{} could not be removed, and is left until its name is ended: {}",
                        OneLine.of(made.get().toString()),
                        OneLine.of(e.toString()));
            }
        }
    }
}
