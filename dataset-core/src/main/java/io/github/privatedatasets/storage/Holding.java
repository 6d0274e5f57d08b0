// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.spec.LeaseName;
import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.spi.StoredDataset;
import io.github.privatedatasets.storage.layout.TreePlace;
import io.github.privatedatasets.storage.lease.Lease;
import io.github.privatedatasets.storage.lease.LeasedTree;
import io.github.privatedatasets.storage.lease.NamedLease;
import io.github.privatedatasets.storage.record.PublishRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Takes hold of trees that stand (H1 to H4): first the lease, then a last look. */
final class Holding {
    private final TeamStorage storage;
    private final String name;
    private final Optional<LeaseName> leaseName;

    /**
     * Starts to hold trees of one name.
     *
     * @param leaseName the name under which they stay leased after this process
     */
    Holding(TeamStorage storage, String name, Optional<LeaseName> leaseName) {
        this.storage = storage;
        this.name = name;
        this.leaseName = leaseName;
    }

    /** Returns a tree that was seen, to be held later. */
    StoredDataset stored(TeamTrees.SeenTree seen, boolean locked) {
        PublishRecord record = seen.record();
        if (seen.place() == TreePlace.IN_PLACE) {
            return new StoredTree(record.attempt(), pathOf(seen), record.dataset(), false, () -> inPlace(record));
        }
        return new StoredTree(
                record.attempt(),
                pathOf(seen),
                record.dataset(),
                true,
                () -> locked ? promoted(record) : beside(record));
    }

    private Path pathOf(TeamTrees.SeenTree seen) {
        return seen.place() == TreePlace.IN_PLACE
                ? storage.layout().tree(name)
                : storage.layout().revision(seen.record().attempt());
    }

    /** H1 and H2. */
    Optional<HeldDataset> inPlace(PublishRecord record) throws IOException {
        return hold(record, TreePlace.IN_PLACE);
    }

    /** H3 and H4. */
    Optional<HeldDataset> beside(PublishRecord record) throws IOException {
        return hold(record, TreePlace.BESIDE);
    }

    private Optional<HeldDataset> hold(PublishRecord record, TreePlace place) throws IOException {
        Optional<Lease> lease = storage.leases().take(record.attempt(), place, name);
        if (lease.isEmpty()) {
            return Optional.empty(); // Condemned: it may go at any time.
        }
        storage.taken(place == TreePlace.IN_PLACE ? Step.H1_LEASED : Step.H3_LEASED);
        boolean stands = false;
        try {
            stands = place == TreePlace.IN_PLACE
                    ? storage.trees().hasSeal(name, record.seal())
                    : storage.trees().isRevision(record.attempt());
        } finally {
            if (!stands) {
                lease.get().end();
            }
        }
        return stands ? Optional.of(leased(record, place, lease.get())) : Optional.empty();
    }

    /** Returns the tree as held by a lease of this process, which keeps its folder. */
    HeldDataset leased(PublishRecord record, TreePlace place, Lease lease) {
        NamedLease named = leaseName
                .map(asked -> storage.leases().addNamed(record.attempt(), place, asked))
                .orElse(NamedLease.NOTHING_TO_DO);
        return new LeasedTree(pathOf(new TeamTrees.SeenTree(record, place)), record.dataset(), lease, named);
    }

    /** Holds a revision, under the target's lock: at {@code data/NAME}, if it can be moved there. */
    private Optional<HeldDataset> promoted(PublishRecord revision) throws IOException {
        return new Promotion(storage, name, revision).run() ? inPlace(revision) : beside(revision);
    }
}
