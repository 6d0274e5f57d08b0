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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
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

    private static final Set<Path> BEING_EMPTIED = ConcurrentHashMap.newKeySet();

    private static final Logger LOG = LoggerFactory.getLogger(Trash.class);

    private final SharedLayout layout;
    /** What this one answers for, if nobody else has emptied the trash by then. */
    private final Queue<String> thrownIn = new ConcurrentLinkedQueue<>();

    private @Nullable Thread emptier;

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
            thrownIn.add(String.valueOf(garbage.getFileName()));
        } catch (AccessDeniedException e) {
            // A directory can be moved to another parent only by who may write in it, which for a tree is its owner.
            if (!layout.data().equals(tree.getParent())) {
                throw e;
            }
            String name = String.valueOf(garbage.getFileName());
            TeamModes.makeFile(layout, layout.trash().resolve(name + MARK));
            Files.move(tree, besideTrees(name), StandardCopyOption.ATOMIC_MOVE);
            thrownIn.add(name + MARK);
        }
    }

    private Path besideTrees(String garbage) {
        return layout.data().resolve(BESIDE_TREES + garbage);
    }

    /** Deletes what lies in it, as far as this user may; tells whether anything of it is gone. */
    boolean empty() throws IOException {
        List<String> before = DirectoryNames.of(layout.trash());
        before.forEach(this::delete);
        return !DirectoryNames.of(layout.trash()).containsAll(before);
    }

    private void delete(String entry) {
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

    /** Deletes what lies in it; what cannot be is for the next. */
    void emptyOrLeave() {
        try {
            empty();
        } catch (IOException e) {
            LOG.debug("{} is left for the next to empty", layout.trash(), e);
        }
    }

    /**
     * Empties it in a thread of its own, unless one of this JVM is at it, so that nobody waits for it who has the lock, and there is room for what comes. Called
     * once.
     */
    void emptyInBackground() throws IOException {
        if (!DirectoryNames.of(layout.trash()).isEmpty() && BEING_EMPTIED.add(layout.trash())) {
            emptier = start(() -> {
                try {
                    emptyOrLeave();
                } finally {
                    BEING_EMPTIED.remove(layout.trash());
                }
            });
            if (emptier == null) {
                BEING_EMPTIED.remove(layout.trash());
            }
        }
    }

    /**
     * Deletes what was thrown in here in a thread of its own, and waits for that, and for what {@link #emptyInBackground} has begun, for a while, also if
     * interrupted: what small datasets leave is gone then, but whose dataset is ready does not wait for millions of files.
     */
    void deleteThrownIn(Duration patience) {
        List<String> entries = new ArrayList<>();
        for (String entry = thrownIn.poll(); entry != null; entry = thrownIn.poll()) {
            entries.add(entry);
        }
        Thread deleter = entries.isEmpty() ? null : start(() -> entries.forEach(this::delete));
        long end = System.nanoTime() + patience.toNanos();
        await(deleter, end);
        await(emptier, end);
    }

    private @Nullable Thread start(Runnable work) {
        Thread thread = new Thread(
                work, "dataset-trash-" + Objects.requireNonNull(layout.team().getFileName()));
        thread.setDaemon(true);
        try {
            thread.start();
            return thread;
        } catch (OutOfMemoryError e) {
            LOG.debug("no thread can be had: {} is left for the next to empty", layout.trash(), e);
            return null;
        }
    }

    private static void await(@Nullable Thread thread, long end) {
        boolean interrupted = false;
        for (long left = end - System.nanoTime();
                thread != null && thread.isAlive() && left > 0;
                left = end - System.nanoTime()) {
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
