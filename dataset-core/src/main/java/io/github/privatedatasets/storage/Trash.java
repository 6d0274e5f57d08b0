// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.expand.RandomName;
import io.github.privatedatasets.expand.TreeDeleter;
import io.github.privatedatasets.storage.disk.DirectoryNames;
import io.github.privatedatasets.storage.layout.SharedLayout;
import io.github.privatedatasets.storage.layout.TeamModes;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Garbage for certain. Whatever is to be deleted goes here by one rename first, so that nobody can take the rest of it for a tree; it
 * is deleted later, under no lock, by anyone, any number of times.
 */
final class Trash {
    /** What lies beside the trees because only its owner could move it to another folder, and delete it. */
    static final String BESIDE_TREES = ".trash-";
    /** Says in our own folder that something lies beside the trees: that folder may have tens of thousands of entries to look through. */
    static final String MARK = ".in-data";

    private static final Logger LOG = LoggerFactory.getLogger(Trash.class);

    private final SharedLayout layout;
    private @Nullable Thread emptier;
    private boolean asked;

    Trash(SharedLayout layout) {
        this.layout = layout;
    }

    /** Moves a tree in; returns whether it was there to be moved. Another user's tree stays in its folder under a name of garbage. */
    boolean take(Path tree) throws IOException {
        Path garbage = layout.trash().resolve(RandomName.next());
        try {
            move(tree, garbage);
        } catch (NoSuchFileException e) {
            return false;
        }
        return true;
    }

    private void move(Path tree, Path garbage) throws IOException {
        try {
            Files.move(tree, garbage, StandardCopyOption.ATOMIC_MOVE);
        } catch (AccessDeniedException e) {
            // A directory can be moved to another parent only by who may write in it, which for a tree is its owner.
            if (!layout.data().equals(tree.getParent())) {
                throw e;
            }
            String name = String.valueOf(garbage.getFileName());
            TeamModes.makeFile(layout, layout.trash().resolve(name + MARK));
            Files.move(tree, besideTrees(name), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private Path besideTrees(String garbage) {
        return layout.data().resolve(BESIDE_TREES + garbage);
    }

    /** Deletes what lies in it, as far as this user may. */
    void empty() throws IOException {
        for (String entry : DirectoryNames.of(layout.trash())) {
            Path garbage = layout.trash().resolve(entry);
            if (entry.endsWith(MARK)) {
                Path beside = besideTrees(entry.substring(0, entry.length() - MARK.length()));
                // Where nothing is there yet, somebody may be about to move it there.
                if (Files.exists(beside, LinkOption.NOFOLLOW_LINKS) && deleteOrLeave(beside)) {
                    deleteOrLeave(garbage);
                }
            } else {
                deleteOrLeave(garbage);
            }
        }
    }

    /**
     * Empties it in a thread of its own, and waits for that for a while, also if interrupted: what a small dataset replaces is gone then, but who has the
     * lock, or whose dataset is ready, does not wait for millions of files.
     */
    void emptyInBackground(Duration patience) throws IOException {
        if (DirectoryNames.of(layout.trash()).isEmpty()) {
            return;
        }
        Thread thread = emptier();
        long end = System.nanoTime() + patience.toNanos();
        boolean interrupted = false;
        for (long left = patience.toNanos(); left > 0 && thread.isAlive(); left = end - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Thread emptier() {
        asked = true;
        Thread thread = emptier;
        if (thread == null) {
            thread = new Thread(
                    this::emptyWhileAsked,
                    "dataset-trash-" + Objects.requireNonNull(layout.team().getFileName()));
            thread.setDaemon(true);
            thread.start();
            emptier = thread;
        }
        return thread;
    }

    private void emptyWhileAsked() {
        while (isAsked()) {
            try {
                empty();
            } catch (IOException e) {
                LOG.debug("{} is left for the next to empty", layout.trash(), e);
            }
        }
    }

    private synchronized boolean isAsked() {
        boolean was = asked;
        asked = false;
        if (!was) {
            emptier = null;
        }
        return was;
    }

    private static boolean deleteOrLeave(Path garbage) {
        try {
            TreeDeleter.delete(garbage);
            return true;
        } catch (IOException e) {
            LOG.debug("{} is left for the next to delete", garbage, e); // Another user's, or still open on NFS.
            return false;
        }
    }
}
