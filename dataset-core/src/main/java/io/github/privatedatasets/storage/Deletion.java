// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.DatasetInUseException;
import io.github.privatedatasets.errors.StorageBusyException;
import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.expand.RandomName;
import io.github.privatedatasets.storage.layout.TreePlace;
import io.github.privatedatasets.storage.record.PublishRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Removes trees of one name, unless they are leased. For use under that name's lock. */
final class Deletion {
    private final TeamStorage storage;
    private final String name;

    Deletion(TeamStorage storage, String name) {
        this.storage = storage;
        this.name = name;
    }

    /**
     * Removes the tree in place and those beside it, and returns what is gone. If one of them is leased, none is touched.
     *
     * @throws DatasetException if one is leased, has a record that cannot be read, or is about to be moved by another
     */
    List<Path> removeAll() throws IOException {
        Inventory standing = Inventory.of(storage, name);
        standing.requireReadable();
        for (Inventory.Kept kept : standing.kept()) {
            refuseIfHeld(kept);
        }
        List<Path> gone = new ArrayList<>();
        for (Inventory.Kept kept : standing.kept()) {
            if (!remove(kept.tree())) {
                refuseIfHeld(kept); // Taken into use just now.
                throw new StorageBusyException(
                        kept.listed().path(), Duration.ZERO, "somebody who is about to move it away");
            }
            gone.add(kept.listed().path());
        }
        return gone;
    }

    private void refuseIfHeld(Inventory.Kept kept) throws IOException {
        refuseIfHeld(
                kept.listed().path(),
                kept.tree().record().attempt(),
                kept.tree().place());
    }

    private void refuseIfHeld(Path path, String attempt, TreePlace place) throws IOException {
        List<String> holders = storage.leases().holders(attempt, place);
        if (!holders.isEmpty()) {
            throw new DatasetInUseException(path, holders);
        }
    }

    /** Removes the tree, and tells whether it is gone; if not, it is leased, or another moves it. */
    boolean remove(TeamTrees.SeenTree tree) throws IOException {
        return tree.place() == TreePlace.IN_PLACE ? removeInPlace(tree.record()) : removeBeside(tree.record());
    }

    /**
     * Removes what stands at the name although no record fits it, since the dataset was changed, and tells whether it is gone; if not, a
     * dataset stands there, or nothing. The right to move is for trees that have a record: here the lock keeps others away, and where it does
     * not, the look after the move.
     *
     * @throws DatasetException if no dataset was staged there, or one that was is leased
     */
    boolean removeAltered() throws IOException {
        if (!(storage.trees().lookTwice(name) instanceof Standing.Unrecorded altered)) {
            return false;
        }
        Path tree = storage.layout().tree(name);
        if (!storage.trees().hasRecordInPlace(name)) {
            throw new StorageFailureException(
                    tree, "no dataset was staged there: what is somebody's own is not deleted", null);
        }
        for (String attempt : storage.records().attempts(name)) {
            refuseIfHeld(tree, attempt, TreePlace.IN_PLACE); // Which of them the tree was nobody knows.
        }
        Aside aside = new Aside(RandomName.next(), altered.seal(), 0, RandomName.next());
        return new AsideMove(storage, name).run(aside) == Retirement.Outcome.GONE;
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
