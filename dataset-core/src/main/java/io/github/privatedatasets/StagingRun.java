// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.InvalidSpecException;
import io.github.privatedatasets.spec.LeaseName;
import io.github.privatedatasets.spec.TeamHandle;
import io.github.privatedatasets.spec.VolumeRequest;
import io.github.privatedatasets.spi.DatasetOrigin;
import io.github.privatedatasets.spi.DatasetRecord;
import io.github.privatedatasets.spi.DatasetStorage;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.spi.RemoteObject;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.spi.StoredDataset;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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

    private final DatasetSpec spec;
    private final StagingServices services;
    private final RunEvents events;
    private final StepClock clock;
    private final DatasetName name;
    private final VolumeRequest volume;
    private final DatasetStorage storage;
    private final DatasetTarget target;
    private final Reuse reuse;

    /**
     * Does no I/O.
     *
     * @throws DatasetException if this stager can never serve such a spec
     * @throws InvalidSpecException if the dataset can have no name, or no directory of its name and etag
     */
    StagingRun(DatasetSpec spec, StagingTerms terms, StagingServices services, RunEvents events)
            throws DatasetException {
        this.spec = spec;
        this.services = services;
        this.events = events;
        name = spec.nameWith(services.extractors().suffixes());
        clock = new StepClock(name, events);
        volume = services.volumeFor(spec);
        storage = services.storageFor(volume);
        target = new DatasetTarget(
                terms.team(),
                name,
                spec.pinnedInPath(),
                DatasetOrigin.of(spec),
                volume.limit(),
                // A volume of the job's own ends with the job, so that there is nothing to keep.
                volume.isEphemeral() ? Optional.empty() : terms.lease());
        reuse = new Reuse(spec, terms.reuse(), target);
        services.sources().of(spec.uri());
        requireFileName(name.value());
        requireFileName(terms.team().map(TeamHandle::value).orElse(""));
        requireFileName(target.lease().map(LeaseName::value).orElse(""));
        if (!volume.isEphemeral()) {
            requireFileName(target.pinned().orElse(""));
        }
        storage.locate(target);
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

    /**
     * A tree in use.
     *
     * @param reused whether it stood already
     * @param resumedBytes how many of its bytes were taken from what an attempt that died had left
     */
    record Outcome(HeldDataset held, boolean reused, long resumedBytes) {}

    /** Says what {@link #stage} would do now; writes nothing. */
    StagingPlan plan() throws DatasetException, InterruptedException {
        List<StoredDataset> standing = storage.recall(target);
        Optional<StoredDataset> known = reuse.findUnasked(standing);
        if (known.isPresent()) {
            return reusePlan(known.get());
        }
        try (ResolvedDataset resolved = ResolvedDataset.of(spec, services)) {
            Optional<StoredDataset> match = reuse.findMatch(resolved, standing);
            if (match.isPresent()) {
                return reusePlan(match.get());
            }
            storage.requireFree(target);
            return downloadPlan(resolved, standing);
        }
    }

    private StagingPlan reusePlan(StoredDataset tree) throws DatasetException {
        reuse.refuseWhatCannotFit(tree.record().sizeBytes());
        if (tree.isBeside()) {
            storage.requireFree(target);
        }
        return reusePlan(tree.path(), tree.record());
    }

    private StagingPlan reusePlan(Path path, DatasetRecord record) {
        return new StagingPlan(
                name,
                spec.uri(),
                StagingPlan.Action.REUSE,
                path,
                volume,
                Optional.of(record.revision()),
                OptionalLong.of(0),
                Optional.empty());
    }

    private StagingPlan downloadPlan(ResolvedDataset resolved, List<StoredDataset> standing) throws DatasetException {
        return new StagingPlan(
                name,
                spec.uri(),
                resolved.action(),
                storage.locate(target),
                volume,
                resolved.knownRevision(),
                resolved.sizeBytes(),
                reuse.findReplaced(standing).map(tree -> tree.record().origin()));
    }

    /** Stages the dataset, or takes hold of the tree that stands for it. */
    Outcome stage() throws IOException, InterruptedException {
        Outcome outcome = hold();
        warnIfUnleased(outcome.held());
        return outcome;
    }

    private Outcome hold() throws IOException, InterruptedException {
        List<StoredDataset> standing = storage.recall(target);
        Optional<Outcome> moved = stageClaimed(reuse.findUnasked(standing));
        if (moved.isPresent()) {
            return moved.get();
        }
        Optional<HeldDataset> known = reuse.holdUnasked(standing);
        if (known.isPresent()) {
            planned(reusePlan(known.get().path(), known.get().record()), Optional.empty());
            return reused(known.get());
        }
        try (ResolvedDataset resolved = ResolvedDataset.of(spec, services)) {
            moved = stageClaimed(reuse.findMatch(resolved, standing));
            if (moved.isPresent()) {
                return moved.get();
            }
            Optional<HeldDataset> match = reuse.holdMatch(resolved, standing);
            if (match.isPresent()) {
                planned(reusePlan(match.get().path(), match.get().record()), resolved.object());
                return reused(match.get());
            }
            planned(downloadPlan(resolved, standing), resolved.object());
            if (resolved.action() == StagingPlan.Action.DOWNLOAD_OBJECT) {
                reuse.refuseWhatCannotFit(resolved.sizeBytes().orElse(0));
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
        reuse.refuseWhatCannotFit(match.get().record().sizeBytes());
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
        clock.done(StagingStep.CLAIM, slot.waited() ? "after a wait" : "without a wait");
        List<StoredDataset> standing = slot.recall();
        Optional<HeldDataset> known = reuse.holdUnasked(standing);
        if (known.isPresent()) {
            return reused(known.get());
        }
        if (resolved.isPresent() && !slot.waited() && standing.equals(before)) {
            return publish(slot, resolved.get(), standing);
        }
        try (ResolvedDataset again = ResolvedDataset.of(spec, services)) {
            clock.done(StagingStep.RESOLVE, "again, after the wait");
            return publish(slot, again, standing);
        }
    }

    private Outcome publish(Slot slot, ResolvedDataset resolved, List<StoredDataset> standing)
            throws IOException, InterruptedException {
        Optional<HeldDataset> match = reuse.holdMatch(resolved, standing);
        if (match.isPresent()) {
            return reused(match.get());
        }
        reuse.findReplaced(standing)
                .ifPresent(
                        tree -> warn(
                                "replaces " + tree.record().origin() + " at " + tree.path()
                                        + ", which is staged anew when it is asked for: give one of the two a name of its own to keep both"));
        return new Download(resolved, name, services, events, clock, this::warn).into(slot, storage.locate(target));
    }

    private Outcome reused(HeldDataset held) {
        LOG.info("{}: reuses {}", name, held.path());
        return new Outcome(held, true, 0);
    }

    private void warnIfUnleased(HeldDataset held) {
        if (!held.isLeased()) {
            String lease = target.lease().map(asked -> "the lease " + asked).orElse("a lease");
            warn(held.path() + " is used without " + lease + ", since none can be written there: nobody must delete it"
                    + " while it is in use");
        }
    }

    private void planned(StagingPlan plan, Optional<RemoteObject> object) {
        events.tell(listener -> listener.planned(plan));
        clock.done(StagingStep.RESOLVE, plan.action() + " " + spec.uri() + " -> " + plan.path());
        spec.warnings().forEach(this::warn);
        if (object.isPresent() && !volume.isEphemeral() && spec.etag().isEmpty()) {
            warn("shared storage without an etag: "
                    + (spec.versionId().isEmpty()
                            ? "to get the same data every time"
                            : "datasets of other versions take this one's place; to keep each at its own path")
                    + ", add \"etag\": \"" + object.get().etag() + "\"");
        }
    }

    private void warn(String warning) {
        LOG.warn("{}: {}", name, warning);
        events.tell(listener -> listener.warned(name, warning));
    }
}
