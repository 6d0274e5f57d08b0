// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.spec.InvalidSpecException;
import io.github.privatedatasets.spec.Mount;
import io.github.privatedatasets.spec.StorageLayout;
import io.github.privatedatasets.spec.TeamHandle;
import io.github.privatedatasets.spi.DatasetStorage;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.spi.StoredDataset;
import io.github.privatedatasets.storage.disk.DirectoryNames;
import io.github.privatedatasets.storage.disk.StorageFailures;
import io.github.privatedatasets.storage.layout.SharedLayout;
import io.github.privatedatasets.storage.lease.Liveness;
import io.github.privatedatasets.storage.lease.Pulse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The storage that teams share: {@code ROOT/TEAM/data/NAME[-ETAG]}, downloaded once, never removed implicitly. A pinned folder has the first digits
 * of its digest in the etag's place.
 *
 * <p>Everything of ours beside the trees lies in {@code ROOT/TEAM/data/.datasets}. A directory there that this library did not
 * make is never touched.
 *
 * <p><b>Threads.</b> Thread-safe, and safe beside other threads, class loaders, processes and hosts on the same storage.
 *
 * <p><b>Lifecycle.</b> Holds nothing open but what its slots hold; {@link #close} has nothing to end.
 *
 * <p><b>Limits.</b> Locks only save work: where they do not work, or are lost, a dataset may be downloaded twice, and still nobody
 * sees half of one. A hit takes no lock and writes only its lease, without which it works too, as on a read-only root. A tree in use
 * stays at its path, unchanged; a newer revision goes beside it meanwhile. A root is for one store: where the service's own endpoint
 * changes to another store with buckets of the same names, give it another root.
 */
public final class SharedStorage implements DatasetStorage {
    private static final Logger LOG = LoggerFactory.getLogger(SharedStorage.class);
    private static final String NOTEBOOK_PATH = "/storage/data";

    private final Path root;
    private final SharedOptions options;
    private final Liveness liveness;
    private final Pulse pulse = new Pulse(Pulse.EVERY);

    private SharedStorage(Path root, SharedOptions options) {
        this.root = root.toAbsolutePath();
        this.options = options;
        this.liveness = new Liveness(options.self(), options.missedAfter(), System::nanoTime);
    }

    /** Returns the storage below this directory, with the default options. */
    public static SharedStorage at(Path root) {
        return builder(root).build();
    }

    /**
     * Starts a storage below this directory. A missing directory, and the team's in it, is made when the first dataset is claimed;
     * what is made in a team's directory takes its mode and group.
     */
    public static Builder builder(Path root) {
        return new Builder(root);
    }

    /** Returns the storage with options that only tests change. */
    static SharedStorage of(Path root, SharedOptions options) {
        return new SharedStorage(root, options);
    }

    /** Returns the mount that shows a team its datasets in its notebooks: {@code TEAM/data} at {@code /storage/data}, read-only. */
    public Mount notebookMount(TeamHandle team) {
        PathNames.require(team.value());
        return new Mount(StorageLayout.teamData(root, team), NOTEBOOK_PATH, true);
    }

    /** Returns what a team has in this storage: to be listed, verified, deleted and collected. Touches no disk. */
    public TeamDatasets forTeam(TeamHandle team) {
        PathNames.require(team.value());
        return new TeamDatasets(TeamStorage.of(SharedLayout.of(root, team), options, liveness, pulse));
    }

    /**
     * Returns the teams for which something was staged here, by name: for what looks after all of them, such as a timer that collects. Writes
     * nothing. A team whose folder this user must not look into is none.
     *
     * @throws DatasetException if the root is no directory, or cannot be read
     */
    public List<TeamHandle> teams() throws DatasetException {
        TeamDatasets.requireRoot(root);
        try {
            return DirectoryNames.of(root).stream()
                    .flatMap(name -> handle(name).stream())
                    .filter(team ->
                            Files.isDirectory(SharedLayout.of(root, team).ours()))
                    .toList();
        } catch (IOException e) {
            throw StorageFailures.of(root, "list the teams", e);
        }
    }

    /** Other things may stand in the root, such as a file server's {@code .snapshot}. */
    private static Optional<TeamHandle> handle(String name) {
        try {
            return Optional.of(TeamHandle.of(name));
        } catch (InvalidSpecException e) {
            return Optional.empty();
        }
    }

    /** Returns {@code ROOT/TEAM/data/NAME[-ETAG]}, of a pinned folder {@code ROOT/TEAM/data/NAME-DIGEST}. */
    @Override
    public Path locate(DatasetTarget target) throws DatasetException {
        return layout(target).tree(directoryName(target));
    }

    @Override
    public List<StoredDataset> recall(DatasetTarget target) throws DatasetException {
        TeamStorage storage = storage(target);
        String name = directoryName(target);
        Holding holding = new Holding(storage, name, target.lease());
        try {
            return storage.trees().recall(name, target.origin(), false).stream() // S1 to S3
                    .map(seen -> holding.stored(seen, false))
                    .toList();
        } catch (IOException e) {
            throw StorageFailures.of(storage.data(), "look at what stands", e);
        }
    }

    @Override
    public void requireFree(DatasetTarget target) throws DatasetException {
        TeamStorage storage = storage(target);
        String name = directoryName(target);
        try {
            Standing standing = storage.trees().lookTwice(name);
            if (standing instanceof Standing.Unrecorded || standing instanceof Standing.NoDirectory) {
                throw storage.trees().personsOwn(name, standing, target.origin());
            }
        } catch (IOException e) {
            throw StorageFailures.of(storage.data(), "look at what stands", e);
        }
    }

    @Override
    public Optional<Slot> tryClaim(DatasetTarget target) throws DatasetException, InterruptedException {
        TeamStorage storage = storage(target);
        String name = directoryName(target);
        try {
            return Claim.tryTake(storage, name).map(claim -> new SharedSlot(storage, name, target, claim));
        } catch (DatasetException e) {
            throw e;
        } catch (IOException e) {
            LOG.debug("{} cannot be claimed", storage.layout().tree(name), e); // Read-only.
            return Optional.empty();
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Another source's tree is told of before any wait.
     */
    @Override
    public Slot claim(DatasetTarget target, WaitListener waiting) throws DatasetException, InterruptedException {
        recall(target);
        String name = directoryName(target);
        TeamStorage storage = storage(target);
        try {
            return new SharedSlot(storage, name, target, Claim.take(storage, name, waiting));
        } catch (IOException e) {
            throw StorageFailures.of(storage.data(), "claim the dataset", e);
        }
    }

    private TeamStorage storage(DatasetTarget target) throws DatasetException {
        return TeamStorage.of(layout(target), options, liveness, pulse);
    }

    private SharedLayout layout(DatasetTarget target) throws DatasetException {
        TeamHandle team = target.team()
                .orElseThrow(() -> new UnsupportedDatasetException(
                        "shared storage at " + root + " needs a team, and none was named: name one to the stager"));
        return SharedLayout.of(root, team);
    }

    private static String directoryName(DatasetTarget target) {
        return StorageLayout.directoryName(target.name(), target.pinned());
    }

    /** Does nothing: what is open belongs to slots. */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return "SharedStorage[" + root + "]";
    }

    /** How published trees are kept from a power cut. */
    public enum Durability {
        /** Flushes every byte and name before the commit, and the parent after it. */
        FULL,
        /** Leaves flushing to the system: fast, and a power cut within seconds may lose or empty files of a published tree. */
        NONE
    }

    /** Collects a storage's options; not thread-safe. */
    public static final class Builder {
        // 292 years: longer ones are no number of nanoseconds.
        private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

        private final Path root;
        private SharedOptions options = SharedOptions.defaults();

        private Builder(Path root) {
            this.root = root;
        }

        /** Sets how long to wait for another stager of the same dataset; one hour where not called. Zero does not wait. */
        public Builder lockTimeout(Duration timeout) {
            if (timeout.isNegative()) {
                throw new IllegalArgumentException("lock timeout is negative: " + timeout);
            }
            options = options.withLockTimeout(timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout);
            return this;
        }

        /** Sets what a power cut may do; {@link Durability#FULL} where not called. */
        public Builder durability(Durability durability) {
            options = options.withDurability(durability);
            return this;
        }

        /** Returns the storage. Touches no disk. */
        public SharedStorage build() {
            return new SharedStorage(root, options);
        }
    }
}
