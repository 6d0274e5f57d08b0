// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.errors.StorageBusyException;
import io.github.privatedatasets.spi.DatasetStorage.WaitListener;
import io.github.privatedatasets.storage.disk.StorageFailures;
import io.github.privatedatasets.storage.layout.TeamModes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One target claimed: its lock is held, what is seen is what the file server has, and what the dead left is repaired (C0, C1). */
final class Claim implements Closeable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final TeamStorage storage;
    private final TargetLock lock;
    private final Instant now;
    private final Optional<String> left;
    private boolean closed;

    private Claim(TeamStorage storage, TargetLock lock, Instant now, Optional<String> left) {
        this.storage = storage;
        this.lock = lock;
        this.now = now;
        this.left = left;
    }

    /** Waits for the lock. */
    static Claim take(TeamStorage storage, String name, WaitListener waiting) throws IOException, InterruptedException {
        return take(storage, name, storage.options(), waiting);
    }

    /** Takes the lock unless somebody has it. */
    static Optional<Claim> tryTake(TeamStorage storage, String name) throws IOException, InterruptedException {
        try {
            return Optional.of(
                    take(storage, name, storage.options().withLockTimeout(Duration.ZERO), (holder, waited) -> {}));
        } catch (StorageBusyException e) {
            return Optional.empty();
        }
    }

    private static Claim take(TeamStorage storage, String name, SharedOptions options, WaitListener waiting)
            throws IOException, InterruptedException {
        try {
            return takeOnce(storage, name, options, waiting);
        } catch (StorageBusyException e) {
            throw e;
        } catch (IOException e) {
            // Even a claim needs some room, which those who died may have taken to the last.
            if (!StorageFailures.isNoRoom(storage.data(), e) || !Recovery.makeRoom(storage)) {
                throw e;
            }
            return takeOnce(storage, name, options, waiting);
        }
    }

    private static Claim takeOnce(TeamStorage storage, String name, SharedOptions options, WaitListener waiting)
            throws IOException, InterruptedException {
        TargetLock lock = null;
        boolean claimed = false;
        try {
            TeamModes.makeDirectories(storage.layout());
            lock = TargetLock.acquire(storage.layout(), name, options, waiting);
            storage.taken(Step.C0_LOCKED);
            Instant now = lookAtTheServer(storage, name);
            storage.taken(Step.C0_LOOKED);
            Optional<String> left = new Recovery(storage, name).run(now);
            storage.taken(Step.C1_RECOVERED);
            storage.trash().emptyInBackground();
            claimed = true;
            return new Claim(storage, lock, now, left);
        } finally {
            if (lock != null && !claimed) {
                lock.close();
            }
        }
    }

    /**
     * Makes and removes a file where trees and where our own things lie. Network file systems keep "not there" for up to a minute,
     * until the directory is seen to change; and a storage that cannot be written is told of before anything is downloaded.
     *
     * @return the file server's time
     */
    static Instant lookAtTheServer(TeamStorage storage, String name) throws IOException {
        // One name a target, so that what a killed stager left of it is removed by the next one.
        String look = ".look-" + Integer.toHexString(name.hashCode());
        Instant now = Instant.now();
        for (Path directory : List.of(storage.layout().ours(), storage.data())) {
            Path file = directory.resolve(look);
            TeamModes.makeFile(storage.layout(), file);
            try {
                now = Files.getLastModifiedTime(file).toInstant();
                Files.delete(file);
            } catch (NoSuchFileException e) {
                // Where locks do not lock, another had the same look.
            }
        }
        return now;
    }

    /** Tells whether somebody else held the lock first. */
    boolean waited() {
        return lock.waited();
    }

    /** Returns when it was taken, by the clock that gives files their times. */
    Instant takenAt() {
        return now;
    }

    /** Returns the attempt of a dead stager whose staging is there to be read from. */
    Optional<String> left() {
        return left;
    }

    /** Gives the lock up, and then deletes what it has thrown away, in the background where that takes long. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        lock.close();
        storage.taken(Step.UNLOCKED);
        storage.trash().deleteThrownIn(PATIENCE);
    }
}
