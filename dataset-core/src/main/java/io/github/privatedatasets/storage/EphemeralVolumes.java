// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spi.DatasetStorage;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.spi.StoredDataset;
import io.github.privatedatasets.storage.disk.StorageFailures;
import io.github.privatedatasets.storage.ephemeral.EphemeralSlot;
import io.github.privatedatasets.storage.ephemeral.EphemeralVolume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Directories of limited size for the time of one job, removed when they are closed, or, after a crash, when the next stager with the same scratch
 * directory is built.
 *
 * <p>Each dataset gets a volume of its own, {@code SCRATCH/dataset-volumes/RANDOM/NAME}; nothing is shared or reused. Other users of the host
 * can read a volume whose path they are told, and list none.
 *
 * <p><b>Threads.</b> Thread-safe, and safe beside other processes with the same scratch directory.
 *
 * <p><b>Lifecycle.</b> A volume lives until its dataset is closed; {@link #close} removes those still open. What a killed process
 * left is removed by the next {@link #sweep} or claim of any process with this scratch directory.
 *
 * <p><b>Limits.</b> The scratch directory must be on a file system with working file locks, which every local one has.
 */
public final class EphemeralVolumes implements DatasetStorage {
    private static final Logger LOG = LoggerFactory.getLogger(EphemeralVolumes.class);

    /** The random names in it keep a job's data from everybody else on the host, as long as nobody can list them. */
    private static final Set<PosixFilePermission> NOT_LISTABLE = PosixFilePermissions.fromString("rwx--x--x");

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
            makeDirectory();
            EphemeralVolume.sweep(volumes);
            EphemeralVolume volume = EphemeralVolume.create(volumes);
            open.add(volume);
            if (closed) {
                remove(volume); // Closed in between, so nobody else will.
                throw new IllegalStateException("the volumes are closed");
            }
            return new EphemeralSlot(volume, target, () -> remove(volume));
        } catch (IOException e) {
            throw StorageFailures.of(volumes, "make a volume", e);
        }
    }

    private void makeDirectory() throws IOException {
        if (Files.isDirectory(volumes)) { // JDK 17 refuses to "create" a link to a directory.
            return;
        }
        Path scratch = Objects.requireNonNull(volumes.getParent());
        if (!Files.isDirectory(scratch)) {
            Files.createDirectories(scratch);
        }
        FileAttribute<?>[] mode =
                volumes.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(NOT_LISTABLE)}
                        : new FileAttribute<?>[0];
        Files.createDirectories(volumes, mode);
    }

    /** Removes the volumes of owners that died; those of the living, and of other users, stay. */
    @Override
    public void sweep() {
        try {
            EphemeralVolume.sweep(volumes);
        } catch (IOException e) {
            LOG.debug("{} cannot be swept", volumes, e); // Whoever makes a volume there is told.
        }
    }

    /** Removes the volumes that are still open. */
    @Override
    public void close() {
        closed = true;
        open.forEach(this::remove);
    }

    /** Removes a volume, once. */
    private void remove(EphemeralVolume volume) {
        if (open.remove(volume)) {
            volume.remove();
        }
    }

    @Override
    public String toString() {
        return "EphemeralVolumes[" + volumes + "]";
    }
}
