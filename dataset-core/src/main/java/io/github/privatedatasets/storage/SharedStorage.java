package io.github.privatedatasets.storage;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.spec.Mount;
import io.github.privatedatasets.spec.StorageLayout;
import io.github.privatedatasets.spec.TeamHandle;
import io.github.privatedatasets.spi.DatasetRecord;
import io.github.privatedatasets.spi.DatasetStorage;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.spi.StoredDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The storage that teams share: {@code ROOT/TEAM/data/NAME[-ETAG]}, downloaded once, never removed implicitly.
 *
 * <p>Everything of ours beside the trees lies in {@code ROOT/TEAM/data/.datasets}. A directory there that this library did not
 * make is never touched.
 *
 * <p><b>Threads.</b> Thread-safe, and safe beside other threads, class loaders, processes and hosts on the same storage.
 *
 * <p><b>Lifecycle.</b> Holds nothing open but what its slots hold; {@link #close} has nothing to end.
 *
 * <p><b>Limits.</b> Locks only save work: where they do not work, or are lost, a dataset may be downloaded twice, and still nobody
 * sees half of one. A hit takes no lock and writes nothing, so it works on a read-only root too. Until there are leases, a tree
 * of an older revision is left where it stands, and the newer goes beside it.
 */
public final class SharedStorage implements DatasetStorage {
    private static final String NOTEBOOK_PATH = "/storage/data";

    private final Path root;
    private final SharedOptions options;
    private final Liveness liveness;

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
        return new Mount(StorageLayout.teamData(root, team), NOTEBOOK_PATH, true);
    }

    /**
     * Returns the directories that stand in the team's folder, by name, each followed by its revisions that stand beside it. Nothing
     * for a team that has no folder. Files, links and names with a leading dot are not listed.
     *
     * @throws DatasetException if the storage, or a record, cannot be read
     */
    public List<ListedDataset> list(TeamHandle team) throws DatasetException {
        TeamStorage storage = TeamStorage.of(SharedLayout.of(root, team), options);
        SharedLayout layout = storage.layout();
        List<ListedDataset> listed = new ArrayList<>();
        try {
            for (String name : DirectoryNames.of(layout.data())) {
                Path path = layout.tree(name);
                if (!name.startsWith(".") && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    listed.add(new ListedDataset(name, path, recordInPlace(storage, name)));
                }
            }
            for (String name : storage.records().names()) {
                for (String attempt : storage.records().attempts(name)) {
                    if (storage.trees().isRevision(attempt)) {
                        Optional<DatasetRecord> record =
                                storage.records().byAttempt(name, attempt).map(PublishRecord::dataset);
                        listed.add(new ListedDataset(name, layout.revision(attempt), record));
                    }
                }
            }
        } catch (IOException e) {
            throw StorageFailures.of(layout.data(), "list the datasets", e);
        }
        listed.sort(Comparator.comparing(ListedDataset::directoryName)); // Stable: the tree in place stays first.
        return listed;
    }

    private static Optional<DatasetRecord> recordInPlace(TeamStorage storage, String name) throws IOException {
        return storage.trees().look(name) instanceof Standing.Recorded recorded
                ? Optional.of(recorded.record().dataset())
                : Optional.empty();
    }

    /** Returns {@code ROOT/TEAM/data/NAME[-ETAG]}. */
    @Override
    public Path locate(DatasetTarget target) throws DatasetException {
        return layout(target).tree(directoryName(target));
    }

    @Override
    public List<StoredDataset> recall(DatasetTarget target) throws DatasetException {
        TeamStorage storage = TeamStorage.of(layout(target), options);
        try {
            return storage.trees().recall(directoryName(target), target.origin(), false); // S1 to S3
        } catch (IOException e) {
            throw StorageFailures.of(storage.data(), "look at what stands", e);
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
        TeamStorage storage = TeamStorage.of(layout(target), options);
        TargetLock lock = null;
        boolean claimed = false;
        try {
            TeamModes.makeDirectories(storage.layout());
            lock = TargetLock.acquire(storage.layout(), name, options, waiting);
            storage.taken(Step.C0_LOCKED);
            lookAtTheServer(storage, name);
            storage.taken(Step.C0_LOOKED);
            new Recovery(storage, liveness).run();
            storage.taken(Step.C1_RECOVERED);
            claimed = true;
            return new SharedSlot(storage, name, target, lock);
        } catch (IOException e) {
            throw StorageFailures.of(storage.data(), "claim the dataset", e);
        } finally {
            if (lock != null && !claimed) {
                lock.close();
            }
        }
    }

    /**
     * Makes and removes a file where trees and where our own things lie. Network file systems keep "not there" for up to a minute,
     * until the directory is seen to change; and a storage that cannot be written is told of before anything is downloaded.
     */
    private static void lookAtTheServer(TeamStorage storage, String name) throws IOException {
        // One name a target, so that what a killed stager left of it is removed by the next one.
        String look = ".look-" + Integer.toHexString(name.hashCode());
        for (Path directory : List.of(storage.layout().ours(), storage.data())) {
            Path file = directory.resolve(look);
            TeamModes.makeFile(storage.layout(), file);
            try {
                Files.delete(file);
            } catch (NoSuchFileException e) {
                // Where locks do not lock, another had the same look.
            }
        }
    }

    private SharedLayout layout(DatasetTarget target) throws DatasetException {
        TeamHandle team = target.team()
                .orElseThrow(() -> new UnsupportedDatasetException(
                        "shared storage at " + root + " needs a team, and none was named: name one to the stager"));
        return SharedLayout.of(root, team);
    }

    private static String directoryName(DatasetTarget target) {
        return StorageLayout.directoryName(target.name(), target.etag());
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
            options = options.withLockTimeout(timeout);
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
