package io.github.privatedatasets.storage;

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

/** Goes through what stands in a team's folder. Looks only; writes nothing. */
final class Inventory {
    private final TeamStorage storage;
    private final SharedLayout layout;

    Inventory(TeamStorage storage) {
        this.storage = storage;
        this.layout = storage.layout();
    }

    /** A tree of ours that stands somewhere. */
    record Kept(String name, TeamTrees.SeenTree tree, ListedDataset listed) {}

    /** Returns what stands at each name, and what movers left aside, then the revisions beside it. */
    List<ListedDataset> listed() throws IOException {
        List<ListedDataset> listed = new ArrayList<>();
        for (String name : DirectoryNames.of(layout.data())) {
            Path path = layout.tree(name);
            if (!name.startsWith(".") && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                Optional<Kept> ours = inPlace(name);
                listed.add(
                        ours.isPresent()
                                ? ours.get().listed()
                                : somebodys(name, path, storage.trees().hasRecordInPlace(name)));
            }
        }
        for (String name : storage.trees().namesSetAside()) {
            for (Path aside : storage.trees().setAside(name)) {
                listed.add(somebodys(name, aside, false));
            }
        }
        revisions().forEach(kept -> listed.add(kept.listed()));
        listed.sort(Comparator.comparing(ListedDataset::directoryName)); // Stable: the tree in place stays first.
        return listed;
    }

    private static ListedDataset somebodys(String name, Path path, boolean altered) {
        return new ListedDataset(name, path, Optional.empty(), Optional.empty(), List.of(), altered);
    }

    /** Returns the tree of ours at {@code data/NAME}. */
    Optional<Kept> inPlace(String name) throws IOException {
        return storage.trees().look(name) instanceof Standing.Recorded recorded
                ? Optional.of(kept(name, recorded.record(), TreePlace.IN_PLACE))
                : Optional.empty();
    }

    /** Returns the trees of ours of this name: the one in place first, then its revisions. */
    List<Kept> of(String name) throws IOException {
        List<Kept> found = new ArrayList<>();
        inPlace(name).ifPresent(found::add);
        for (String attempt : storage.records().attempts(name)) {
            if (storage.trees().isRevision(attempt)) {
                Optional<PublishRecord> record = storage.records().byAttempt(name, attempt);
                if (record.isPresent()) {
                    found.add(kept(name, record.get(), TreePlace.BESIDE));
                }
            }
        }
        return found;
    }

    /** Returns the trees beside, whatever their name. */
    List<Kept> revisions() throws IOException {
        Set<String> revisions = new HashSet<>(DirectoryNames.of(layout.revisions()));
        if (revisions.isEmpty()) {
            return List.of();
        }
        List<Kept> found = new ArrayList<>();
        for (String name : storage.records().names()) {
            for (String attempt : storage.records().attempts(name)) {
                if (revisions.contains(attempt)) {
                    Optional<PublishRecord> record = storage.records().byAttempt(name, attempt);
                    if (record.isPresent()) {
                        found.add(kept(name, record.get(), TreePlace.BESIDE));
                    }
                }
            }
        }
        return found;
    }

    private Kept kept(String name, PublishRecord record, TreePlace place) throws IOException {
        Path path = place == TreePlace.IN_PLACE ? layout.tree(name) : layout.revision(record.attempt());
        TeamLeases.Use use = storage.leases().use(record.attempt(), place);
        return new Kept(
                name,
                new TeamTrees.SeenTree(record, place),
                new ListedDataset(
                        name,
                        path,
                        Optional.of(record.dataset()),
                        Optional.of(use.lastUsed().orElse(record.recordedAt())),
                        use.holders(),
                        false));
    }
}
