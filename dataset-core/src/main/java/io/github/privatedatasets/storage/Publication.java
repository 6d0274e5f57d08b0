// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.StorageBusyException;
import io.github.privatedatasets.spi.DatasetOrigin;
import io.github.privatedatasets.spi.DatasetRecord;
import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.storage.layout.TeamModes;
import io.github.privatedatasets.storage.layout.TreePlace;
import io.github.privatedatasets.storage.lease.Lease;
import io.github.privatedatasets.storage.record.PublishRecord;
import io.github.privatedatasets.storage.record.Seal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;

/**
 * The steps by which one attempt's tree gets to its final place (D3, D4, P1 to P6). The one rename is the commit; who loses a race to
 * an equal tree has succeeded as well.
 */
final class Publication {
    private static final Duration MOVER_PAUSE = Duration.ofMillis(50);

    private final TeamStorage storage;
    private final String name;
    private final StagingAttempt attempt;
    private final PublishRecord mine;
    private final Holding holding;
    private Lease inPlace = Lease.NONE;
    private Lease beside = Lease.NONE;

    Publication(
            TeamStorage storage,
            String name,
            StagingAttempt attempt,
            Seal seal,
            DatasetRecord dataset,
            Holding holding) {
        this.storage = storage;
        this.name = name;
        this.attempt = attempt;
        this.mine = PublishRecord.of(attempt.id(), seal, dataset);
        this.holding = holding;
    }

    /** Publishes the sealed tree; empty when it was taken away by somebody. */
    Optional<HeldDataset> run() throws IOException, InterruptedException {
        Optional<HeldDataset> held = Optional.empty();
        try {
            held = prepare() ? publish() : Optional.empty();
        } finally {
            if (held.isEmpty()) {
                inPlace.end();
                beside.end();
            }
        }
        return held;
    }

    /** D3 and D4, both before the commit; tells whether the attempt still has its tree. */
    private boolean prepare() throws IOException {
        try {
            // My own lease first: else the tree might be retired between the commit and the lease.
            storage.leases().makeFolders(mine.attempt());
            inPlace = storage.leases().create(mine.attempt(), TreePlace.IN_PLACE, name);
            beside = storage.leases().create(mine.attempt(), TreePlace.BESIDE, name);
            // A power cut must not take the folders of a tree that it leaves: they cannot be made again.
            storage.flush().one(storage.layout().leases());
            storage.taken(Step.D3_LEASED);
            // A tree whose maker died in between would pass for a person's.
            record();
            return true;
        } catch (IOException e) {
            if (attempt.isLost()) {
                return false;
            }
            throw e;
        }
    }

    private void record() throws IOException {
        storage.records().write(name, mine, () -> storage.taken(Step.D4_WRITTEN));
        storage.taken(Step.D4_RECORDED);
    }

    private DatasetOrigin origin() {
        return mine.dataset().origin();
    }

    private Optional<HeldDataset> publish() throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (true) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Standing standing = storage.trees().lookTwice(name); // P1
            storage.taken(Step.P1_LOOKED);
            Optional<HeldDataset> held;
            if (standing instanceof Standing.Absent) {
                held = commit();
            } else if (standing instanceof Standing.Recorded recorded) {
                held = joinRetireOrCommitBeside(recorded.record(), start);
            } else {
                throw storage.trees().personsOwn(name, standing, origin());
            }
            if (held.isPresent() || attempt.isLost()) {
                return held;
            }
        }
    }

    /** P1, something of ours stands; empty means: look again, or lost. */
    private Optional<HeldDataset> joinRetireOrCommitBeside(PublishRecord standing, long start)
            throws IOException, InterruptedException {
        storage.trees().requireSameSource(name, standing.dataset().origin(), origin());
        if (standing.dataset().isSameAs(mine.dataset())
                && storage.leases().areOpen(standing.attempt(), TreePlace.IN_PLACE)) {
            return join(holding.inPlace(standing));
        }
        if (storage.leases().condemn(standing.attempt(), TreePlace.IN_PLACE)) { // P2
            storage.taken(Step.P2_CONDEMNED);
            if (new Retirement(storage, name, standing).run() == Retirement.Outcome.OTHERS_RIGHT) {
                awaitMover(start);
            }
            return Optional.empty();
        }
        for (PublishRecord revision : storage.trees().revisions(name, origin())) {
            if (revision.dataset().isSameAs(mine.dataset())) {
                Optional<HeldDataset> held = join(holding.beside(revision));
                if (held.isPresent()) {
                    return held;
                }
            }
        }
        return commitBeside();
    }

    private void awaitMover(long start) throws DatasetException, InterruptedException {
        Duration waited = Duration.ofNanos(System.nanoTime() - start);
        if (waited.compareTo(storage.options().lockTimeout()) > 0) {
            throw new StorageBusyException(
                    storage.layout().tree(name), waited, "somebody who is about to move the old tree away");
        }
        Thread.sleep(MOVER_PAUSE.toMillis());
    }

    private Optional<HeldDataset> join(Optional<HeldDataset> equal) {
        if (equal.isPresent()) {
            inPlace.end();
            beside.end();
            attempt.drop();
        }
        return equal;
    }

    /** P3 and P5; empty means: look again, or lost. */
    private Optional<HeldDataset> commit() throws IOException {
        Path tree = storage.layout().tree(name);
        try {
            // Never a plain move: that deletes an empty target first, and may copy.
            Files.move(attempt.directory(), tree, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Java tells a taken name by its text alone, and NFS may fail a rename that it has done: so look what
            // stands.
            if (!storage.trees().hasSeal(name, mine.seal())) {
                if (attempt.isLost() || !(storage.trees().look(name) instanceof Standing.Absent)) {
                    return Optional.empty();
                }
                throw e;
            }
        }
        storage.taken(Step.P3_COMMITTED);
        storage.flush().one(storage.data());
        while (storage.trees().hasSeal(name, mine.seal())) {
            if (storage.records().byAttempt(name, mine.attempt()).isEmpty()) {
                // All of ours removed by hand: without a record, the tree would pass for a person's.
                TeamModes.makeDirectories(storage.layout());
                TeamModes.makeDirectory(storage.layout(), storage.layout().records(name));
                record();
            } else if (inPlace.isHeld()) {
                storage.taken(Step.P5_CONFIRMED);
                beside.end();
                attempt.end();
                return Optional.of(holding.leased(mine, TreePlace.IN_PLACE, inPlace));
            } else {
                return Optional.empty(); // Without its lease the tree may go at any time.
            }
        }
        return Optional.empty();
    }

    /** P4 and P6: the old tree is in use, so the new one goes beside it under a name of its own. */
    private Optional<HeldDataset> commitBeside() throws IOException {
        Path revision = storage.layout().revision(mine.attempt());
        try {
            Files.move(attempt.directory(), revision, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!storage.trees().isRevision(mine.attempt())) {
                if (attempt.isLost()) {
                    return Optional.empty();
                }
                throw e;
            }
        }
        storage.taken(Step.P4_COMMITTED_BESIDE);
        storage.flush().one(storage.layout().revisions());
        if (!storage.trees().isRevision(mine.attempt()) || !beside.isHeld()) {
            return Optional.empty();
        }
        inPlace.end();
        attempt.end();
        return Optional.of(holding.leased(mine, TreePlace.BESIDE, beside));
    }
}
