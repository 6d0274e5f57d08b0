package io.github.privatedatasets.storage;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spi.DatasetOrigin;
import io.github.privatedatasets.spi.DatasetRecord;
import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.spi.StoredDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The steps by which one attempt's tree gets to its final place (D4, P1 to P6). The one rename is the commit; who loses a race to
 * an equal tree has succeeded as well.
 */
final class Publication {
    private final TeamStorage storage;
    private final String name;
    private final StagingAttempt attempt;
    private final PublishRecord mine;

    Publication(TeamStorage storage, String name, StagingAttempt attempt, Seal seal, DatasetRecord dataset) {
        this.storage = storage;
        this.name = name;
        this.attempt = attempt;
        this.mine = PublishRecord.of(attempt.id(), seal, dataset);
    }

    /** Publishes the sealed tree; empty when it was taken away by somebody. */
    Optional<HeldDataset> run() throws IOException, InterruptedException {
        // D4 before the commit: a tree whose maker died in between would pass for a person's.
        try {
            record();
        } catch (IOException e) {
            if (attempt.isLost()) {
                return Optional.empty();
            }
            throw e;
        }
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
                held = joinOrCommitBeside(recorded.record());
            } else {
                throw storage.trees().personsOwn(name, standing, origin());
            }
            if (held.isPresent() || attempt.isLost()) {
                return held;
            }
        }
    }

    private DatasetOrigin origin() {
        return mine.dataset().origin();
    }

    private void record() throws IOException {
        storage.records().write(name, mine, () -> storage.taken(Step.D4_WRITTEN));
        storage.taken(Step.D4_RECORDED);
    }

    /**
     * P1, something of ours stands: takes an equal tree, or goes beside another revision of the source. P2, retiring that one,
     * would come before P4; without leases every tree counts as in use.
     */
    private Optional<HeldDataset> joinOrCommitBeside(PublishRecord standing) throws IOException {
        storage.trees().requireSameSource(name, standing.dataset().origin(), origin());
        if (standing.dataset().isSameAs(mine.dataset())) {
            return join(storage.trees().inPlace(name, standing));
        }
        for (PublishRecord revision : storage.trees().revisions(name, origin())) {
            if (revision.dataset().isSameAs(mine.dataset())) {
                return join(storage.trees().beside(revision));
            }
        }
        return commitBeside();
    }

    private Optional<HeldDataset> join(StoredDataset equal) throws DatasetException {
        Optional<HeldDataset> held = equal.hold();
        if (held.isPresent()) {
            attempt.drop();
        }
        return held;
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
            if (storage.records().byAttempt(name, mine.attempt()).isPresent()) {
                storage.taken(Step.P5_CONFIRMED);
                attempt.end();
                return storage.trees().inPlace(name, mine).hold();
            }
            TeamModes.makeDirectories(storage.layout());
            TeamModes.makeDirectory(storage.layout(), storage.layout().records(name));
            record();
        }
        return Optional.empty();
    }

    /** P4 and P6: the old tree is in use, or may be, so the new one goes beside it under a name of its own. */
    private Optional<HeldDataset> commitBeside() throws IOException {
        Path revision = storage.layout().revision(mine.attempt());
        try {
            Files.move(attempt.directory(), revision, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(revision, LinkOption.NOFOLLOW_LINKS)) {
                if (attempt.isLost()) {
                    return Optional.empty();
                }
                throw e;
            }
        }
        storage.taken(Step.P4_COMMITTED_BESIDE);
        storage.flush().one(storage.layout().revisions());
        attempt.end();
        return storage.trees().beside(mine).hold();
    }
}
