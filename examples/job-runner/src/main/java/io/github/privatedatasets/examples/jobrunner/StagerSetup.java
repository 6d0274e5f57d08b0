// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.StagingListener;
import io.github.privatedatasets.TeamStager;
import io.github.privatedatasets.archive.StandardExtractors;
import io.github.privatedatasets.kubernetes.PodDatasets;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spi.DatasetSource;
import io.github.privatedatasets.spi.DatasetStorage;
import io.github.privatedatasets.storage.EphemeralVolumes;
import io.github.privatedatasets.storage.MountedVolumes;
import io.github.privatedatasets.storage.SharedStorage;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** How this service builds its stager: from the operator's options, with the storages that the specs at hand need. */
final class StagerSetup {
    private final RunnerOptions options;
    private final boolean shared;
    private final boolean ephemeral;
    private final Supplier<DatasetStorage> volumes;

    private StagerSetup(RunnerOptions options, List<DatasetSpec> specs, Supplier<DatasetStorage> volumes) {
        this.options = options;
        this.volumes = volumes;
        this.shared = specs.stream().anyMatch(spec -> !spec.volume().isEphemeral());
        this.ephemeral = specs.stream().anyMatch(spec -> spec.volume().isEphemeral());
    }

    /** Returns the setup for these specs, with volumes in the scratch directory or, for a pod, where its init container has them. */
    static StagerSetup of(RunnerOptions options, List<DatasetSpec> specs) {
        return options.output() == RunnerOptions.Output.kubernetes
                ? into(Path.of(PodDatasets.VOLUMES), options, specs)
                : new StagerSetup(options, specs, () -> EphemeralVolumes.under(options.scratch()));
    }

    /** Returns the setup for these specs, with volumes that others have mounted below this directory. */
    static StagerSetup into(Path volumes, RunnerOptions options, List<DatasetSpec> specs) {
        return new StagerSetup(options, specs, () -> MountedVolumes.under(volumes));
    }

    /** Returns a view of a stager of this setup that tells this listener, with the lease that the options ask for. */
    TeamStager telling(StagingListener listener, DatasetStager stager) {
        TeamStager telling = stager.listener(listener);
        return options.lease().map(telling::leasedAs).orElse(telling);
    }

    /** Returns a stager, which the caller closes; refuses options that lack what the specs need. */
    DatasetStager stager() {
        DatasetStager.Builder builder = DatasetStager.builder()
                .source(source(options))
                .extractors(StandardExtractors.all())
                .reuse(options.reuse());
        if (shared) {
            builder.sharedStorage(sharedStorage(options)).team(options.team().value());
        }
        if (ephemeral) {
            builder.ephemeralStorage(volumes.get());
        }
        options.threads().ifPresent(builder::threads);
        setMaxSize(builder);
        return builder.build();
    }

    private void setMaxSize(DatasetStager.Builder builder) {
        try {
            options.maxSize().ifPresent(builder::maxSize);
        } catch (IllegalArgumentException e) {
            throw options.invalid(e.getMessage());
        }
    }

    /** Returns a stager that asks stores and stages nothing, which the caller closes. */
    static DatasetStager withoutStorage(RunnerOptions options) {
        DatasetStager.Builder builder = DatasetStager.builder().source(source(options));
        options.threads().ifPresent(builder::threads);
        return builder.build();
    }

    /** Returns the team storage that the options name. */
    static SharedStorage sharedStorage(RunnerOptions options) {
        SharedStorage.Builder builder = SharedStorage.builder(options.storage()).durability(options.durability());
        options.lockTimeout().ifPresent(builder::lockTimeout);
        return builder.build();
    }

    private static DatasetSource source(RunnerOptions options) {
        try {
            return options.store().source();
        } catch (IllegalArgumentException e) {
            throw options.invalid(e.getMessage());
        }
    }
}
