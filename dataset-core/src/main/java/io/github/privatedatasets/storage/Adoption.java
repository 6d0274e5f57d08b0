// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.expand.RandomName;
import io.github.privatedatasets.storage.layout.TeamModes;
import io.github.privatedatasets.storage.layout.TreePlace;
import io.github.privatedatasets.storage.lease.Heartbeat;
import io.github.privatedatasets.storage.manifest.TreeVerifier;
import io.github.privatedatasets.storage.record.PublishRecord;
import io.github.privatedatasets.storage.record.Seal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes a tree ours again whose seal or lease folders were lost, as a restore from a backup loses them: if it is what a record of its
 * name says, as {@link TreeVerifier} reads all of it. It becomes a new attempt, as if it were published now. For use under its name's lock.
 */
final class Adoption {
    private final TeamStorage storage;
    private final String name;

    Adoption(TeamStorage storage, String name) {
        this.storage = storage;
        this.name = name;
    }

    /** Adopts the tree that stands at the name, and returns its path. */
    Path run() throws IOException, InterruptedException {
        Path tree = storage.layout().tree(name);
        Standing standing = storage.trees().lookTwice(name);
        if (standing instanceof Standing.Recorded ours) {
            if (storage.leases().areOpen(ours.record().attempt(), TreePlace.IN_PLACE)) {
                return tree; // Ours already.
            }
            // Condemned, as where the records alone were restored: the next to stage it would replace it.
        } else if (!(standing instanceof Standing.Unrecorded)) {
            throw refused(tree, "no directory stands there");
        }
        Path records = storage.layout().records(name);
        List<String> differences = List.of("no record of it with a list of its files is left in " + records
                + ", so nothing says what it should be; restore that from the backup too, and adopt again, or move the"
                + " directory away, and stage the dataset again");
        for (String attempt : storage.records().attempts(name)) {
            PublishRecord record = storage.records().byAttempt(name, attempt).orElse(null);
            Path list = storage.layout().files(name, attempt);
            if (record != null && Files.exists(list)) {
                differences = new TreeVerifier(tree, true).differences(list, record.dataset());
                if (differences.isEmpty()) {
                    adopt(tree, record, list);
                    return tree;
                }
            }
        }
        throw refused(tree, differences.get(0));
    }

    private static StorageFailureException refused(Path tree, String why) {
        return new StorageFailureException(tree, "it is not adopted: " + why, null);
    }

    /** With a heartbeat, as any attempt, so that nobody takes what it makes for left by the dead, and what it leaves dying is found. */
    private void adopt(Path tree, PublishRecord old, Path oldList) throws IOException {
        String attempt = RandomName.next();
        Heartbeat heartbeat = Heartbeat.start(
                storage.layout(),
                storage.layout().heartbeat(attempt),
                storage.options().self(),
                name,
                storage.pulse(),
                () -> true);
        try {
            adoptAs(attempt, tree, old, oldList);
        } finally {
            heartbeat.end();
        }
    }

    /** The seal first and the record last: until then it is somebody's own, as it was before. */
    private void adoptAs(String attempt, Path tree, PublishRecord old, Path oldList) throws IOException {
        Seal seal = Seal.setOn(tree);
        storage.flush().one(tree);
        storage.taken(Step.A1_SEALED);
        Path list = storage.layout().files(name, attempt);
        Files.copy(oldList, list);
        TeamModes.adoptFile(storage.layout(), list);
        Path oldObjects = storage.layout().objects(name, old.attempt());
        if (Files.exists(oldObjects)) {
            Files.copy(oldObjects, storage.layout().objects(name, attempt));
            TeamModes.adoptFile(storage.layout(), storage.layout().objects(name, attempt));
        }
        storage.taken(Step.A2_LISTED);
        storage.leases().makeFolders(attempt);
        storage.taken(Step.A3_LEASED);
        storage.flush().one(list);
        storage.flush().one(storage.layout().leases());
        storage.records()
                .write(name, PublishRecord.of(attempt, seal, old.dataset()), () -> storage.taken(Step.D4_WRITTEN));
        storage.taken(Step.D4_RECORDED);
    }
}
