// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spi.DatasetStorage;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.spi.StoredDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Directories of limited size for the time of one job, removed when they are closed, or at the next start after a crash.
 *
 * <p>Each dataset gets a volume of its own, {@code SCRATCH/dataset-volumes/RANDOM/NAME}; nothing is shared or reused.
 *
 * <p><b>Threads.</b> Thread-safe, and safe beside other processes with the same scratch directory.
 *
 * <p><b>Lifecycle.</b> A volume lives until its dataset is closed; {@link #close} removes those still open. What a killed process
 * left is removed by the next claim of any process with this scratch directory.
 *
 * <p><b>Limits.</b> The scratch directory must be on a file system with working file locks, which every local one has.
 */
public final class EphemeralVolumes implements DatasetStorage {
    private final Path volumes;
    private final Set<EphemeralVolume> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private EphemeralVolumes(Path scratch) {
        this.volumes = scratch.toAbsolutePath().resolve("dataset-volumes");
    }

    /** Returns volumes below this directory, which several processes may share. Touches no disk; it is made when missing. */
    public static EphemeralVolumes under(Path scratch) {
        return new EphemeralVolumes(scratch);
    }

    /** Returns the directory in which the volume is made: its own name is drawn when it is claimed. */
    @Override
    public Path locate(DatasetTarget target) {
        return volumes;
    }

    /** Returns nothing: a volume is never reused. */
    @Override
    public List<StoredDataset> recall(DatasetTarget target) {
        return List.of();
    }

    /**
     * Makes a volume, after removing those of dead owners. Never waits.
     *
     * @throws DatasetException if the scratch directory cannot be written
     */
    @Override
    public Slot claim(DatasetTarget target, WaitListener waiting) throws DatasetException {
        if (closed) {
            throw new IllegalStateException("the volumes are closed");
        }
        try {
            if (!Files.isDirectory(volumes)) { // JDK 17 refuses to "create" a link to a directory.
                Files.createDirectories(volumes);
            }
            EphemeralVolume.sweep(volumes);
            EphemeralVolume volume = EphemeralVolume.create(volumes);
            open.add(volume);
            if (closed) {
                remove(volume); // Closed in between, so nobody else will.
                throw new IllegalStateException("the volumes are closed");
            }
            return new EphemeralSlot(this, volume, target);
        } catch (IOException e) {
            throw StorageFailures.of(volumes, "make a volume", e);
        }
    }

    /** Removes the volumes that are still open. */
    @Override
    public void close() {
        closed = true;
        open.forEach(this::remove);
    }

    /** Removes a volume, once. */
    void remove(EphemeralVolume volume) {
        if (open.remove(volume)) {
            volume.remove();
        }
    }

    @Override
    public String toString() {
        return "EphemeralVolumes[" + volumes + "]";
    }
}
