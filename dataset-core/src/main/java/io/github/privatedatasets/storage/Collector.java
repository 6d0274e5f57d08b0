// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.spec.OneLine;
import io.github.privatedatasets.storage.disk.DirectoryNames;
import io.github.privatedatasets.storage.layout.SharedLayout;
import io.github.privatedatasets.storage.layout.TeamModes;
import io.github.privatedatasets.storage.layout.TreePlace;
import io.github.privatedatasets.storage.record.PublishRecord;
import io.github.privatedatasets.storage.record.Seal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what a policy chooses, and what dead processes left. Never what is leased, or was used just now. */
final class Collector {
    /** Spares who uses a tree without a lease, or is about to mount it. */
    private static final Duration IN_USE = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

    private final TeamStorage storage;
    private final CollectPolicy policy;

    Collector(TeamStorage storage, CollectPolicy policy) {
        this.storage = storage;
        this.policy = policy;
    }

    /** Returns what would be removed now. Writes nothing. */
    List<ListedDataset> wouldRemove() throws IOException {
        return chosen(Instant.now()).stream().map(Inventory.Kept::listed).toList();
    }

    /** Removes it, and returns what is gone. */
    List<ListedDataset> run() throws IOException, InterruptedException {
        if (!Files.isDirectory(storage.layout().ours())) {
            return List.of(); // Nothing was ever staged here.
        }
        TeamModes.makeDirectories(storage.layout());
        Instant now = Claim.lookAtTheServer(storage, "");
        Recovery.sweepAbandoned(storage, now);
        endAbandonedLeases(now);
        storage.taken(Step.G1_LEASES_ENDED);
        for (String name : storage.trees().namesSetAside()) {
            try {
                Claim.tryTake(storage, name).ifPresent(Claim::close); // Whoever claims finishes what dead movers began.
            } catch (IOException e) {
                LOG.warn(
                        "what was set aside of {} is left: {}",
                        OneLine.of(storage.layout().tree(name).toString()),
                        OneLine.of(e.toString()));
            }
        }
        List<ListedDataset> removed = new ArrayList<>();
        for (Inventory.Kept kept : chosen(now)) {
            if (remove(kept)) {
                removed.add(kept.listed());
            }
        }
        for (String name : storage.records().names()) {
            try {
                forgetRecordsWithoutTree(name);
            } catch (IOException e) {
                LOG.warn(
                        "{} is left, also what has no tree: {}",
                        OneLine.of(storage.layout().records(name).toString()),
                        OneLine.of(e.toString()));
            }
        }
        new LeftFolders(storage, now).remove();
        storage.trash().empty();
        return removed;
    }

    private void endAbandonedLeases(Instant now) throws IOException {
        for (String folder : DirectoryNames.of(storage.layout().leases())) {
            for (TreePlace place : TreePlace.values()) {
                String suffix = "." + place.letter();
                if (folder.endsWith(suffix)) {
                    String attempt = folder.substring(0, folder.length() - suffix.length());
                    storage.leases().endAbandoned(attempt, place, now);
                }
            }
        }
    }

    /** Chooses by the policy, the least recently used first. */
    private List<Inventory.Kept> chosen(Instant now) throws IOException {
        List<Inventory.Kept> all = new ArrayList<>(Inventory.of(storage).kept());
        all.sort(Comparator.comparing(Collector::lastUsed));
        long left = all.stream().mapToLong(Collector::size).sum();
        List<Inventory.Kept> chosen = new ArrayList<>();
        for (Inventory.Kept kept : all) {
            Duration unused = Duration.between(lastUsed(kept), now);
            boolean isFree = kept.listed().holders().isEmpty() && unused.compareTo(IN_USE) > 0;
            boolean isOld =
                    policy.olderThan().filter(age -> unused.compareTo(age) > 0).isPresent();
            long size = left;
            boolean isTooMuch =
                    policy.keepWithin().filter(limit -> size > limit.bytes()).isPresent();
            if (isFree && (isOld || isTooMuch)) {
                chosen.add(kept);
                left -= size(kept);
            }
        }
        return chosen;
    }

    private static Instant lastUsed(Inventory.Kept kept) {
        return kept.listed().lastUsed().orElseThrow();
    }

    private static long size(Inventory.Kept kept) {
        return kept.tree().record().dataset().sizeBytes();
    }

    private boolean remove(Inventory.Kept kept) throws IOException, InterruptedException {
        Optional<Claim> claim = Claim.tryTake(storage, kept.name());
        if (claim.isEmpty()) {
            return false; // Somebody stages it.
        }
        try {
            String attempt = kept.tree().record().attempt();
            Optional<Instant> used =
                    storage.leases().lastUsed(attempt, kept.tree().place());
            if (used.filter(time -> time.isAfter(lastUsed(kept))).isPresent()) {
                return false; // Used while we waited.
            }
            return new Deletion(storage, kept.name()).remove(kept.tree());
        } catch (IOException e) {
            LOG.warn("{} could not be removed: {}", OneLine.of(kept.name()), OneLine.of(e.toString()));
            return false;
        } finally {
            claim.get().close();
        }
    }

    private void forgetRecordsWithoutTree(String name) throws IOException, InterruptedException {
        Set<String> attempts = new HashSet<>(storage.records().attempts(name));
        attempts.addAll(storage.records().listsOf(name));
        attempts.removeIf(attempt -> hasTree(name, attempt));
        if (attempts.isEmpty()) {
            return;
        }
        Optional<Claim> claim = Claim.tryTake(storage, name);
        if (claim.isPresent()) {
            try {
                for (String attempt : attempts) {
                    if (!hasTree(name, attempt)) {
                        storage.records().forget(name, attempt);
                        storage.taken(Step.G6_RECORD_FORGOTTEN);
                        storage.leases().forget(attempt);
                        Retirement.forgetRights(storage.layout(), attempt);
                    }
                }
            } finally {
                claim.get().close();
            }
        }
    }

    /** Trees move in this direction: looked at in another order, one could be missed on its way, and lose its record for ever. */
    private boolean hasTree(String name, String attempt) {
        SharedLayout layout = storage.layout();
        if (Files.exists(layout.staging(attempt))
                || Files.exists(layout.heartbeat(attempt))
                || storage.trees().isRevision(attempt)) {
            return true;
        }
        try {
            Optional<PublishRecord> record = storage.records().byAttempt(name, attempt);
            if (record.isEmpty()) {
                return false;
            }
            Seal seal = record.get().seal();
            if (storage.trees().hasSeal(name, seal)) {
                return true;
            }
            for (Path aside : storage.trees().setAside(name)) {
                if (TeamTrees.hasSeal(aside, seal)) {
                    return true;
                }
            }
            if (storage.trees().hasSeal(name, seal)) {
                return true;
            }
            // A tree that was restored without its seal: by this record it can be adopted.
            return storage.trees().look(name) instanceof Standing.Unrecorded;
        } catch (IOException e) {
            LOG.warn("the record {} of {} is kept: {}", attempt, OneLine.of(name), OneLine.of(e.toString()));
            return true;
        }
    }
}
