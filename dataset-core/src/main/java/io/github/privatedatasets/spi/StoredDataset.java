// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

import io.github.privatedatasets.errors.DatasetException;
import java.nio.file.Path;
import java.util.Optional;

/** A tree that was seen standing; it may be gone by now. */
public interface StoredDataset {
    /** Returns where it was seen; where it is held may be another place. */
    Path path();

    /** Returns what the tree is. */
    DatasetRecord record();

    /**
     * Tells whether it stands beside the target's own place, because another revision was in use there. Whoever finds it tries to
     * {@linkplain DatasetStorage#tryClaim claim} the target first: held from a slot, it is moved to that place if nobody uses it any more.
     */
    default boolean isBeside() {
        return false;
    }

    /**
     * Takes hold of the tree for use, after a last look that it still stands; empty when it does not: look again.
     *
     * @throws DatasetException if the storage cannot be read
     */
    Optional<HeldDataset> hold() throws DatasetException;
}
