// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.ephemeral;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.expand.TreeDeleter;
import io.github.privatedatasets.spi.ByteBudget;
import io.github.privatedatasets.spi.DatasetRecord;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.spi.RemoteObject;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.spi.StoredDataset;
import io.github.privatedatasets.spi.WrittenEntry;
import io.github.privatedatasets.storage.disk.StorageFailures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A volume being filled. Nobody else knows it, so there is nothing to wait for, to record or to flush. */
public final class EphemeralSlot implements Slot {
    private final EphemeralVolume volume;
    private final DatasetTarget target;
    private final Runnable removal;
    private volatile @Nullable ByteBudget budget;
    private boolean published;
    private boolean closed;

    /**
     * Starts to fill a volume.
     *
     * @param removal removes the volume once it is not needed any more; may be run twice
     */
    public EphemeralSlot(EphemeralVolume volume, DatasetTarget target, Runnable removal) {
        this.volume = volume;
        this.target = target;
        this.removal = removal;
    }

    @Override
    public boolean waited() {
        return false;
    }

    @Override
    public List<StoredDataset> recall() {
        return List.of();
    }

    @Override
    public Path begin() throws DatasetException {
        if (closed || published) {
            throw new IllegalStateException("the slot is closed, or has published");
        }
        try {
            TreeDeleter.delete(staging());
            Files.createDirectory(staging());
        } catch (IOException e) {
            throw StorageFailures.of(volume.directory(), "begin a dataset", e);
        }
        budget = ByteBudget.of(target.limit());
        return staging();
    }

    @Override
    public ByteBudget budget() {
        ByteBudget current = budget;
        if (current == null) {
            throw new IllegalStateException("nothing is begun: call begin() first");
        }
        return current;
    }

    @Override
    public void fetched(RemoteObject object, String proof) {
        // Nothing outlives the job, so nothing is written down.
    }

    @Override
    public void wrote(WrittenEntry entry) {
        // As above.
    }

    @Override
    public void removed(String path) {
        // As above.
    }

    @Override
    public void progressed(long doneBytes, long totalBytes) {
        // Nobody waits.
    }

    @Override
    public Optional<HeldDataset> publish(DatasetRecord record) throws DatasetException {
        budget();
        Path tree = volume.directory().resolve(target.name().value());
        try {
            setMode(staging());
            Files.move(staging(), tree, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StorageFailures.of(volume.directory(), "publish the dataset", e);
        }
        published = true;
        return Optional.of(new HeldVolume(tree, record));
    }

    private static void setMode(Path tree) throws IOException {
        if (Files.getFileStore(tree).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** The name has a leading dot, which no dataset's has. */
    private Path staging() {
        return volume.directory().resolve(".staging");
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (!published) {
                removal.run();
            }
        }
    }

    /** A volume in use, which goes when it is closed. */
    private final class HeldVolume implements HeldDataset {
        private final Path path;
        private final DatasetRecord record;

        private HeldVolume(Path path, DatasetRecord record) {
            this.path = path;
            this.record = record;
        }

        @Override
        public Path path() {
            return path;
        }

        @Override
        public DatasetRecord record() {
            return record;
        }

        @Override
        public boolean isLeased() {
            return true; // By the locked owner file.
        }

        @Override
        public void close() {
            removal.run();
        }
    }
}
