package io.github.privatedatasets.storage;

import io.github.privatedatasets.errors.StorageFailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Removes one tree of ours, unless it is leased. For use under its name's lock. */
final class Deletion {
    private final TeamStorage storage;
    private final String name;

    Deletion(TeamStorage storage, String name) {
        this.storage = storage;
        this.name = name;
    }

    /** Removes the tree, and tells whether it is gone; if not, it is leased, or another moves it. */
    boolean remove(TeamTrees.SeenTree tree) throws IOException {
        return tree.place() == TreePlace.IN_PLACE ? removeInPlace(tree.record()) : removeBeside(tree.record());
    }

    private boolean removeInPlace(PublishRecord record) throws IOException {
        if (!storage.leases().condemn(record.attempt(), TreePlace.IN_PLACE)) {
            return false;
        }
        storage.taken(Step.P2_CONDEMNED);
        return new Retirement(storage, name, record).run() == Retirement.Outcome.GONE;
    }

    /** Its name is its own, so what is moved needs no second look. */
    private boolean removeBeside(PublishRecord record) throws IOException {
        Path revision = storage.layout().revision(record.attempt());
        if (!Files.isWritable(revision) && Files.exists(revision)) { // Asked before it is condemned.
            throw new StorageFailureException(
                    revision, "another user staged it: only that user, or root, can remove it", null);
        }
        if (!storage.leases().condemn(record.attempt(), TreePlace.BESIDE)) {
            return false;
        }
        storage.taken(Step.R3_CONDEMNED);
        if (!storage.trash().take(revision)) {
            return false; // Somebody has just moved it to its name, where it needs its record.
        }
        storage.taken(Step.Q2_IN_TRASH);
        storage.records().forget(name, record.attempt());
        storage.leases().forget(record.attempt());
        return true;
    }
}
