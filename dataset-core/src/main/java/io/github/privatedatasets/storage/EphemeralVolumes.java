package io.github.privatedatasets.storage;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spi.DatasetStorage;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.spi.StoredDataset;
import java.nio.file.Path;
import java.util.List;

/** Directories of limited size for the time of one job, removed when they are closed, or at the next start after a crash. */
public final class EphemeralVolumes implements DatasetStorage {
    private EphemeralVolumes() {}

    /** Returns volumes below this directory, which several processes may share. Touches no disk. */
    public static EphemeralVolumes under(Path scratch) {
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
}
