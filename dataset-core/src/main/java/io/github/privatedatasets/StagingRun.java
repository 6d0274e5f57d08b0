package io.github.privatedatasets;

import io.github.privatedatasets.errors.DatasetChangedException;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.errors.VolumeFullException;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.TeamHandle;
import io.github.privatedatasets.spi.DatasetOrigin;
import io.github.privatedatasets.spi.DatasetRecord;
import io.github.privatedatasets.spi.DatasetStorage;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.spi.RemoteObject;
import io.github.privatedatasets.spi.Revision;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.spi.StoredDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One dataset's way through the house: recall, resolve, plan, claim, fetch and expand and verify, publish.
 *
 * <p>Used by one thread, once.
 */
final class StagingRun {
    private static final Logger LOG = LoggerFactory.getLogger(StagingRun.class);

    /** How often an attempt whose directory somebody took away is begun again. */
    private static final int MAX_ATTEMPTS = 4;

    private final DatasetSpec spec;
    private final ReusePolicy reuse;
    private final StagingServices services;
    private final RunEvents events;
    private final DatasetName name;
    private final DatasetStorage storage;
    private final DatasetTarget target;

    StagingRun(DatasetSpec spec, StagingTerms terms, StagingServices services, RunEvents events)
            throws DatasetException {
        this.spec = spec;
        this.reuse = terms.reuse();
        this.services = services;
        this.events = events;
        name = spec.nameWith(services.extractors().suffixes());
        storage = services.storageFor(spec.volume());
        target = new DatasetTarget(
                terms.team(),
                name,
                spec.etag(),
                DatasetOrigin.of(spec),
                spec.volume().limit(),
                terms.lease());
        services.sources().of(spec.uri());
        requireFileName(name.value());
        requireFileName(terms.team().map(TeamHandle::value).orElse(""));
    }

    /** Under a locale such as C, a JVM has no file names with letters outside ASCII. */
    private void requireFileName(String text) throws UnsupportedDatasetException {
        try {
            if (!Path.of(text).toString().equals(text)) {
                throw new InvalidPathException(text, "it is another as a path");
            }
        } catch (InvalidPathException e) {
            throw new UnsupportedDatasetException(
                    "\"" + text + "\", of " + spec.uri()
                            + ", cannot be a file name under this JVM's locale: start it with LC_ALL=C.UTF-8",
                    e);
        }
    }

    /** A tree in use, and whether it stood already. */
    record Outcome(HeldDataset held, boolean reused) {}

    /** Says what {@link #stage} would do now; writes nothing. */
    StagingPlan plan() throws DatasetException, InterruptedException {
        List<StoredDataset> standing = storage.recall(target);
        Optional<StoredDataset> known =
                standing.stream().filter(this::canBeUsedUnasked).findFirst();
        if (known.isPresent()) {
            return reusePlan(known.get());
        }
        try (ResolvedDataset resolved = ResolvedDataset.of(spec, services)) {
            Optional<StoredDataset> match = findMatch(resolved, standing);
            if (match.isPresent()) {
                return reusePlan(match.get());
            }
            storage.requireFree(target);
            return downloadPlan(resolved);
        }
    }

    private StagingPlan reusePlan(StoredDataset tree) throws DatasetException {
        refuseWhatCannotFit(tree.record().sizeBytes());
        if (tree.isBeside()) {
            storage.requireFree(target);
        }
        return reusePlan(tree.path(), tree.record());
    }

    private StagingPlan reusePlan(Path path, DatasetRecord record) {
        return plan(StagingPlan.Action.REUSE, path, Optional.of(record.revision()), OptionalLong.of(0));
    }

    private StagingPlan downloadPlan(ResolvedDataset resolved) throws DatasetException {
        return plan(resolved.action(), storage.locate(target), resolved.knownRevision(), resolved.sizeBytes());
    }

    private StagingPlan plan(StagingPlan.Action action, Path path, Optional<Revision> revision, OptionalLong size) {
        return new StagingPlan(name, spec.uri(), action, path, spec.volume(), revision, size);
    }

    /** Stages the dataset, or takes hold of the tree that stands for it. After a failure nothing of this run is left. */
    Outcome stage() throws IOException, InterruptedException {
        List<StoredDataset> standing = storage.recall(target);
        Optional<Outcome> moved =
                stageClaimed(standing.stream().filter(this::canBeUsedUnasked).findFirst());
        if (moved.isPresent()) {
            return moved.get();
        }
        Optional<HeldDataset> known = holdUnasked(standing);
        if (known.isPresent()) {
            planned(reusePlan(known.get().path(), known.get().record()), Optional.empty());
            return reused(known.get());
        }
        try (ResolvedDataset resolved = ResolvedDataset.of(spec, services)) {
            moved = stageClaimed(findMatch(resolved, standing));
            if (moved.isPresent()) {
                return moved.get();
            }
            Optional<HeldDataset> match = holdMatch(resolved, standing);
            if (match.isPresent()) {
                planned(reusePlan(match.get().path(), match.get().record()), resolved.object());
                return reused(match.get());
            }
            planned(downloadPlan(resolved), resolved.object());
            if (resolved.action() == StagingPlan.Action.DOWNLOAD_OBJECT) {
                refuseWhatCannotFit(resolved.sizeBytes().orElse(0));
            }
            try (Slot slot = storage.claim(
                    target, (holder, waited) -> events.tell(listener -> listener.waiting(name, holder, waited)))) {
                return publish(slot, Optional.of(resolved), standing);
            }
        }
    }

    /** Where the tree stands beside its name, it belongs there: that takes the claim, if nobody has it, and another look at everything. */
    private Optional<Outcome> stageClaimed(Optional<StoredDataset> match) throws IOException, InterruptedException {
        if (match.filter(StoredDataset::isBeside).isEmpty()) {
            return Optional.empty();
        }
        refuseWhatCannotFit(match.get().record().sizeBytes());
        Optional<Slot> claimed = storage.tryClaim(target);
        if (claimed.isEmpty()) {
            return Optional.empty();
        }
        try (Slot slot = claimed.get()) {
            planned(reusePlan(match.get().path(), match.get().record()), Optional.empty());
            return Optional.of(publish(slot, Optional.empty(), List.of()));
        }
    }

    /**
     * What stands may have changed until the claim was granted, and then so may the source: it is asked again, lest an old revision is
     * fetched, or put in the place of a newer one.
     *
     * @param resolved what the source had before the claim
     * @param before what stood then
     */
    private Outcome publish(Slot slot, Optional<ResolvedDataset> resolved, List<StoredDataset> before)
            throws IOException, InterruptedException {
        List<StoredDataset> standing = slot.recall();
        Optional<HeldDataset> known = holdUnasked(standing);
        if (known.isPresent()) {
            return reused(known.get());
        }
        if (resolved.isPresent() && !slot.waited() && records(standing).equals(records(before))) {
            return publish(slot, resolved.get(), standing);
        }
        try (ResolvedDataset again = ResolvedDataset.of(spec, services)) {
            return publish(slot, again, standing);
        }
    }

    private static List<DatasetRecord> records(List<StoredDataset> standing) {
        return standing.stream().map(StoredDataset::record).toList();
    }

    private Outcome publish(Slot slot, ResolvedDataset resolved, List<StoredDataset> standing)
            throws IOException, InterruptedException {
        Optional<HeldDataset> match = holdMatch(resolved, standing);
        if (match.isPresent()) {
            return reused(match.get());
        }
        for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
            Optional<DatasetRecord> record = fill(slot, resolved);
            Optional<HeldDataset> published = record.isPresent() ? slot.publish(record.get()) : Optional.empty();
            if (published.isPresent()) {
                LOG.info(
                        "{}: published {} at {}",
                        name,
                        record.get(),
                        published.get().path());
                return new Outcome(published.get(), false);
            }
            warn("attempt " + attempt + " was taken away from its staging directory: it is made again");
        }
        throw new StorageFailureException(
                storage.locate(target),
                "the staging directory was taken away " + MAX_ATTEMPTS + " times: see who removes it",
                null);
    }

    /** Fills a directory, and another one where bytes came wrong; empty when it was taken away meanwhile. */
    private Optional<DatasetRecord> fill(Slot slot, ResolvedDataset resolved) throws IOException, InterruptedException {
        TreeFilling filling = new TreeFilling(resolved, name, services, events, this::warn);
        try {
            return fill(slot, filling);
        } catch (DatasetException e) {
            if (!filling.isWorthAnother(e)) {
                throw e;
            }
            LOG.warn("{}: everything is fetched once more: {}", name, e.getMessage());
            events.tell(listener -> listener.retried(name, e.getMessage(), 1, Duration.ZERO));
            return fill(slot, filling);
        }
    }

    private static Optional<DatasetRecord> fill(Slot slot, TreeFilling filling)
            throws IOException, InterruptedException {
        Path directory = slot.begin();
        try {
            return Optional.of(filling.fill(directory, slot));
        } catch (StorageFailureException e) {
            if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private Outcome reused(HeldDataset held) {
        LOG.info("{}: reuses {}", name, held.path());
        if (!held.isLeased()) {
            warn(held.path() + " is used without a lease, since none can be written there: nobody must delete it"
                    + " while it is in use");
        }
        return new Outcome(held, true);
    }

    /** A revision that etag or versionId pin cannot change, and IF_PRESENT takes any: the store need not be asked. */
    private boolean canBeUsedUnasked(StoredDataset tree) {
        if (!tree.record().origin().isSameAs(target.origin())) {
            return false;
        }
        Revision revision = tree.record().revision();
        return revision.isPinnedBy(spec) || (reuse == ReusePolicy.IF_PRESENT && isUnpinned());
    }

    private boolean isUnpinned() {
        return spec.etag().isEmpty() && spec.versionId().isEmpty();
    }

    private Optional<HeldDataset> holdUnasked(List<StoredDataset> standing) throws DatasetException {
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

    private Optional<HeldDataset> holdMatch(ResolvedDataset resolved, List<StoredDataset> standing)
            throws DatasetException, InterruptedException {
        Optional<StoredDataset> match = findMatch(resolved, standing);
        return match.isPresent() ? hold(match.get()) : Optional.empty();
    }

    /**
     * Finds the tree of the revision that the source has now.
     *
     * @throws DatasetChangedException if there is another instead, and the policy is to fail then
     */
    private Optional<StoredDataset> findMatch(ResolvedDataset resolved, List<StoredDataset> standing)
            throws DatasetException, InterruptedException {
        Optional<StoredDataset> match = resolved.findIn(standing);
        if (match.isEmpty() && reuse == ReusePolicy.FAIL_IF_CHANGED && isUnpinned()) {
            for (StoredDataset tree : standing) {
                if (tree.record().origin().isSameAs(target.origin())) {
                    throw new DatasetChangedException(
                            spec.uri(),
                            tree.path(),
                            tree.record().revision().text(),
                            resolved.knownRevision().map(Revision::text).orElse("another listing"));
                }
            }
        }
        return match;
    }

    /** A limit holds for what stands as well: a spec has one answer, whoever staged first. */
    private Optional<HeldDataset> hold(StoredDataset tree) throws DatasetException {
        refuseWhatCannotFit(tree.record().sizeBytes());
        return tree.hold();
    }

    private void planned(StagingPlan plan, Optional<RemoteObject> object) {
        LOG.info("{}: {} {} -> {}", name, plan.action(), spec.uri(), plan.path());
        events.tell(listener -> listener.planned(plan));
        spec.warnings().forEach(this::warn);
        if (object.isPresent()
                && !spec.volume().isEphemeral()
                && spec.etag().isEmpty()
                && spec.versionId().isEmpty()) {
            warn("shared storage without an etag: to get the same data every time, add \"etag\": \""
                    + object.get().etag() + "\"");
        }
    }

    private void warn(String warning) {
        LOG.warn("{}: {}", name, warning);
        events.tell(listener -> listener.warned(name, warning));
    }

    private void refuseWhatCannotFit(long sizeBytes) throws VolumeFullException {
        Optional<ByteSize> limit = target.limit();
        if (limit.isPresent() && sizeBytes > limit.get().bytes()) {
            throw new VolumeFullException(
                    limit.get(), ByteSize.ofBytes(sizeBytes), spec.uri().toString());
        }
    }
}
