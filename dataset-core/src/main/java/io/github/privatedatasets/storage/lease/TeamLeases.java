// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.lease;

import io.github.privatedatasets.expand.RandomName;
import io.github.privatedatasets.spec.LeaseName;
import io.github.privatedatasets.storage.disk.DirectoryNames;
import io.github.privatedatasets.storage.disk.SmallFiles;
import io.github.privatedatasets.storage.layout.SharedLayout;
import io.github.privatedatasets.storage.layout.TeamModes;
import io.github.privatedatasets.storage.layout.TreePlace;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases of a team's trees: {@code leases/ATTEMPT.T} and {@code .R}, a file in them for each holder.
 *
 * <p>Only a tree's own publisher makes its folders, before the commit, and never again. Removing one succeeds only while no lease lies
 * in it, and from then on nobody can put one there: the tree is condemned. That is the whole exclusion, and needs no lock. A folder's
 * own time, which every lease that comes or goes sets, says when the tree was last used.
 */
public final class TeamLeases {
    private static final String NAMED = "name-";

    private static final Logger LOG = LoggerFactory.getLogger(TeamLeases.class);

    private final SharedLayout layout;
    private final ProcessIdentity self;
    private final Liveness liveness;
    private final Pulse pulse;

    public TeamLeases(SharedLayout layout, ProcessIdentity self, Liveness liveness, Pulse pulse) {
        this.layout = layout;
        this.self = self;
        this.liveness = liveness;
        this.pulse = pulse;
    }

    /** Makes the lease folders of an attempt that is going to be published (D3). */
    public void makeFolders(String attempt) throws IOException {
        for (TreePlace place : TreePlace.values()) {
            TeamModes.makeDirectory(layout, layout.leases(attempt, place));
        }
    }

    /** Tells whether leases can be had on the attempt's tree at this place; if not, it is condemned there. */
    public boolean areOpen(String attempt, TreePlace place) {
        return Files.isDirectory(layout.leases(attempt, place), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Takes a lease (H1, H3); empty where the tree is condemned. Whoever cannot write gets {@link Lease#NONE}.
     *
     * @param name the directory name of the tree, for those who look
     */
    public Optional<Lease> take(String attempt, TreePlace place, String name) {
        try {
            return Optional.of(create(attempt, place, name));
        } catch (IOException e) {
            if (!areOpen(attempt, place)) {
                return Optional.empty();
            }
            LOG.debug("{} cannot be written, so its tree is used without a lease", layout.leases(attempt, place), e);
            return Optional.of(Lease.NONE);
        }
    }

    /** Takes a lease where that must be possible: the tree is one's own, and not published yet (D3). */
    public Lease create(String attempt, TreePlace place, String name) throws IOException {
        String holder = RandomName.next();
        Path file = layout.leases(attempt, place).resolve(holder);
        Heartbeat heartbeat =
                Heartbeat.startNew(layout, file, layout.unfinished(layout.leases(), holder), self, name, pulse);
        return Lease.of(heartbeat);
    }

    /** Adds a named lease, where a lease of this process keeps the folder. */
    public NamedLease addNamed(String attempt, TreePlace place, LeaseName name) {
        Path file = layout.leases(attempt, place).resolve(NAMED + name.value());
        try {
            Files.createFile(file);
            TeamModes.adoptFile(layout, file);
            return NamedLease.made(file);
        } catch (FileAlreadyExistsException e) {
            return NamedLease.NOTHING_TO_DO;
        } catch (IOException e) {
            LOG.debug("{} cannot be written, so the tree has no lease of that name", file, e);
            return NamedLease.NOT_HAD;
        }
    }

    /** Ends the leases of this name on every tree, and returns how many there were. */
    public int endNamed(LeaseName name) throws IOException {
        int ended = 0;
        for (String folder : DirectoryNames.of(layout.leases())) {
            if (Files.deleteIfExists(layout.leases().resolve(folder).resolve(NAMED + name.value()))) {
                ended++;
            }
        }
        return ended;
    }

    /**
     * Removes the lease folder, unless a lease lies in it; those of the dead are ended first (P2, R2, R3).
     *
     * @return whether nobody can lease the tree at this place any more
     */
    public boolean condemn(String attempt, TreePlace place) throws IOException {
        endLeases(attempt, place, liveness::isDead);
        try {
            Files.delete(layout.leases(attempt, place));
            return true;
        } catch (NoSuchFileException e) {
            return true;
        } catch (DirectoryNotEmptyException e) {
            return false;
        }
    }

    /** Ends the leases whose holders did not beat for a day, besides those that are dead for certain; keeps the time of last use. */
    public void endAbandoned(String attempt, TreePlace place, Instant now) throws IOException {
        Optional<Instant> lastUsed = lastUsed(attempt, place);
        if (endLeases(attempt, place, lease -> liveness.isAbandoned(lease, now)) && lastUsed.isPresent()) {
            try {
                Files.setLastModifiedTime(layout.leases(attempt, place), FileTime.from(lastUsed.get()));
            } catch (IOException e) {
                LOG.debug("another user's folder: its tree counts as used just now", e);
            }
        }
    }

    private boolean endLeases(String attempt, TreePlace place, Predicate<Path> isOver) throws IOException {
        boolean ended = false;
        for (String holder : holdersIn(attempt, place)) {
            Path lease = layout.leases(attempt, place).resolve(holder);
            if (!holder.startsWith(NAMED) && isOver.test(lease)) {
                ended |= Files.deleteIfExists(lease);
                liveness.forget(lease);
            }
        }
        return ended;
    }

    /** Says who holds the tree at this place; those who are dead are left out, as far as it can be told at once. */
    public List<String> holders(String attempt, TreePlace place) throws IOException {
        return describe(attempt, place, holdersIn(attempt, place));
    }

    private List<String> describe(String attempt, TreePlace place, List<String> files) {
        List<String> holders = new ArrayList<>();
        for (String holder : files) {
            Path lease = layout.leases(attempt, place).resolve(holder);
            if (holder.startsWith(NAMED)) {
                holders.add("lease " + holder.substring(NAMED.length()));
            } else if (!liveness.isDead(lease)) {
                holders.add(LifeSign.read(lease).map(LifeSign::describe).orElse("somebody who cannot be told"));
            }
        }
        return holders;
    }

    /** Returns when a lease was last taken, kept or ended; empty where the tree is condemned. */
    public Optional<Instant> lastUsed(String attempt, TreePlace place) throws IOException {
        return lastUsed(attempt, place, holdersIn(attempt, place));
    }

    private Optional<Instant> lastUsed(String attempt, TreePlace place, List<String> holders) throws IOException {
        Path folder = layout.leases(attempt, place);
        Instant latest;
        try {
            latest = Files.getLastModifiedTime(folder).toInstant();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        for (String holder : holders) {
            try {
                Instant beaten =
                        Files.getLastModifiedTime(folder.resolve(holder)).toInstant();
                latest = beaten.isAfter(latest) ? beaten : latest;
            } catch (NoSuchFileException e) {
                return lastUsed(attempt, place); // It has ended meanwhile, which changed the folder's time.
            }
        }
        return Optional.of(latest);
    }

    /**
     * Who uses a tree, and when it was used last.
     *
     * @param lastUsed when a lease was last taken, kept or ended; empty where the tree is condemned
     * @param holders those who hold it and are not dead
     */
    public record Use(Optional<Instant> lastUsed, List<String> holders) {}

    /** Looks for both at once. */
    public Use use(String attempt, TreePlace place) throws IOException {
        List<String> files = holdersIn(attempt, place);
        return new Use(lastUsed(attempt, place, files), describe(attempt, place, files));
    }

    /** Removes the folders of an attempt whose tree is nowhere any more, with what lies in them. */
    public void forget(String attempt) throws IOException {
        for (TreePlace place : TreePlace.values()) {
            for (String left : DirectoryNames.of(layout.leases(attempt, place))) {
                SmallFiles.delete(layout.leases(attempt, place).resolve(left));
            }
            Files.deleteIfExists(layout.leases(attempt, place));
        }
    }

    /** Ours only: on NFS a file that is deleted while it is read stays for a moment under a name of the system's. */
    private List<String> holdersIn(String attempt, TreePlace place) throws IOException {
        List<String> names = new ArrayList<>(DirectoryNames.of(layout.leases(attempt, place)));
        names.removeIf(name -> !name.startsWith(NAMED) && !RandomName.isOne(name));
        return names;
    }
}
