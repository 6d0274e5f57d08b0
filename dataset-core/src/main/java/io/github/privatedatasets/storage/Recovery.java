// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.expand.RandomName;
import io.github.privatedatasets.spec.OneLine;
import io.github.privatedatasets.storage.disk.DirectoryNames;
import io.github.privatedatasets.storage.disk.SmallFiles;
import io.github.privatedatasets.storage.layout.SharedLayout;
import io.github.privatedatasets.storage.layout.TreePlace;
import io.github.privatedatasets.storage.lease.LifeSign;
import io.github.privatedatasets.storage.lease.Liveness;
import io.github.privatedatasets.storage.record.PublishRecord;
import io.github.privatedatasets.storage.record.Seal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clears up what dead stagers left (C1), by renames only, but for what is worth to be read from. Holding a lock makes nobody dead: only a missed
 * heartbeat does.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final TeamStorage storage;
    private final String name;

    /** Starts a recovery for who has claimed this name. */
    Recovery(TeamStorage storage, String name) {
        this.storage = storage;
        this.name = name;
    }

    /**
     * Finishes what dead movers of this name began, and sweeps the staging of the dead, whatever their target. What they left to be read from stays:
     * for a day until somebody claims its name, and then the most of it until that somebody is done.
     *
     * @param now the file server's time
     * @return the attempt whose staging is there to be read from
     */
    Optional<String> run(Instant now) throws IOException {
        finishMoves();
        List<String> left = new ArrayList<>();
        for (String attempt : attempts(storage)) {
            if (isAbandoned(storage, attempt, now)) {
                Optional<String> target = targetWorthReading(attempt);
                if (target.equals(Optional.of(name))) {
                    left.add(attempt);
                } else if (target.isEmpty() || isOld(storage, attempt, now)) {
                    sweepOrLeaveToOwner(storage, attempt);
                }
            }
        }
        left.sort(Comparator.comparingLong(this::notedBytes));
        Optional<String> most = left.isEmpty() ? Optional.empty() : Optional.of(left.remove(left.size() - 1));
        for (String less : left) {
            sweepOrLeaveToOwner(storage, less);
        }
        return most;
    }

    /** Returns the name whose next stager may read from the staging of a dead attempt; empty where it holds nothing to read. */
    private Optional<String> targetWorthReading(String attempt) throws IOException {
        return targetOf(storage, attempt)
                .filter(target -> hasJournal(storage, target, attempt))
                .filter(target -> Files.isDirectory(storage.layout().staging(attempt), LinkOption.NOFOLLOW_LINKS));
    }

    /** Returns the name of the dataset that an attempt was to become. Its heartbeat says it, and where a hand has removed that, its notes do. */
    private static Optional<String> targetOf(TeamStorage storage, String attempt) throws IOException {
        Optional<LifeSign> sign = LifeSign.read(storage.layout().heartbeat(attempt));
        if (sign.isPresent()) {
            return sign.map(LifeSign::target);
        }
        return storage.records().names().stream()
                .filter(name -> hasJournal(storage, name, attempt))
                .findFirst();
    }

    private static boolean hasJournal(TeamStorage storage, String name, String attempt) {
        return Files.isRegularFile(storage.layout().journal(name, attempt), LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isAbandoned(TeamStorage storage, String attempt, Instant now) {
        Path heartbeat = storage.layout().heartbeat(attempt);
        return storage.liveness().isAbandoned(heartbeat, now)
                || (Files.notExists(heartbeat, LinkOption.NOFOLLOW_LINKS) && isOld(storage, attempt, now));
    }

    /**
     * Tells whether an attempt has given no sign for a day. Where its heartbeat is gone, which whoever lives makes again, that is the last change of
     * what else there is.
     */
    private static boolean isOld(TeamStorage storage, String attempt, Instant now) {
        SharedLayout layout = storage.layout();
        return Stream.of(layout.heartbeat(attempt), layout.staging(attempt), layout.unfinishedRecord(attempt))
                .filter(sign -> Files.exists(sign, LinkOption.NOFOLLOW_LINKS))
                .findFirst()
                .filter(sign -> Liveness.isOld(sign, now))
                .isPresent();
    }

    /** Who fetched more has written more down: a line an object, and some for a big one. */
    private long notedBytes(String attempt) {
        SharedLayout layout = storage.layout();
        return layout.objects(name, attempt).toFile().length()
                + layout.journal(name, attempt).toFile().length();
    }

    /** Puts back, or throws away, what dead movers took from {@code data/NAME} and did not look at. */
    private void finishMoves() throws IOException {
        for (Aside meant : storage.trees().aside(name)) {
            Path right = storage.layout().retire(meant.attempt(), meant.right());
            // Made before the move; without it, another has finished this retirement.
            if (Files.notExists(right) || storage.liveness().isDead(right)) {
                Path beside = storage.trees().besideTrees(meant);
                finishMove(storage.layout().aside(name).resolve(meant.fileName()), meant);
                finishMove(beside, meant);
                if (Files.notExists(beside, LinkOption.NOFOLLOW_LINKS)) {
                    Files.deleteIfExists(storage.trees().mark(name, meant));
                }
            }
        }
    }

    private void finishMove(Path aside, Aside meant) throws IOException {
        if (Files.notExists(aside, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (TeamTrees.hasSeal(aside, meant.seal())) {
            storage.trash().take(aside);
            return;
        }
        if (AsideMove.bringBack(aside, storage.layout().tree(name))) {
            LOG.warn(
                    "{} stands again: somebody who died had moved it by mistake",
                    OneLine.of(storage.layout().tree(name).toString()));
            return;
        }
        Optional<PublishRecord> ours = recordOf(aside);
        if (ours.isPresent() && storage.leases().condemn(ours.get().attempt(), TreePlace.IN_PLACE)) {
            storage.trash().take(aside);
        } else {
            LOG.warn("{} is kept: it is somebody's own or in use, and its name is taken", OneLine.of(aside.toString()));
        }
    }

    private Optional<PublishRecord> recordOf(Path aside) throws IOException {
        try {
            Seal seal = Seal.of(Files.getLastModifiedTime(aside, LinkOption.NOFOLLOW_LINKS));
            return storage.records().bySeal(name, seal);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (StorageFailureException e) {
            LOG.warn("whose {} is cannot be told: {}", OneLine.of(aside.toString()), e.getMessage());
            return Optional.empty(); // Perhaps ours, so it is kept.
        }
    }

    /**
     * Deletes the staging of all who are dead, whatever it is worth: on a full disk nobody would live to read from it. Needs no room itself, and never
     * fails.
     *
     * @return whether there is more room now
     */
    static boolean makeRoom(TeamStorage storage) {
        try {
            boolean moved = false;
            for (String attempt : attempts(storage)) {
                if (storage.liveness().isDead(storage.layout().heartbeat(attempt))) {
                    moved |= sweepOrLeaveToOwner(storage, attempt);
                }
            }
            // Of others too: what was replaced a moment ago may still be on its way.
            return storage.trash().empty() || moved;
        } catch (IOException e) {
            LOG.debug("no room was made in {}", storage.layout().staging(), e);
            return false;
        }
    }

    /** Moves the staging of those who are dead, or gave no sign for a day, to the trash. */
    static void sweepAbandoned(TeamStorage storage, Instant now) throws IOException {
        for (String attempt : attempts(storage)) {
            if (isAbandoned(storage, attempt, now)) {
                sweepOrLeaveToOwner(storage, attempt);
            }
        }
    }

    /** Moves the staging of one whose heartbeat is over to the trash, and returns whether it was there to be moved. */
    static boolean sweepOrLeaveToOwner(TeamStorage storage, String attempt) {
        try {
            return sweep(storage, attempt);
        } catch (IOException e) {
            // Another uid's tree, which only its owner can move.
            LOG.debug("{} is left to its owner", storage.layout().staging(attempt), e);
            return false;
        }
    }

    private static Set<String> attempts(TeamStorage storage) throws IOException {
        Set<String> attempts = new TreeSet<>();
        for (String entry : DirectoryNames.of(storage.layout().staging())) {
            String attempt = attemptOf(entry);
            if (RandomName.isOne(attempt)) {
                attempts.add(attempt);
            }
        }
        return attempts;
    }

    private static String attemptOf(String entry) {
        int dot = entry.indexOf('.');
        return dot < 0 ? entry : entry.substring(0, dot);
    }

    private static boolean sweep(TeamStorage storage, String attempt) throws IOException {
        SharedLayout layout = storage.layout();
        Optional<String> target = targetOf(storage, attempt);
        // Renamed before a file of it is deleted: its owner may wake, and publish what is left.
        boolean moved = storage.trash().take(layout.staging(attempt));
        storage.taken(Step.C1_SWEPT);
        if (moved && target.isPresent()) {
            storage.records().forget(target.get(), attempt);
            storage.leases().forget(attempt);
        }
        if (target.isPresent()) {
            SmallFiles.delete(layout.journal(target.get(), attempt));
        }
        SmallFiles.delete(layout.unfinishedRecord(attempt));
        SmallFiles.delete(layout.heartbeat(attempt));
        storage.liveness().forget(layout.heartbeat(attempt));
        return moved;
    }
}
