// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.spi.ByteBudget;
import io.github.privatedatasets.spi.DatasetRecord;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteObject;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.spi.StoredDataset;
import io.github.privatedatasets.spi.WrittenEntry;
import io.github.privatedatasets.storage.disk.StorageFailures;
import io.github.privatedatasets.storage.manifest.AttemptNotes;
import io.github.privatedatasets.storage.manifest.LeftStaging;
import io.github.privatedatasets.storage.record.Seal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A claimed target of a shared storage, the attempt that was begun last, and what one that died has left for it. */
final class SharedSlot implements Slot {
    private final TeamStorage storage;
    private final String name;
    private final DatasetTarget target;
    private final Holding holding;
    private final Claim claim;
    private volatile @Nullable StagingAttempt begun;
    private volatile Optional<LeftStaging> left = Optional.empty();
    private boolean wasBegun;
    private boolean leaving;
    private boolean closed;

    SharedSlot(TeamStorage storage, String name, DatasetTarget target, Claim claim) {
        this.storage = storage;
        this.name = name;
        this.target = target;
        this.holding = new Holding(storage, name, target.lease());
        this.claim = claim;
    }

    @Override
    public boolean waited() {
        return claim.waited();
    }

    /** C2. */
    @Override
    public List<StoredDataset> recall() throws DatasetException {
        try {
            return storage.trees().recall(name, target.origin(), true).stream()
                    .map(seen -> holding.stored(seen, true))
                    .toList();
        } catch (IOException e) {
            throw StorageFailures.of(storage.data(), "look at what stands", e);
        }
    }

    @Override
    public Path begin() throws DatasetException {
        if (closed) {
            throw new IllegalStateException("the slot is closed");
        }
        drop();
        try {
            StagingAttempt attempt = StagingAttempt.begin(storage, name, target);
            begun = attempt;
            wasBegun = true;
            left.ifPresent(LeftStaging::close);
            left = claim.left().flatMap(dead -> LeftStaging.open(storage.layout(), name, dead, target.origin()));
            return attempt.directory();
        } catch (IOException e) {
            throw StorageFailures.of(storage.data(), "begin a dataset", e);
        }
    }

    @Override
    public ByteBudget budget() {
        return current().budget();
    }

    @Override
    public Optional<RemoteContent> left(RemoteObject object) {
        return left.flatMap(staging -> staging.of(object));
    }

    @Override
    public void fetching(RemoteObject object) throws DatasetException {
        note(notes -> notes.fetching(object));
    }

    @Override
    public void growing(WrittenEntry.File soFar) throws DatasetException {
        note(notes -> notes.growing(soFar));
    }

    @Override
    public void fetched(RemoteObject object, String proof) throws DatasetException {
        note(notes -> notes.fetched(object, proof));
    }

    @Override
    public void wrote(WrittenEntry entry) throws DatasetException {
        note(notes -> notes.wrote(entry));
    }

    @Override
    public void removed(String path) throws DatasetException {
        note(notes -> notes.removed(path));
    }

    private interface Note {
        void in(AttemptNotes notes) throws IOException;
    }

    private void note(Note note) throws DatasetException {
        try {
            note.in(current().notes());
        } catch (IOException e) {
            throw StorageFailures.of(storage.data(), "note what came", e);
        }
    }

    @Override
    public void progressed(long doneBytes, long totalBytes) {
        StagingAttempt attempt = begun;
        if (attempt != null) {
            attempt.heartbeat().progressed(doneBytes, totalBytes);
        }
    }

    @Override
    public Optional<HeldDataset> publish(DatasetRecord record) throws DatasetException, InterruptedException {
        StagingAttempt attempt = current();
        try {
            Optional<Seal> seal = seal(attempt);
            Optional<HeldDataset> held = seal.isEmpty()
                    ? Optional.empty()
                    : new Publication(storage, name, attempt, seal.get(), record, holding).run();
            if (held.isEmpty()) {
                attempt.drop();
            }
            begun = null;
            return held;
        } catch (IOException e) {
            throw StorageFailures.of(storage.data(), "publish the dataset", e);
        }
    }

    @Override
    public boolean makeRoom(StorageFailureException failure) {
        if (!StorageFailures.isNoRoom(storage.data(), failure)) {
            return false;
        }
        drop();
        left.ifPresent(LeftStaging::close);
        left = Optional.empty();
        return Recovery.makeRoom(storage);
    }

    @Override
    public void leave() {
        leaving = true;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        left.ifPresent(LeftStaging::close);
        try {
            end();
        } finally {
            claim.close();
        }
    }

    private void end() {
        StagingAttempt attempt = begun;
        if (leaving && attempt != null) {
            attempt.leave();
            return;
        }
        drop();
        if (wasBegun) {
            // Also after a failure: on a storage that both together have filled, the next attempt needs the room.
            claim.left().ifPresent(dead -> Recovery.sweepOrLeaveToOwner(storage, dead));
        }
    }

    /** Seals the tree (D2); empty when it was taken away. */
    private static Optional<Seal> seal(StagingAttempt attempt) throws IOException, InterruptedException {
        try {
            return Optional.of(attempt.seal());
        } catch (IOException e) {
            if (attempt.isLost()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private StagingAttempt current() {
        StagingAttempt attempt = begun;
        if (attempt == null) {
            throw new IllegalStateException("nothing is begun: call begin() first");
        }
        return attempt;
    }

    private void drop() {
        StagingAttempt attempt = begun;
        begun = null;
        if (attempt != null) {
            attempt.drop();
        }
    }
}
