// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.micrometer;

import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.StagingListener;
import io.github.privatedatasets.StagingStep;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spec.VolumeRequest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * The meters of a service that stages datasets: {@code datasets.staged}, {@code .failures}, {@code .bytes}, {@code .objects}, {@code .retries},
 * {@code .waits} and {@code .step}. No tag holds a name, so that a registry does not grow with the datasets.
 *
 * <p>What they count is told by the listeners of {@link #listener}, one for each job:
 *
 * <pre>{@code
 * StagingMetrics metrics = StagingMetrics.of(registry); // once per service
 * stager.forTeam(team).listener(jobLog.and(metrics.listener())).stageAll(specs);
 * }</pre>
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class StagingMetrics {
    private final MeterRegistry registry;
    private final Map<StagingStep, Timer> steps = new EnumMap<>(StagingStep.class);
    private final Counter bytes;
    private final Counter objects;
    private final Counter retries;
    private final Counter waits;

    private StagingMetrics(MeterRegistry registry) {
        this.registry = registry;
        bytes = Counter.builder("datasets.bytes")
                .description("bytes read from the store")
                .baseUnit("bytes")
                .register(registry);
        objects = counter("datasets.objects", "objects of the datasets that were published");
        retries = counter("datasets.retries", "transfers that broke and were tried again");
        waits = counter("datasets.waits", "datasets that waited for another stager");
        for (StagingStep step : StagingStep.values()) {
            Timer timer = Timer.builder("datasets.step")
                    .description("time that a step of staging a dataset took")
                    .tag("step", step.toString())
                    .register(registry);
            steps.put(step, timer);
        }
    }

    /** Registers the meters, of which {@code datasets.staged} and {@code datasets.failures} come with the first dataset they count. */
    public static StagingMetrics of(MeterRegistry registry) {
        return new StagingMetrics(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    /** Returns a listener for the datasets of one job: no two that are staged at a time may have one name. */
    public StagingListener listener() {
        return new JobMetrics(this);
    }

    void read(long more) {
        bytes.increment((double) more);
    }

    void retried() {
        retries.increment();
    }

    void waited() {
        waits.increment();
    }

    void took(StagingStep step, Duration time) {
        Objects.requireNonNull(steps.get(step)).record(time);
    }

    void published(MaterializedDataset dataset, long fetched) {
        objects.increment((double) fetched);
        staged("published", dataset.storage());
    }

    void reused(MaterializedDataset dataset) {
        staged("reused", dataset.storage());
    }

    private void staged(String outcome, VolumeRequest.Kind volume) {
        Counter.builder("datasets.staged")
                .description("datasets that were published, or reused since they stood already")
                .tags("outcome", outcome, "volume", volume.toString())
                .register(registry)
                .increment();
    }

    void failed(DatasetException failure) {
        Counter.builder("datasets.failures")
                .description("datasets that could not be staged")
                .tags("type", failure.getClass().getSimpleName())
                .tags("retryable", Boolean.toString(failure.isRetryable()))
                .register(registry)
                .increment();
    }
}
