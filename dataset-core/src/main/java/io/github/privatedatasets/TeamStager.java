// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetPin;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.InvalidSpecException;
import io.github.privatedatasets.spec.LeaseName;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Stages datasets for one team, telling one listener.
 *
 * <p><b>Threads.</b> Immutable and thread-safe. Every method that blocks answers an interrupt: it stops its transfers and
 * throws {@code InterruptedException}.
 *
 * <p><b>Lifecycle.</b> Lives as long as the {@link DatasetStager} it came from; there is nothing to close.
 */
public final class TeamStager {
    private final StagingServices services;
    private final OpenDatasets open;
    private final StagingTerms terms;
    private final StagingListener listener;

    TeamStager(StagingServices services, OpenDatasets open, StagingTerms terms, StagingListener listener) {
        this.services = services;
        this.open = open;
        this.terms = terms;
        this.listener = listener;
    }

    /** Returns a stager for the same team that tells this listener, and no other. */
    public TeamStager listener(StagingListener listener) {
        return new TeamStager(services, open, terms, Objects.requireNonNull(listener));
    }

    /** Returns a stager that uses shared trees which stand already by this policy, and is like this one otherwise. */
    public TeamStager reuse(ReusePolicy policy) {
        return new TeamStager(services, open, terms.with(Objects.requireNonNull(policy)), listener);
    }

    /**
     * Returns a stager like this one whose shared datasets stay in use under this name, such as a job's id, also when they are closed and when
     * this process has ended: they are neither moved nor deleted until somebody ends the name with
     * {@link io.github.privatedatasets.storage.TeamDatasets#endLease}. Ephemeral volumes still end with their dataset. Where the name could not be
     * written down, {@link MaterializedDataset#isLeased} is false, and the listener is warned.
     * A name is for one user of a tree: where several share it, whoever ends it ends it for all of them.
     *
     * @throws InvalidSpecException if the name is no safe path segment of at most 200 bytes
     */
    public TeamStager leasedAs(String name) {
        return new TeamStager(services, open, terms.with(LeaseName.of(name)), listener);
    }

    /**
     * Says what staging the spec would do now. Writes nothing; asks the store, unless a revision that the spec pins stands already.
     *
     * @throws DatasetException as {@link #stage} would before it reads any content, also where something of somebody's own stands in the
     *     dataset's place
     * @throws InvalidSpecException as {@link #stage}
     */
    public StagingPlan plan(DatasetSpec spec) throws DatasetException, InterruptedException {
        return unheard(spec).plan();
    }

    private StagingRun unheard(DatasetSpec spec) throws DatasetException {
        return new StagingRun(
                spec, terms, services, new RunEvents(new StagingListener() {}, services.listenerThreads()));
    }

    /**
     * Returns the revision that the store has now, down to each object, as a value that can be written down and staged by:
     * {@code stage(spec.pinnedTo(pin))}. Reads no content; lists a folder, and asks about each of its objects where their bucket keeps versions.
     *
     * @throws DatasetException if nothing is there, access is denied, or the store cannot be reached
     */
    public DatasetPin pin(DatasetSpec spec) throws DatasetException, InterruptedException {
        return new Pinning(services, spec).run();
    }

    /**
     * Says what staging the datasets of one job would do now, in the order of their specs. Writes nothing.
     *
     * @throws DatasetException as {@link #plan}; before any is asked for, if it is plain that one can never be staged here
     * @throws InvalidSpecException as {@link #stageAll}
     */
    public List<StagingPlan> planAll(List<DatasetSpec> specs) throws DatasetException, InterruptedException {
        refuseSharedNames(specs);
        List<StagingRun> runs = new ArrayList<>();
        for (DatasetSpec spec : specs) {
            runs.add(unheard(spec));
        }
        List<StagingPlan> plans = new ArrayList<>();
        for (StagingRun run : runs) {
            plans.add(run.plan());
        }
        return plans;
    }

    /**
     * Stages one dataset: returns the tree that stands for it, or downloads, expands, verifies and publishes a new one. Blocks until it stands;
     * the caller closes what is returned.
     *
     * <p>What an attempt for the same dataset that died has left in shared storage is taken over, byte by byte as the store's digests and its own
     * notes prove it; the rest is downloaded.
     *
     * @throws DatasetException if it could not be staged, or the stager was closed; nothing of the attempt is published, and its staging is
     *     removed, unless the network failed or the stager was closed: then what came of a shared folder or plain object is left for the next
     *     attempt
     * @throws InvalidSpecException before any I/O, if no safe name can be derived from the spec, or name and etag are too long for one directory name
     * @throws InterruptedException if the thread was interrupted; nothing of the attempt is published, and of a shared folder or plain
     *     object what came is left for the next attempt
     */
    public MaterializedDataset stage(DatasetSpec spec) throws DatasetException, InterruptedException {
        return heard(spec, events -> stage(spec, events));
    }

    private interface Heard<T> {
        T run(RunEvents events) throws DatasetException, InterruptedException;
    }

    /** Tells the listener what a spec's work tells, and its failure; returns after that was taken. */
    private <T> T heard(DatasetSpec spec, Heard<T> work) throws DatasetException, InterruptedException {
        RunEvents events = new RunEvents(listener, services.listenerThreads());
        try {
            return work.run(events);
        } catch (DatasetException e) {
            events.tell(to -> to.failed(spec, e));
            throw e;
        } finally {
            events.awaitTaken();
        }
    }

    private MaterializedDataset stage(DatasetSpec spec, RunEvents events)
            throws DatasetException, InterruptedException {
        open.begin(spec);
        try {
            StagingRun.Outcome outcome = new StagingRun(spec, terms, services, events).stage();
            MaterializedDataset dataset = open.add(spec, nameOf(spec), outcome);
            events.tell(to -> {
                if (dataset.isReused()) {
                    to.reused(dataset);
                } else {
                    to.published(dataset);
                }
            });
            return dataset;
        } catch (DatasetException | InterruptedException e) {
            if (open.isClosed()) {
                throw OpenDatasets.stopped(spec, e);
            }
            throwIfInterrupted(e);
            throw e;
        } catch (IOException e) {
            // Every room names its failures; what is left came through somebody's source or extractor.
            throw new SourceUnavailableException(
                    "staging " + spec.uri() + " failed: " + e.getMessage() + "; try again", e);
        } finally {
            open.ended();
        }
    }

    /**
     * Stages the datasets of one job, one after the other. When one fails, those before it are closed again, and the {@linkplain #leasedAs named
     * leases} that this call has taken are ended.
     *
     * @throws DatasetException as {@link #stage}; before any is staged, if it is plain that one can never be staged here
     * @throws InvalidSpecException before any I/O, if two of the datasets have one name, or as {@link #stage} for one of them
     */
    public StagedDatasets stageAll(List<DatasetSpec> specs) throws DatasetException, InterruptedException {
        refuseSharedNames(specs);
        for (DatasetSpec spec : specs) {
            // Made for what it refuses; the one that stages begins its clock later.
            heard(spec, events -> new StagingRun(spec, terms, services, events));
        }
        List<MaterializedDataset> staged = new ArrayList<>();
        try {
            for (DatasetSpec spec : specs) {
                staged.add(stage(spec));
            }
            StagedDatasets all = new StagedDatasets(staged);
            staged = List.of();
            return all;
        } finally {
            staged.forEach(MaterializedDataset::abandon);
        }
    }

    /** An interrupt closes the file that is being written, which to the storage looks as if the disk had failed. */
    private static void throwIfInterrupted(Exception failure) throws InterruptedException {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClosedByInterruptException && Thread.interrupted()) {
                InterruptedException interrupted = new InterruptedException("interrupted: " + failure.getMessage());
                interrupted.initCause(failure);
                throw interrupted;
            }
        }
    }

    private void refuseSharedNames(List<DatasetSpec> specs) {
        Map<DatasetName, DatasetSpec> byName = new HashMap<>();
        for (DatasetSpec spec : specs) {
            DatasetSpec other = byName.put(nameOf(spec), spec);
            if (other != null) {
                throw new InvalidSpecException("two datasets have the name " + nameOf(spec) + ": " + other.uri()
                        + " and " + spec.uri() + "; set name in one of them, since both would be mounted at one path");
            }
        }
    }

    private DatasetName nameOf(DatasetSpec spec) {
        return spec.nameWith(services.extractors().suffixes());
    }
}
