package io.github.privatedatasets.storage;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spi.DatasetRecord;
import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.spi.StoredDataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A shared tree that was seen standing. */
record StoredTree(Path path, DatasetRecord record, LastLook lastLook) implements StoredDataset {
    /** Tells whether the tree still stands. */
    @FunctionalInterface
    interface LastLook {
        boolean stands() throws IOException;
    }

    @Override
    public Optional<HeldDataset> hold() throws DatasetException {
        try {
            return lastLook.stands() ? Optional.of(new Held(path, record)) : Optional.empty();
        } catch (IOException e) {
            throw StorageFailures.of(path, "look at the dataset", e);
        }
    }

    /** A shared tree in use; without leases, holding it is only knowing it. */
    record Held(Path path, DatasetRecord record) implements HeldDataset {
        @Override
        public void close() {
            // A shared tree stays.
        }
    }
}
