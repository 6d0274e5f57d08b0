// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.TeamHandle;
import io.github.privatedatasets.spi.DatasetStorage;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.spi.StoredDataset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Volumes that somebody else makes, mounts and removes, one for each dataset at {@code DIR/NAME}: what an init container fills for the job that comes
 * after it. Given to a stager as its ephemeral storage.
 *
 * <p>A dataset stays in its volume when it is closed, at {@link #pathInVolume}, and is found there by a container that is started again.
 *
 * <p><b>Threads.</b> Thread-safe.
 *
 * <p><b>Lifecycle.</b> Removes nothing; the volume's end is the dataset's.
 *
 * <p><b>Limits.</b> Nothing is made where no volume is mounted.
 */
public final class MountedVolumes implements DatasetStorage {
    /** A volume is laid out as a storage of one team, with all that makes a restart safe. */
    private static final TeamHandle JOB = TeamHandle.of("job");

    private final Path volumes;
    private final Map<DatasetName, SharedStorage> storages = new ConcurrentHashMap<>();

    private MountedVolumes(Path volumes) {
        this.volumes = volumes;
    }

    /** Returns volumes that are mounted below this directory. Touches no disk. */
    public static MountedVolumes under(Path directory) {
        return new MountedVolumes(directory.toAbsolutePath());
    }

    /** Returns where the dataset stands in its volume: a relative path, such as {@code job/data/mnist}. */
    public static Path pathInVolume(DatasetName name) {
        return Path.of(JOB.value(), "data", name.value());
    }

    /** Returns {@link #pathInVolume} in the dataset's volume. */
    @Override
    public Path locate(DatasetTarget target) throws DatasetException {
        return storage(target).locate(inVolume(target));
    }

    /** Returns what stands in the dataset's volume. */
    @Override
    public List<StoredDataset> recall(DatasetTarget target) throws DatasetException {
        return storage(target).recall(inVolume(target));
    }

    /**
     * Waits for another container that stages into the same volume.
     *
     * @throws DatasetException if no volume is mounted for the dataset, or it cannot be written
     */
    @Override
    public Slot claim(DatasetTarget target, WaitListener waiting) throws DatasetException, InterruptedException {
        Path volume = volumes.resolve(target.name().value());
        if (!Files.isDirectory(volume)) {
            throw new StorageFailureException(
                    volume, "it is no directory: mount the volume of dataset " + target.name() + " there", null);
        }
        return storage(target).claim(inVolume(target), waiting);
    }

    private SharedStorage storage(DatasetTarget target) {
        return storages.computeIfAbsent(target.name(), name -> SharedStorage.at(volumes.resolve(name.value())));
    }

    /** A volume is for one dataset, so that neither team nor revision need to be told apart in it. */
    private static DatasetTarget inVolume(DatasetTarget target) {
        return new DatasetTarget(
                Optional.of(JOB), target.name(), Optional.empty(), target.origin(), target.limit(), target.lease());
    }

    /** Ends what runs in the background; the datasets stay. */
    @Override
    public void close() {
        storages.values().forEach(SharedStorage::close);
    }

    @Override
    public String toString() {
        return "MountedVolumes[" + volumes + "]";
    }
}
