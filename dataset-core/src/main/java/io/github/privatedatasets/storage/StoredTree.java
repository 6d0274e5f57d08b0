// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spi.DatasetRecord;
import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.spi.StoredDataset;
import io.github.privatedatasets.storage.disk.StorageFailures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A shared tree that was seen standing. Equal are two of one attempt at one place.
 *
 * @param attempt tells it from a tree of the same revision that was staged anew
 */
record StoredTree(String attempt, Path path, DatasetRecord record, boolean isBeside, Hold howToHold)
        implements StoredDataset {
    /** Takes hold of the tree; empty when it cannot be had any more. */
    @FunctionalInterface
    interface Hold {
        Optional<HeldDataset> hold() throws IOException;
    }

    @Override
    public Optional<HeldDataset> hold() throws DatasetException {
        try {
            return howToHold.hold();
        } catch (IOException e) {
            throw StorageFailures.of(path, "take hold of the dataset", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoredTree tree && attempt.equals(tree.attempt) && path.equals(tree.path);
    }

    @Override
    public int hashCode() {
        return attempt.hashCode();
    }
}
