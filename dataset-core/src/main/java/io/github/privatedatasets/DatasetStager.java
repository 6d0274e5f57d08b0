// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.fetch.ReadAhead;
import io.github.privatedatasets.fetch.RetryPolicy;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spec.DatasetPin;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.InvalidSpecException;
import io.github.privatedatasets.spec.TeamHandle;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.spi.DatasetSource;
import io.github.privatedatasets.spi.DatasetStorage;
import io.github.privatedatasets.spi.TreeLimits;
import io.github.privatedatasets.storage.EphemeralVolumes;
import io.github.privatedatasets.storage.SharedStorage;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The front door: takes dataset specs, and gives back directories that are complete, verified, and ready to be mounted read-only.
 *
 * <p><b>Threads.</b> Thread-safe; made once per service. {@code stage} blocks its caller; transfers and expansion run on the stager's pool.
 *
 * <p><b>Lifecycle.</b> Owns the sources and storages it was given. {@link #close} closes them, and the datasets still open.
 *
 * <p><b>Limits.</b> Memory is one buffer per transfer, and for objects of 8 MiB or more up to 45 MiB in all (a quarter of the size of a heap
 * below 160 MiB) for what is read ahead of their writers or decoders by more connections, whatever the datasets' sizes; that lies outside of
 * the heap, and is kept for the next one.
 */
public final class DatasetStager implements Closeable {
    private final StagingServices services;
    private final OpenDatasets open = new OpenDatasets();
    private final Optional<ExecutorService> ownPool;
    private final ReusePolicy reuse;
    private final TeamStager own;

    private DatasetStager(Builder builder) {
        ThreadFactory threads = daemonThreads();
        ownPool = builder.pool == null
                ? Optional.of(Executors.newFixedThreadPool(builder.threads, threads))
                : Optional.empty();
        ExecutorService pool = ownPool.isPresent() ? ownPool.get() : Objects.requireNonNull(builder.pool);
        services = new StagingServices(
                new SourceTable(builder.sources),
                new ExtractorTable(builder.extractors),
                Optional.ofNullable(builder.shared),
                Optional.ofNullable(builder.ephemeral),
                pool,
                builder.threads,
                ReadAhead.on(pool, builder.threads),
                // Never shut down: what is told after a close is told too, and idle threads end by themselves.
                Executors.newCachedThreadPool(threads),
                RetryPolicy.DEFAULT,
                builder.treeLimits,
                Optional.ofNullable(builder.maxSize));
        reuse = builder.reuse;
        own = stagerOf(Optional.ofNullable(builder.team));
        services.shared().ifPresent(DatasetStorage::sweep);
        services.ephemeral().ifPresent(DatasetStorage::sweep);
    }

    private static ThreadFactory daemonThreads() {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, "dataset-stager-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Starts a stager that has no source, extractor or storage yet. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a stager for unit tests: shared storage and volumes below the directory, no flushing, team {@code test}. Besides the given extractors
     * it has a plain one for {@code .zip}.
     */
    public static DatasetStager forTesting(Path directory, DatasetSource source, ArchiveExtractor... extractors) {
        return builder()
                .source(source)
                .extractors(List.of(new PlainZipExtractor()))
                .extractors(List.of(extractors))
                .sharedStorage(SharedStorage.builder(directory.resolve("shared"))
                        .durability(SharedStorage.Durability.NONE)
                        .build())
                .ephemeralStorage(EphemeralVolumes.under(directory.resolve("scratch")))
                .team("test")
                .build();
    }

    /**
     * Returns a stager for this team, which shares everything else with this one.
     *
     * @throws InvalidSpecException if the handle is no safe path segment
     */
    public TeamStager forTeam(String handle) {
        return stagerOf(Optional.of(TeamHandle.of(handle)));
    }

    /**
     * Returns a stager that tells this listener, for the team the builder named, or for none: then it stages ephemeral volumes, and refuses what is
     * shared. Its policy and lease can be set as {@linkplain #forTeam a team's}. Refuses {@code null}; thread-safe, and the listener is called as
     * {@link StagingListener} says.
     */
    public TeamStager listener(StagingListener listener) {
        return own.listener(listener);
    }

    private TeamStager stagerOf(Optional<TeamHandle> team) {
        return new TeamStager(services, open, StagingTerms.of(team, reuse), new StagingListener() {});
    }

    /** Does what {@link TeamStager#plan} does, for the team the builder named; ephemeral volumes need none. */
    public StagingPlan plan(DatasetSpec spec) throws DatasetException, InterruptedException {
        return own.plan(spec);
    }

    /** Does what {@link TeamStager#pin} does; needs no team. */
    public DatasetPin pin(DatasetSpec spec) throws DatasetException, InterruptedException {
        return own.pin(spec);
    }

    /** Does what {@link TeamStager#stage} does, for the team the builder named; ephemeral volumes need none. */
    public MaterializedDataset stage(DatasetSpec spec) throws DatasetException, InterruptedException {
        return own.stage(spec);
    }

    /** Does what {@link TeamStager#stageAll} does, for the team the builder named; ephemeral volumes need none. */
    public StagedDatasets stageAll(List<DatasetSpec> specs) throws DatasetException, InterruptedException {
        return own.stageAll(specs);
    }

    /** Returns the datasets of all teams that were staged and not closed since, in no order: what a service that is done has none of. */
    public List<MaterializedDataset> openDatasets() {
        return open.datasets();
    }

    /**
     * Ends the stagings under way, which fail with a retryable error, and waits until they have cleared up; then closes the datasets still
     * open (ephemeral volumes are removed, shared data stays), the sources and the storages. A pool that the host gave goes on. A
     * listener may call it; a source or an extractor must not. Where a source or storage of yours throws when it is closed, all others are closed before
     * that is thrown on.
     */
    @Override
    public void close() {
        Closing.all(
                List.<Runnable>of(
                        open::close,
                        () -> ownPool.ifPresent(ExecutorService::shutdown),
                        services.sources()::close,
                        () -> services.shared().ifPresent(DatasetStorage::close),
                        () -> services.ephemeral().ifPresent(DatasetStorage::close)),
                Runnable::run);
    }

    /** Collects what a stager works with; not thread-safe. Every method refuses {@code null} and returns this builder. */
    public static final class Builder {
        private final List<DatasetSource> sources = new ArrayList<>();
        private final List<ArchiveExtractor> extractors = new ArrayList<>();
        private @Nullable DatasetStorage shared;
        private @Nullable DatasetStorage ephemeral;
        private @Nullable TeamHandle team;
        private ReusePolicy reuse = ReusePolicy.IF_UNCHANGED;
        private @Nullable ExecutorService pool;
        private int threads = 16;
        private TreeLimits treeLimits = TreeLimits.defaults();
        private @Nullable ByteSize maxSize;

        private Builder() {}

        /** Adds a source; the stager closes it. */
        public Builder source(DatasetSource source) {
            sources.add(Objects.requireNonNull(source));
            return this;
        }

        /** Adds extractors; one added later takes a suffix over from one added earlier. */
        public Builder extractors(Collection<? extends ArchiveExtractor> more) {
            extractors.addAll(more);
            return this;
        }

        /** Sets where {@code shared} datasets stand; the stager closes it. Without, such specs are refused. */
        public Builder sharedStorage(DatasetStorage storage) {
            shared = Objects.requireNonNull(storage);
            return this;
        }

        /** Sets where {@code dynamic} datasets stand; the stager closes it. Without, such specs are refused. */
        public Builder ephemeralStorage(DatasetStorage storage) {
            ephemeral = Objects.requireNonNull(storage);
            return this;
        }

        /** Sets the team of {@link DatasetStager#stage}; {@link DatasetStager#forTeam} names others. */
        public Builder team(String handle) {
            team = TeamHandle.of(handle);
            return this;
        }

        /** Sets when shared trees that stand are used; {@link ReusePolicy#IF_UNCHANGED} where not called. {@link TeamStager#reuse} sets others. */
        public Builder reuse(ReusePolicy policy) {
            reuse = Objects.requireNonNull(policy);
            return this;
        }

        /**
         * Sets how many transfers run at a time, for the stager's pool as a whole, and so how many connections it uses: for the objects of a
         * folder, or for the ranges of one big object; 16 where not called. With 1, a big object is read by one connection.
         */
        public Builder threads(int threads) {
            if (threads < 1) {
                throw new IllegalArgumentException("threads must be at least 1, not " + threads);
            }
            this.threads = threads;
            return this;
        }

        /**
         * Sets what a dataset may take at most, whatever its spec says: one that asks for more is refused before anything is read or written, and one
         * that names no size gets this, or 5Gi for a {@code dynamic} one if that is less. Specs alone say it where not called.
         */
        public Builder maxSize(ByteSize size) {
            if (size.bytes() == 0) {
                throw new IllegalArgumentException("maxSize 0 has room for no dataset");
            }
            maxSize = size;
            return this;
        }

        /** Sets what a dataset's tree may come to besides its bytes; {@link TreeLimits#defaults} where not called. */
        public Builder treeLimits(TreeLimits limits) {
            treeLimits = Objects.requireNonNull(limits);
            return this;
        }

        /**
         * Sets a pool of the host's for transfers and expansion, which the stager never shuts down; one thread is enough. A task that
         * it refuses is done by the thread that stages; one that it takes and drops is waited for without end. {@code stage} must not be called from
         * its last free thread, which would then wait for itself.
         */
        public Builder pool(ExecutorService pool) {
            this.pool = Objects.requireNonNull(pool);
            return this;
        }

        /**
         * Returns the stager, when its storages have {@linkplain DatasetStorage#sweep swept}; two sources of one scheme are an
         * {@code IllegalArgumentException}.
         */
        public DatasetStager build() {
            return new DatasetStager(this);
        }
    }
}
