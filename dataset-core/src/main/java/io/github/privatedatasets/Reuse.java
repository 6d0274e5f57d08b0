// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.errors.DatasetChangedException;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.NameConflictException;
import io.github.privatedatasets.errors.VolumeFullException;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spi.DatasetOrigin;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.spi.Revision;
import io.github.privatedatasets.spi.StoredDataset;
import java.util.List;
import java.util.Optional;

/** Which of the trees that stand already serve a spec. Used by one thread. */
final class Reuse {
    private final DatasetSpec spec;
    private final ReusePolicy policy;
    private final DatasetTarget target;

    Reuse(DatasetSpec spec, ReusePolicy policy, DatasetTarget target) {
        this.spec = spec;
        this.policy = policy;
        this.target = target;
    }

    /** Finds a tree that the store need not be asked about. */
    Optional<StoredDataset> findUnasked(List<StoredDataset> standing) {
        return standing.stream().filter(this::canBeUsedUnasked).findFirst();
    }

    /** A revision that is pinned cannot change, and IF_PRESENT takes any: the store need not be asked. */
    private boolean canBeUsedUnasked(StoredDataset tree) {
        if (!tree.record().origin().isSameAs(target.origin())) {
            return false;
        }
        Revision revision = tree.record().revision();
        return revision.isPinnedBy(spec) || (policy == ReusePolicy.IF_PRESENT && isUnpinned());
    }

    private boolean isUnpinned() {
        return spec.etag().isEmpty() && spec.versionId().isEmpty() && spec.pin().isEmpty();
    }

    /** Takes hold of a tree that stands, if there is one that the store need not be asked about. */
    Optional<HeldDataset> holdUnasked(List<StoredDataset> standing) throws DatasetException {
        for (StoredDataset tree : standing) {
            if (canBeUsedUnasked(tree)) {
                Optional<HeldDataset> held = hold(tree);
                if (held.isPresent()) {
                    return held;
                }
            }
        }
        return Optional.empty();
    }

    /** Takes hold of the tree of the revision that the source has now, if it stands. */
    Optional<HeldDataset> holdMatch(ResolvedDataset resolved, List<StoredDataset> standing)
            throws DatasetException, InterruptedException {
        Optional<StoredDataset> match = findMatch(resolved, standing);
        return match.isPresent() ? hold(match.get()) : Optional.empty();
    }

    /**
     * Finds the tree of the revision that the source has now.
     *
     * @throws DatasetException if another revision is there instead, or a tree that was narrowed or expanded otherwise, and the policy is to fail then
     */
    Optional<StoredDataset> findMatch(ResolvedDataset resolved, List<StoredDataset> standing)
            throws DatasetException, InterruptedException {
        Optional<StoredDataset> match = resolved.findIn(standing);
        if (match.isEmpty() && policy == ReusePolicy.FAIL_IF_CHANGED) {
            for (StoredDataset tree : standing) {
                DatasetOrigin origin = tree.record().origin();
                if (!tree.isBeside() && !origin.isSameAs(target.origin())) {
                    throw new NameConflictException(
                            tree.path(), origin.toString(), target.origin().toString());
                }
                if (isUnpinned() && origin.isSameAs(target.origin())) {
                    throw new DatasetChangedException(
                            spec.uri(),
                            resolved.object().isEmpty(),
                            tree.path(),
                            tree.record().revision().text(),
                            resolved.knownRevision().map(Revision::text).orElse("another listing"));
                }
            }
        }
        return match;
    }

    /** Finds a tree that a new one would take the place of, although it was narrowed or expanded otherwise, and so is no older revision. */
    Optional<StoredDataset> findReplaced(List<StoredDataset> standing) {
        return standing.stream()
                .filter(tree -> !tree.isBeside() && !tree.record().origin().isSameAs(target.origin()))
                .findFirst();
    }

    /** Takes hold of a tree. A limit holds for what stands as well: a spec has one answer, whoever staged first. */
    private Optional<HeldDataset> hold(StoredDataset tree) throws DatasetException {
        refuseWhatCannotFit(tree.record().sizeBytes());
        return tree.hold();
    }

    /** Refuses what is larger than the spec allows. */
    void refuseWhatCannotFit(long sizeBytes) throws VolumeFullException {
        Optional<ByteSize> limit = target.limit();
        if (limit.isPresent() && sizeBytes > limit.get().bytes()) {
            throw new VolumeFullException(
                    limit.get(), ByteSize.ofBytes(sizeBytes), spec.uri().toString());
        }
    }
}
