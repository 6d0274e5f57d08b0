// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.StagingPlan;
import io.github.privatedatasets.StagingProgress;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spec.VolumeRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProgressLogTest {
    private static final DatasetName MNIST = DatasetName.of("mnist");

    private final StringWriter written = new StringWriter();
    private long nanos;

    private ProgressLog log(boolean progress) {
        return new ProgressLog(new PrintWriter(written), progress, () -> nanos);
    }

    private static StagingPlan plan(DatasetName name, StagingPlan.Action action) {
        return new StagingPlan(
                name,
                DatasetUri.parse("s3://b/" + name + ".zip"),
                action,
                Path.of("/s/t/data/" + name),
                VolumeRequest.shared(),
                Optional.empty(),
                OptionalLong.of(50_000_000),
                Optional.empty());
    }

    private static StagingProgress bytes(long done) {
        return new StagingProgress(done, OptionalLong.of(50_000_000), done / 1_000_000, OptionalLong.empty(), 0);
    }

    @Test
    void showsBytesShareRateAndTimeLeftNoOftenerThanEveryTwoSeconds() {
        ProgressLog log = log(true);
        log.planned(plan(MNIST, StagingPlan.Action.EXPAND_ARCHIVE));
        for (int tenth = 1; tenth <= 45; tenth++) {
            nanos = Duration.ofMillis(100L * tenth).toNanos();
            log.progressed(MNIST, bytes(1_000_000L * tenth));
        }
        assertThat(written.toString().lines())
                .containsExactly(
                        "mnist: staging s3://b/mnist.zip (50.0 MB) to /s/t/data/mnist",
                        "mnist: 20.0 MB of 50.0 MB (40 %), 20 files, 10.0 MB/s, 3 s left",
                        "mnist: 40.0 MB of 50.0 MB (80 %), 40 files, 10.0 MB/s, 1 s left");
    }

    @Test
    void throttlesEachDatasetByItself() {
        ProgressLog log = log(true);
        DatasetName other = DatasetName.of("other");
        log.planned(plan(MNIST, StagingPlan.Action.REUSE));
        log.planned(plan(other, StagingPlan.Action.REUSE));
        nanos = Duration.ofSeconds(2).toNanos();
        log.progressed(MNIST, bytes(1_000_000));
        log.progressed(other, bytes(2_000_000));

        assertThat(written.toString().lines()).hasSize(2);
    }

    @Test
    void showsNoShareOfAFolderWhoseListingGoesOn() {
        ProgressLog log = log(true);
        log.planned(plan(MNIST, StagingPlan.Action.REUSE));
        nanos = Duration.ofSeconds(4).toNanos();
        log.progressed(MNIST, new StagingProgress(8_000, OptionalLong.empty(), 1, OptionalLong.empty(), 0));

        assertThat(written.toString().lines()).containsExactly("mnist: 8.0 kB, 1 file, 2.0 kB/s");
    }

    @Test
    void tellsWaitsAndRetries() {
        ProgressLog log = log(true);
        log.waiting(MNIST, "host-a:123", Duration.ofSeconds(4));
        log.retried(MNIST, "s3://b/mnist.zip: connection\nreset", 2, Duration.ofMillis(250));

        assertThat(written.toString().lines())
                .containsExactly(
                        "mnist: waiting for host-a:123, 4 s so far",
                        "mnist: retry 2 in 250 ms, after: s3://b/mnist.zip: connection\\u000areset");
    }

    @Test
    void tellsOnlyWarningsWhereProgressIsOff() {
        ProgressLog log = log(false);
        log.planned(plan(MNIST, StagingPlan.Action.EXPAND_ARCHIVE));
        log.waiting(MNIST, "host-a:123", Duration.ofSeconds(4));
        log.retried(MNIST, "reset", 2, Duration.ofMillis(250));
        nanos = Duration.ofSeconds(4).toNanos();
        log.progressed(MNIST, bytes(1));
        log.warned(MNIST, "no etag");

        assertThat(written.toString().lines()).containsExactly("warning: mnist: no etag");
    }

    @Test
    void tellsTheTimeLeftByTheBytesAndNotByTheWaitBefore() {
        ProgressLog log = log(true);
        log.planned(plan(MNIST, StagingPlan.Action.EXPAND_ARCHIVE));
        nanos = Duration.ofHours(1).toNanos();
        log.waiting(MNIST, "host-a:123", Duration.ofHours(1));
        nanos = Duration.ofHours(1).plusSeconds(2).toNanos();
        log.progressed(MNIST, bytes(500_000));

        assertThat(written.toString().lines())
                .contains(
                        "mnist: waiting for host-a:123, 1 h 0 min so far",
                        "mnist: 500.0 kB of 50.0 MB (1 %), 0 files, 250.0 kB/s, 3 min 18 s left");
    }

    @Test
    void beginsAnewWhereEverythingIsFetchedOnceMore() {
        ProgressLog log = log(true);
        log.planned(plan(MNIST, StagingPlan.Action.EXPAND_ARCHIVE));
        log.progressed(MNIST, bytes(0));
        nanos = Duration.ofSeconds(2).toNanos();
        log.progressed(MNIST, bytes(40_000_000));
        nanos = Duration.ofSeconds(3).toNanos();
        log.progressed(MNIST, bytes(1_000_000));
        nanos = Duration.ofSeconds(5).toNanos();
        log.progressed(MNIST, bytes(11_000_000));

        assertThat(written.toString().lines().reduce((first, last) -> last))
                .hasValue("mnist: 11.0 MB of 50.0 MB (22 %), 11 files, 5.5 MB/s, 7 s left");
    }
}
