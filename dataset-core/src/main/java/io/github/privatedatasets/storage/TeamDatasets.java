// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.spec.InvalidSpecException;
import io.github.privatedatasets.spec.LeaseName;
import io.github.privatedatasets.storage.disk.StorageFailures;
import io.github.privatedatasets.storage.manifest.TreeVerifier;
import io.github.privatedatasets.storage.record.PublishRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One team's shared datasets: says what stands, and cleans up when asked.
 *
 * <p><b>Threads.</b> Thread-safe, and safe beside stagers in other threads, processes and hosts.
 *
 * <p><b>Lifecycle.</b> There is nothing to close.
 *
 * <p><b>Limits.</b> What can be the name of no dataset's directory is an {@link InvalidSpecException}. A storage whose root is no directory is a {@link StorageFailureException}; a team without a folder in it has no datasets.
 * Directories, files and links that this library did not make are never touched, except by {@link #deleteAltered}.
 */
public final class TeamDatasets {
    private final TeamStorage storage;

    TeamDatasets(TeamStorage storage) {
        this.storage = storage;
    }

    /**
     * Returns the directories that stand in the team's folder, by name, each followed by its revisions that stand beside it. Writes nothing.
     * Files, links and names with a leading dot are not listed.
     *
     * @throws DatasetException if the storage cannot be read; a record that cannot is told with its dataset
     */
    public List<ListedDataset> list() throws DatasetException {
        requireRoot();
        try {
            return Inventory.of(storage).listed();
        } catch (IOException e) {
            throw StorageFailures.of(storage.data(), "list the datasets", e);
        }
    }

    /**
     * Compares a dataset, the tree at its name and its revisions, with what was recorded when it was staged. Writes nothing, and takes no
     * lease, so that it does not count as use.
     *
     * <p>Compared are files with their sizes, modes and, deeply, the CRC32C of their bytes; symbolic links with their targets; directories with their
     * modes, the empty ones too. A hard link may have become a file of its own that holds the same. Times and owners are not compared.
     *
     * @param directoryName the directory's name, as listed
     * @return what was found of each tree; none if nothing stands at that name
     * @throws DatasetException if the storage cannot be read
     */
    public List<Verification> verify(String directoryName, Verification.Depth depth)
            throws DatasetException, InterruptedException {
        PathNames.requireDataset(directoryName);
        requireRoot();
        Path place = storage.layout().tree(directoryName);
        try {
            List<Verification> verified = new ArrayList<>();
            Inventory inventory = Inventory.of(storage, directoryName);
            for (ListedDataset unknown : inventory.unknown()) {
                String problem = unknown.problem().orElse("a directory of somebody's own");
                verified.add(new Verification(directoryName, unknown.path(), List.of(".: " + problem)));
            }
            for (Inventory.Kept kept : inventory.kept()) {
                PublishRecord record = kept.tree().record();
                Path tree = kept.listed().path();
                List<String> differences = differences(directoryName, kept, depth);
                if (TeamTrees.hasSeal(tree, record.seal())) { // Else it was moved or removed while we looked.
                    verified.add(new Verification(directoryName, tree, differences));
                }
            }
            return verified;
        } catch (IOException e) {
            throw StorageFailures.of(place, "verify the dataset", e);
        }
    }

    /** A tree or list that cannot be read to its end is no reason to leave the other trees unverified. */
    private List<String> differences(String name, Inventory.Kept kept, Verification.Depth depth)
            throws InterruptedException {
        PublishRecord record = kept.tree().record();
        try {
            return new TreeVerifier(kept.listed().path(), depth == Verification.Depth.DEEP)
                    .differences(storage.layout().files(name, record.attempt()), record.dataset());
        } catch (IOException e) {
            return List.of(".: it cannot be read to its end: " + e);
        }
    }

    /**
     * Makes a tree a dataset again that lost its tie to its record, as a restore from a backup does: reads all of it, and takes it if it is
     * what a record of that name says, as {@link #verify} compares it {@linkplain Verification.Depth#DEEP deeply}. Needs the records in {@code .datasets/records}; without them a tree is somebody's own.
     *
     * @return where the tree stands
     * @throws DatasetException if it is not what was staged, which is told with the first difference, or the storage cannot be written
     */
    public Path adopt(String directoryName) throws DatasetException, InterruptedException {
        PathNames.requireDataset(directoryName);
        requireRoot();
        Path place = storage.layout().tree(directoryName);
        try {
            if (storage.trees().look(directoryName) instanceof Standing.Absent) {
                throw new StorageFailureException(place, "nothing stands there to be adopted", null);
            }
            Claim claim = Claim.take(storage, directoryName, (holder, waited) -> {});
            try {
                return new Adoption(storage, directoryName).run();
            } finally {
                claim.close();
            }
        } catch (IOException e) {
            throw StorageFailures.of(place, "adopt the dataset", e);
        }
    }

    /**
     * Deletes a dataset: the tree at its name, and its revisions beside it. Waits for a stager of that name, and repairs what dead ones left.
     *
     * @param directoryName the directory's name, as listed
     * @return the paths that are gone; none if there was no dataset of that name
     * @throws DatasetException if one of them is leased, which is told before any is deleted; if a directory of somebody's own stands at the
     *     name; or if the storage cannot be written
     */
    public List<Path> delete(String directoryName) throws DatasetException, InterruptedException {
        PathNames.requireDataset(directoryName);
        requireRoot();
        try {
            Inventory standing = Inventory.of(storage, directoryName);
            standing.requireReadable();
            if (standing.kept().isEmpty()
                    && storage.trees().setAside(directoryName).isEmpty()) {
                requireNothingOfSomebodys(directoryName);
                return List.of();
            }
            List<Path> gone;
            Claim claim = Claim.take(storage, directoryName, (holder, waited) -> {});
            try {
                gone = new Deletion(storage, directoryName).removeAll();
            } finally {
                claim.close();
            }
            storage.trash().emptyOrLeave(); // Who deletes wants the room now.
            return gone;
        } catch (IOException e) {
            throw StorageFailures.of(storage.layout().tree(directoryName), "delete the dataset", e);
        }
    }

    /**
     * Deletes what stands at a dataset's name where the dataset that was staged there was changed since, so that no record fits and
     * {@link #delete} refuses: whatever it is by now, so that the dataset can be staged again. Waits for a stager of that name.
     *
     * @param directoryName the directory's name, as listed with its problem
     * @return the path that is gone; none if nothing stands there, or a dataset as it was staged
     * @throws DatasetException if no dataset was ever staged at that name, so that it is somebody's own; if the dataset is leased; or if the
     *     storage cannot be read or written
     */
    public List<Path> deleteAltered(String directoryName) throws DatasetException, InterruptedException {
        PathNames.requireDataset(directoryName);
        requireRoot();
        Path place = storage.layout().tree(directoryName);
        try {
            if (!(storage.trees().lookTwice(directoryName) instanceof Standing.Unrecorded)) {
                return List.of();
            }
            List<Path> gone;
            Claim claim = Claim.take(storage, directoryName, (holder, waited) -> {});
            try {
                gone = new Deletion(storage, directoryName).removeAltered() ? List.of(place) : List.of();
            } finally {
                claim.close();
            }
            storage.trash().emptyOrLeave();
            return gone;
        } catch (IOException e) {
            throw StorageFailures.of(place, "delete what was changed", e);
        }
    }

    private void requireNothingOfSomebodys(String name) throws IOException {
        if (!(storage.trees().lookTwice(name) instanceof Standing.Absent)) {
            throw new StorageFailureException(
                    storage.layout().tree(name),
                    storage.trees().hasRecordInPlace(name)
                            ? "it was changed by hand since it was staged, or is somebody's own: adopt it if a backup was"
                                    + " restored, else delete it as altered"
                            : "it was not staged here: what is somebody's own is not deleted",
                    null);
        }
    }

    /** A storage that is not mounted, or misspelt, has no datasets either: that is no answer to who asks what it has. */
    private void requireRoot() throws StorageFailureException {
        requireRoot(storage.layout().root());
    }

    /** Refuses a root that is not there, since it is not mounted, perhaps: it would seem to hold nothing. */
    static void requireRoot(Path root) throws StorageFailureException {
        if (!Files.isDirectory(root)) {
            throw new StorageFailureException(
                    root,
                    (Files.notExists(root) ? "there is no such directory" : "it is no directory")
                            + ": mount the storage, or name the directory where it is",
                    null);
        }
    }

    /**
     * Removes the datasets that the policy chooses, the least recently used first, and what dead processes left: staging, rights, records
     * without a tree, garbage. Waits for nobody: what is being staged stays.
     *
     * @return what is gone
     * @throws DatasetException if the storage cannot be read or written; what had been removed until then is gone
     */
    public List<ListedDataset> collect(CollectPolicy policy) throws DatasetException, InterruptedException {
        requireRoot();
        try {
            return new Collector(storage, policy).run();
        } catch (IOException e) {
            throw StorageFailures.of(storage.data(), "collect datasets", e);
        }
    }

    /**
     * Returns what {@link #collect} would remove now. Writes nothing.
     *
     * @throws DatasetException if the storage cannot be read
     */
    public List<ListedDataset> wouldCollect(CollectPolicy policy) throws DatasetException {
        requireRoot();
        try {
            return new Collector(storage, policy).wouldRemove();
        } catch (IOException e) {
            throw StorageFailures.of(storage.data(), "look for datasets to collect", e);
        }
    }

    /**
     * Ends the leases of this name on all of the team's datasets, and returns how many there were. Processes that have one open keep it.
     *
     * @throws DatasetException if the storage cannot be written
     */
    public int endLease(LeaseName name) throws DatasetException {
        PathNames.require(name.value());
        requireRoot();
        try {
            return storage.leases().endNamed(name);
        } catch (IOException e) {
            throw StorageFailures.of(storage.data(), "end the leases of " + name, e);
        }
    }
}
