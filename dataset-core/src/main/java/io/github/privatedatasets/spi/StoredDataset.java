// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

import io.github.privatedatasets.errors.DatasetException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A tree that was seen standing; it may be gone by now. Two that were seen of the very same tree, at the same place, should be equal, and not equal to
 * one of the same revision that was staged anew: by that a stager sees that nothing has happened since it asked the source, and need not ask again.
 */
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
