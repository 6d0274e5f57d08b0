// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.storage.disk.DirectoryNames;
import io.github.privatedatasets.storage.layout.SharedLayout;
import io.github.privatedatasets.storage.layout.TreePlace;
import io.github.privatedatasets.storage.lease.TeamLeases;
import io.github.privatedatasets.storage.record.PublishRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What stands in a team's folder, as it was seen once. Looking writes nothing, and one record that cannot be read hides no other. */
final class Inventory {
    private static final String CHANGED =
            "changed by hand since a dataset was staged there, or somebody's own: no record fits"
                    + " (adopt it if a backup was restored, else delete it as altered)";
    private static final String ASIDE =
            "taken from its name while somebody put it there, and not put back, since its mover"
                    + " died: the next that stages the name puts it back, unless the name is taken; then move it yourself";

    private final TeamStorage storage;
    private final SharedLayout layout;
    private final List<Kept> kept = new ArrayList<>();
    private final List<ListedDataset> unknown = new ArrayList<>();
    private final List<StorageFailureException> unreadable = new ArrayList<>();

    private Inventory(TeamStorage storage) {
        this.storage = storage;
        this.layout = storage.layout();
    }

    /** Goes through all the team has. Files and links at a dataset's name are passed over. */
    static Inventory of(TeamStorage storage) throws IOException {
        Inventory all = new Inventory(storage);
        for (String name : DirectoryNames.of(storage.data())) {
            if (!name.startsWith(".")
                    && !all.addInPlace(name)
                    && Files.isDirectory(all.layout.tree(name), LinkOption.NOFOLLOW_LINKS)) {
                all.addUnknown(name);
            }
        }
        Set<String> revisions = new HashSet<>(DirectoryNames.of(storage.layout().revisions()));
        if (!revisions.isEmpty()) {
            for (String name : storage.records().names()) {
                all.addBeside(name, revisions);
            }
        }
        for (String name : storage.trees().namesSetAside()) {
            all.addAside(name);
        }
        return all;
    }

    /** Looks at one name; what is no directory there counts as unknown. */
    static Inventory of(TeamStorage storage, String name) throws IOException {
        Inventory one = new Inventory(storage);
        if (!one.addInPlace(name) && !(storage.trees().lookTwice(name) instanceof Standing.Absent)) {
            one.addUnknown(name);
        }
        one.addBeside(name, new HashSet<>(DirectoryNames.of(storage.layout().revisions())));
        one.addAside(name);
        return one;
    }

    /** A tree of ours that stands somewhere. */
    record Kept(String name, TeamTrees.SeenTree tree, ListedDataset listed) {}

    /** Returns the trees of ours whose records can be read; those in place first. */
    List<Kept> kept() {
        return kept;
    }

    /** Returns what else stands: somebody's own, changed, with a record that cannot be read, or left aside by dead movers. */
    List<ListedDataset> unknown() {
        return unknown;
    }

    /** Fails with the first record that cannot be read. */
    void requireReadable() throws StorageFailureException {
        if (!unreadable.isEmpty()) {
            throw unreadable.get(0);
        }
    }

    /** Returns everything by name, what stands at the name itself first. */
    List<ListedDataset> listed() {
        List<ListedDataset> listed = new ArrayList<>(unknown);
        kept.forEach(ours -> listed.add(ours.listed()));
        listed.sort(Comparator.comparing(ListedDataset::directoryName)
                .thenComparing(one -> !one.path().equals(layout.tree(one.directoryName()))));
        return listed;
    }

    /** Adds the tree at {@code data/NAME}, if a record speaks of it, and tells whether one does, be it unreadable. */
    private boolean addInPlace(String name) throws IOException {
        try {
            if (!(storage.trees().lookTwice(name) instanceof Standing.Recorded recorded)) {
                return false;
            }
            addKept(name, recorded.record(), TreePlace.IN_PLACE);
        } catch (StorageFailureException e) {
            addUnreadable(name, layout.tree(name), e);
        }
        return true;
    }

    private void addUnknown(String name) throws IOException {
        addUnknown(
                name,
                layout.tree(name),
                storage.trees().hasRecordInPlace(name) ? Optional.of(CHANGED) : Optional.empty());
    }

    private void addBeside(String name, Set<String> revisions) throws IOException {
        for (String attempt : storage.records().attempts(name)) {
            if (revisions.contains(attempt)) {
                try {
                    Optional<PublishRecord> record = storage.records().byAttempt(name, attempt);
                    if (record.isPresent()) {
                        addKept(name, record.get(), TreePlace.BESIDE);
                    }
                } catch (StorageFailureException e) {
                    addUnreadable(name, layout.revision(attempt), e);
                }
            }
        }
    }

    private void addAside(String name) throws IOException {
        for (Path aside : storage.trees().takenByMistake(name)) {
            addUnknown(name, aside, Optional.of(ASIDE));
        }
    }

    private void addUnreadable(String name, Path path, StorageFailureException why) {
        unreadable.add(why);
        addUnknown(name, path, Optional.of(why.getMessage()));
    }

    private void addUnknown(String name, Path path, Optional<String> problem) {
        unknown.add(new ListedDataset(name, path, Optional.empty(), Optional.empty(), List.of(), problem));
    }

    private void addKept(String name, PublishRecord record, TreePlace place) throws IOException {
        Path path = place == TreePlace.IN_PLACE ? layout.tree(name) : layout.revision(record.attempt());
        TeamLeases.Use use = storage.leases().use(record.attempt(), place);
        kept.add(new Kept(
                name,
                new TeamTrees.SeenTree(record, place),
                new ListedDataset(
                        name,
                        path,
                        Optional.of(record.dataset()),
                        Optional.of(use.lastUsed().orElse(record.recordedAt())),
                        use.holders(),
                        Optional.empty())));
    }
}
