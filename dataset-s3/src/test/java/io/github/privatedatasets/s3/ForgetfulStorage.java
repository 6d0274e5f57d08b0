// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.spi.ByteBudget;
import io.github.privatedatasets.spi.DatasetRecord;
import io.github.privatedatasets.spi.DatasetStorage;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.spi.RemoteObject;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.spi.StoredDataset;
import io.github.privatedatasets.spi.WrittenEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Another storage that keeps of a long file its length and its last GiB: where the rest was, there is a hole. */
final class ForgetfulStorage implements DatasetStorage {
    private static final long STEP = 1 << 30;
    /** What is told of may not be written yet. */
    private static final long KEPT = 64 << 20;

    private final DatasetStorage storage;

    ForgetfulStorage(DatasetStorage storage) {
        this.storage = storage;
    }

    @Override
    public Path locate(DatasetTarget target) throws DatasetException {
        return storage.locate(target);
    }

    @Override
    public List<StoredDataset> recall(DatasetTarget target) throws DatasetException {
        return storage.recall(target);
    }

    @Override
    public Slot claim(DatasetTarget target, WaitListener waiting) throws DatasetException, InterruptedException {
        return new ForgetfulSlot(storage.claim(target, waiting));
    }

    @Override
    public void close() {
        storage.close();
    }

    private static final class ForgetfulSlot implements Slot {
        private final Slot slot;
        private volatile @Nullable Path begun;
        private long forgotten;

        ForgetfulSlot(Slot slot) {
            this.slot = slot;
        }

        @Override
        public boolean waited() {
            return slot.waited();
        }

        @Override
        public List<StoredDataset> recall() throws DatasetException {
            return slot.recall();
        }

        @Override
        public Path begin() throws DatasetException {
            Path directory = slot.begin();
            begun = directory;
            return directory;
        }

        @Override
        public ByteBudget budget() {
            return slot.budget();
        }

        @Override
        public synchronized void growing(WrittenEntry.File soFar) throws DatasetException {
            long end = soFar.sizeBytes() - KEPT;
            Path directory = begun;
            if (directory == null || end - forgotten < STEP) {
                return;
            }
            Path file = directory.resolve(soFar.path());
            try {
                int exit = new ProcessBuilder(
                                "fallocate",
                                "--punch-hole",
                                "--offset",
                                Long.toString(forgotten),
                                "--length",
                                Long.toString(end - forgotten),
                                file.toString())
                        .inheritIO()
                        .start()
                        .waitFor();
                if (exit != 0) {
                    throw new StorageFailureException(file, "it can have no hole", null);
                }
            } catch (IOException e) {
                throw new StorageFailureException(file, "there is no fallocate", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            forgotten = end;
        }

        @Override
        public void fetched(RemoteObject object, String proof) throws DatasetException {
            slot.fetched(object, proof);
        }

        @Override
        public void wrote(WrittenEntry entry) throws DatasetException {
            slot.wrote(entry);
        }

        @Override
        public void removed(String path) throws DatasetException {
            slot.removed(path);
        }

        @Override
        public void progressed(long doneBytes, long totalBytes) {
            slot.progressed(doneBytes, totalBytes);
        }

        @Override
        public Optional<HeldDataset> publish(DatasetRecord record) throws DatasetException, InterruptedException {
            return slot.publish(record);
        }

        @Override
        public void close() {
            slot.close();
        }
    }
}
