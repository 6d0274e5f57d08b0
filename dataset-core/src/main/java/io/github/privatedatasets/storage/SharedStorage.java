package io.github.privatedatasets.storage;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spec.Mount;
import io.github.privatedatasets.spec.TeamHandle;
import io.github.privatedatasets.spi.DatasetStorage;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.spi.StoredDataset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The storage that teams share: {@code ROOT/TEAM/data/NAME[-ETAG]}, downloaded once, never removed implicitly. */
public final class SharedStorage implements DatasetStorage {
    private SharedStorage() {}

    /** Returns the storage below this directory, with the default options. */
    public static SharedStorage at(Path root) {
        return builder(root).build();
    }

    /** Starts a storage below this directory. */
    public static Builder builder(Path root) {
        return io.github.privatedatasets.spec.Pending.notYet();
    }

    /** Returns the mount that shows a team its datasets in its notebooks: {@code TEAM/data} at {@code /storage/data}, read-only. */
    public Mount notebookMount(TeamHandle team) {
        return io.github.privatedatasets.spec.Pending.notYet();
    }

    /** Returns what stands in the team's folder, by name. */
    public List<ListedDataset> list(TeamHandle team) throws DatasetException {
        return io.github.privatedatasets.spec.Pending.notYet();
    }

    @Override
    public Path locate(DatasetTarget target) throws DatasetException {
        return io.github.privatedatasets.spec.Pending.notYet();
    }

    @Override
    public List<StoredDataset> recall(DatasetTarget target) throws DatasetException {
        return io.github.privatedatasets.spec.Pending.notYet();
    }

    @Override
    public Slot claim(DatasetTarget target, WaitListener waiting) throws DatasetException, InterruptedException {
        return io.github.privatedatasets.spec.Pending.notYet();
    }

    @Override
    public void close() {}

    /** How published trees are kept from a power cut. */
    public enum Durability {
        /** Flushes every byte and name before the commit, and the parent after it. */
        FULL,
        /** Leaves flushing to the system: fast, and a power cut within seconds may lose or empty files of a published tree. */
        NONE
    }

    /** Collects a storage's options; not thread-safe. */
    public static final class Builder {
        private Builder() {}

        /** Sets how long to wait for another stager of the same dataset; one hour where not called. */
        public Builder lockTimeout(Duration timeout) {
            return io.github.privatedatasets.spec.Pending.notYet();
        }

        /** Sets what a power cut may do; {@link Durability#FULL} where not called. */
        public Builder durability(Durability durability) {
            return io.github.privatedatasets.spec.Pending.notYet();
        }

        /** Sets how many files, directories and links a dataset may have; ten million where not called. */
        public Builder maxEntries(long entries) {
            return io.github.privatedatasets.spec.Pending.notYet();
        }

        /** Returns the storage. Touches no disk. */
        public SharedStorage build() {
            return io.github.privatedatasets.spec.Pending.notYet();
        }
    }
}
