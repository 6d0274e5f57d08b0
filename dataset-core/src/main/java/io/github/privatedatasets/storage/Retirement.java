package io.github.privatedatasets.storage;

import io.github.privatedatasets.expand.RandomName;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * Takes a condemned tree away from {@code data/NAME} (Q1 to Q4): one mover gets the right to, sets it aside, looks at what it moved, and
 * only then throws it away.
 */
final class Retirement {
    /** How it went. */
    enum Outcome {
        /** The tree is not at {@code data/NAME} any more, nor its record. */
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
                    storage.layout(), file, unfinished, storage.options().self(), name);
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
        Aside aside = new Aside(condemned.attempt(), condemned.seal(), right.number(), RandomName.next());
        try {
            return look(tree, setAside(tree, aside));
        } catch (NoSuchFileException e) {
            return Outcome.GONE;
        } finally {
            Files.deleteIfExists(storage.trees().mark(name, aside));
        }
    }

    private Outcome look(Path tree, Path aside) throws IOException {
        storage.taken(Step.Q1_ASIDE);
        // Q2: a hand may have put another tree there between the look and the rename.
        if (TeamTrees.hasSeal(aside, condemned.seal())) {
            storage.trash().take(aside);
            storage.taken(Step.Q2_IN_TRASH);
            return Outcome.GONE;
        }
        bringBack(aside, tree);
        return Outcome.LOOK_AGAIN;
    }

    /** Q1c. */
    private Path setAside(Path tree, Aside aside) throws IOException {
        Path ours = storage.layout().aside(name).resolve(aside.fileName());
        TeamModes.makeDirectory(storage.layout(), storage.layout().aside(name));
        try {
            Files.move(tree, ours, StandardCopyOption.ATOMIC_MOVE);
            return ours;
        } catch (AccessDeniedException e) {
            // Another user's tree cannot leave its folder, but can have another name in it.
            Path beside = storage.trees().besideTrees(aside);
            TeamModes.makeFile(storage.layout(), storage.trees().mark(name, aside));
            Files.move(tree, beside, StandardCopyOption.ATOMIC_MOVE);
            return beside;
        }
    }

    /** Brings back what was not meant; where the name is taken by now, it stays aside. */
    static boolean bringBack(Path aside, Path tree) throws IOException {
        try {
            if (Files.isDirectory(aside, LinkOption.NOFOLLOW_LINKS)) {
                Files.move(aside, tree, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.createLink(tree, aside); // A rename would replace a file that came meanwhile.
                Files.delete(aside);
            }
            return true;
        } catch (IOException e) {
            if (Files.exists(tree, LinkOption.NOFOLLOW_LINKS) || Files.notExists(aside, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            throw e;
        }
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
