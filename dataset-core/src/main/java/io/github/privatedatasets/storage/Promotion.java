// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.storage.layout.TreePlace;
import io.github.privatedatasets.storage.record.PublishRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves a revision from beside to {@code data/NAME} (R1 to R4), once nobody uses it or the tree that stands there. For use under the
 * target's lock.
 */
final class Promotion {
    private static final Logger LOG = LoggerFactory.getLogger(Promotion.class);

    private final TeamStorage storage;
    private final String name;
    private final PublishRecord revision;

    Promotion(TeamStorage storage, String name, PublishRecord revision) {
        this.storage = storage;
        this.name = name;
        this.revision = revision;
    }

    /** Tells whether the revision stands at {@code data/NAME} now; if not, it is leased where it is, or not at all. */
    boolean run() throws IOException {
        Standing standing = storage.trees().lookTwice(name); // R1
        Optional<PublishRecord> old = Optional.empty();
        if (standing instanceof Standing.Recorded recorded) {
            old = Optional.of(recorded.record());
        } else if (!(standing instanceof Standing.Absent)) {
            return false; // A person's.
        }
        Path beside = storage.layout().revision(revision.attempt());
        // Another user's cannot be moved by us: asked before anything is condemned.
        if (!Files.isWritable(beside) || isLeased()) {
            return false;
        }
        // The old one first, so that no condemned revision waits behind a leased tree.
        if (old.isPresent() && !storage.leases().condemn(old.get().attempt(), TreePlace.IN_PLACE)) { // R2
            return false;
        }
        storage.taken(Step.R2_CONDEMNED);
        if (!storage.leases().condemn(revision.attempt(), TreePlace.BESIDE)) { // R3
            return false;
        }
        storage.taken(Step.R3_CONDEMNED);
        if (old.isPresent() && new Retirement(storage, name, old.get()).run() != Retirement.Outcome.GONE) { // R4
            return false;
        }
        return commit(beside);
    }

    private boolean isLeased() throws IOException {
        return !storage.leases().holders(revision.attempt(), TreePlace.BESIDE).isEmpty();
    }

    private boolean commit(Path beside) throws IOException {
        try {
            Files.move(beside, storage.layout().tree(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!storage.trees().hasSeal(name, revision.seal())) {
                LOG.debug("{} could not be moved to its name", beside, e);
                return false;
            }
        }
        storage.taken(Step.R4_PROMOTED);
        storage.flush().one(storage.data());
        storage.flush().one(storage.layout().revisions());
        return true;
    }
}
