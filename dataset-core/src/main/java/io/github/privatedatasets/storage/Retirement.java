// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.expand.RandomName;
import io.github.privatedatasets.storage.disk.DirectoryNames;
import io.github.privatedatasets.storage.layout.SharedLayout;
import io.github.privatedatasets.storage.layout.TeamModes;
import io.github.privatedatasets.storage.lease.Heartbeat;
import io.github.privatedatasets.storage.record.PublishRecord;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Takes a condemned tree away from {@code data/NAME} (Q1 to Q4): one mover gets the right to, sets it aside, looks at what it moved, and
 * only then throws it away.
 */
final class Retirement {
    /** How it went. */
    enum Outcome {
        /** The tree is not at {@code data/NAME} any more. */
        GONE,
        /** Another tree stands there, or did. */
        LOOK_AGAIN,
        /** Another mover, who lives, is about to move it. */
        OTHERS_RIGHT
    }

    private final TeamStorage storage;
    private final String name;
    private final PublishRecord condemned;

    Retirement(TeamStorage storage, String name, PublishRecord condemned) {
        this.storage = storage;
        this.name = name;
        this.condemned = condemned;
    }

    Outcome run() throws IOException {
        Optional<Right> right = takeRight();
        if (right.isEmpty()) {
            return Outcome.OTHERS_RIGHT;
        }
        storage.taken(Step.Q1_ENTITLED);
        Outcome outcome;
        try {
            outcome = move(right.get());
        } finally {
            right.get().heartbeat().leaveEnded();
        }
        if (outcome == Outcome.GONE) {
            forget();
        }
        return outcome;
    }

    private record Right(int number, Heartbeat heartbeat) {}

    /** Q1: one past the highest whose holder is dead. Two movers at once, and the second would move the successor. */
    private Optional<Right> takeRight() throws IOException {
        TeamModes.makeDirectory(storage.layout(), storage.layout().retire()); // A hand may have removed all of ours.
        int number = 0;
        for (String taken : rights(storage.layout(), condemned.attempt())) {
            number = Math.max(number, 1 + Integer.parseInt(taken));
        }
        if (number > 0 && !storage.liveness().isDead(storage.layout().retire(condemned.attempt(), number - 1))) {
            return Optional.empty();
        }
        Path file = storage.layout().retire(condemned.attempt(), number);
        try {
            Path unfinished = storage.layout().unfinished(storage.layout().retire(), RandomName.next());
            Heartbeat heartbeat = Heartbeat.startNew(
                    storage.layout(), file, unfinished, storage.options().self(), name, storage.pulse());
            return Optional.of(new Right(number, heartbeat));
        } catch (FileAlreadyExistsException e) {
            return Optional.empty();
        }
    }

    /** Returns the numbers of the rights to move this attempt's tree that were ever taken. */
    static List<String> rights(SharedLayout layout, String attempt) throws IOException {
        return DirectoryNames.of(layout.retire()).stream()
                .filter(file -> file.matches(attempt + "\\.[0-9]{1,9}"))
                .map(file -> file.substring(attempt.length() + 1))
                .toList();
    }

    private Outcome move(Right right) throws IOException {
        Path tree = storage.layout().tree(name);
        if (Files.notExists(tree, LinkOption.NOFOLLOW_LINKS)) { // Q1b
            return Outcome.GONE;
        }
        if (!storage.trees().hasSeal(name, condemned.seal())) {
            return Outcome.LOOK_AGAIN;
        }
        storage.taken(Step.Q1_LOOKED);
        return new AsideMove(storage, name)
                .run(new Aside(condemned.attempt(), condemned.seal(), right.number(), RandomName.next()));
    }

    /** Q4: unless a hand has put the very tree back. */
    private void forget() throws IOException {
        if (storage.trees().hasSeal(name, condemned.seal())) {
            return;
        }
        storage.records().forget(name, condemned.attempt());
        storage.taken(Step.Q4_FORGOTTEN);
        forgetRights(storage.layout(), condemned.attempt());
        storage.leases().forget(condemned.attempt());
    }

    static void forgetRights(SharedLayout layout, String attempt) throws IOException {
        for (String number : rights(layout, attempt)) {
            Files.deleteIfExists(layout.retire(attempt, Integer.parseInt(number)));
        }
    }
}
