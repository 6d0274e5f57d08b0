// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.expand.RandomName;
import io.github.privatedatasets.spi.ByteBudget;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.storage.layout.SharedLayout;
import io.github.privatedatasets.storage.layout.TeamModes;
import io.github.privatedatasets.storage.lease.Heartbeat;
import io.github.privatedatasets.storage.manifest.AttemptNotes;
import io.github.privatedatasets.storage.record.Seal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One tree being made: {@code staging/ATTEMPT}, its heartbeat and its notes. */
final class StagingAttempt {
    private static final Logger LOG = LoggerFactory.getLogger(StagingAttempt.class);

    private final TeamStorage storage;
    private final String name;
    private final String id;
    private final Heartbeat heartbeat;
    private final AttemptNotes notes;
    private final ByteBudget budget;

    private StagingAttempt(TeamStorage storage, String name, String id, Heartbeat heartbeat, DatasetTarget target) {
        this.storage = storage;
        this.name = name;
        this.id = id;
        this.heartbeat = heartbeat;
        this.notes = new AttemptNotes(storage.layout(), name, id, target.origin());
        this.budget = ByteBudget.of(target.limit());
    }

    /** Begins one under a name nobody can guess (D1): first the heartbeat, so that nobody takes the tree for a dead one's. */
    static StagingAttempt begin(TeamStorage storage, String name, DatasetTarget target) throws IOException {
        SharedLayout layout = storage.layout();
        TeamModes.makeDirectories(layout);
        TeamModes.makeDirectory(layout, layout.records(name));
        String id = RandomName.next();
        Heartbeat heartbeat = Heartbeat.start(
                layout,
                layout.heartbeat(id),
                storage.options().self(),
                name,
                storage.pulse(),
                // Whoever takes this attempt for dead takes the tree away before the heartbeat.
                () -> !Files.notExists(layout.staging(id), LinkOption.NOFOLLOW_LINKS));
        StagingAttempt attempt = new StagingAttempt(storage, name, id, heartbeat, target);
        storage.taken(Step.D1_ALIVE);
        try {
            Files.createDirectory(attempt.directory());
        } catch (IOException e) {
            attempt.drop();
            throw e;
        }
        storage.taken(Step.D1_BEGUN);
        return attempt;
    }

    String id() {
        return id;
    }

    Path directory() {
        return storage.layout().staging(id);
    }

    ByteBudget budget() {
        return budget;
    }

    AttemptNotes notes() {
        return notes;
    }

    Heartbeat heartbeat() {
        return heartbeat;
    }

    /** Tells whether the tree was taken away by somebody who took this attempt for dead, or by hand. */
    boolean isLost() {
        return Files.notExists(directory());
    }

    /** Brings the finished tree to the disk and seals it (D2). Nothing may touch its root afterwards. */
    Seal seal() throws IOException, InterruptedException {
        notes.close();
        try {
            Files.setPosixFilePermissions(directory(), PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (UnsupportedOperationException e) {
            LOG.debug("{} has no mode of the POSIX kind", directory());
        }
        for (Path list : notes.lists()) {
            if (Files.exists(list)) {
                TeamModes.adoptFile(storage.layout(), list);
                storage.flush().one(list);
            }
        }
        storage.flush().tree(directory());
        storage.taken(Step.D2_FLUSHED);
        Seal seal = Seal.setOn(directory());
        storage.flush().one(directory());
        storage.taken(Step.D2_SEALED);
        return seal;
    }

    /** Ends the attempt after its tree was published: nothing of it is in staging any more. */
    void end() {
        try {
            notes.forgetJournal();
            heartbeat.end();
        } catch (IOException e) {
            LOG.debug("the heartbeat of {} is left for the next to remove", id, e);
        }
        storage.taken(Step.ENDED);
    }

    /** Ends the attempt, and leaves what it made for the next one to read from; drops it where there is nothing to read. */
    void leave() {
        if (!notes.vouchForBytes()) {
            drop();
            return;
        }
        try {
            notes.close();
        } catch (IOException e) {
            LOG.debug("the notes of {} were not all written out", id, e); // So much less is read from it.
        }
        notes.lists().forEach(list -> TeamModes.adoptFile(storage.layout(), list));
        heartbeat.leaveEnded();
    }

    /** Drops the attempt with all it made, as far as that has not been published. Never fails: what is left, recovery finds. */
    void drop() {
        SharedLayout layout = storage.layout();
        try {
            notes.close();
        } catch (IOException e) {
            // On a full disk; the tree must go all the more, and they go with it.
            LOG.debug("the notes of {} were not written out", id, e);
        }
        try {
            if (storage.trash().take(directory())) {
                storage.records().forget(name, id);
                storage.leases().forget(id);
            }
            notes.forgetJournal();
            Files.deleteIfExists(layout.unfinishedRecord(id));
            heartbeat.end();
        } catch (IOException e) {
            heartbeat.stop();
            LOG.warn("{} could not be removed, and is left for the next stager: {}", directory(), e.toString());
        }
    }
}
