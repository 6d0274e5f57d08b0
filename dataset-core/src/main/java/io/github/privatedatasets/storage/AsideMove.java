// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.storage.Retirement.Outcome;
import io.github.privatedatasets.storage.layout.TeamModes;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Moves what stands at {@code data/NAME} to {@code aside/}, looks at what it moved, and only then throws it away (Q1c, Q2). Whoever finds
 * it there after a death decides by the name it has.
 */
final class AsideMove {
    private final TeamStorage storage;
    private final String name;

    AsideMove(TeamStorage storage, String name) {
        this.storage = storage;
        this.name = name;
    }

    /** Moves the tree that has the seal that is meant; another that came in its place is brought back. */
    Outcome run(Aside meant) throws IOException {
        try {
            return look(setAside(meant), meant);
        } catch (NoSuchFileException e) {
            return Outcome.GONE;
        } finally {
            Files.deleteIfExists(storage.trees().mark(name, meant));
        }
    }

    /** Q1c. */
    private Path setAside(Aside meant) throws IOException {
        Path tree = storage.layout().tree(name);
        Path ours = storage.layout().aside(name).resolve(meant.fileName());
        TeamModes.makeDirectory(storage.layout(), storage.layout().aside()); // A hand may have removed it, being empty.
        TeamModes.makeDirectory(storage.layout(), storage.layout().aside(name));
        try {
            Files.move(tree, ours, StandardCopyOption.ATOMIC_MOVE);
            return ours;
        } catch (AccessDeniedException e) {
            // Another user's tree cannot leave its folder, but can have another name in it.
            Path beside = storage.trees().besideTrees(meant);
            TeamModes.makeFile(storage.layout(), storage.trees().mark(name, meant));
            Files.move(tree, beside, StandardCopyOption.ATOMIC_MOVE);
            return beside;
        }
    }

    /** Q2: a hand may have put another tree there between the look and the rename. */
    private Outcome look(Path aside, Aside meant) throws IOException {
        storage.taken(Step.Q1_ASIDE);
        if (TeamTrees.hasSeal(aside, meant.seal())) {
            storage.trash().take(aside);
            storage.taken(Step.Q2_IN_TRASH);
            return Outcome.GONE;
        }
        bringBack(aside, storage.layout().tree(name));
        return Outcome.LOOK_AGAIN;
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
}
