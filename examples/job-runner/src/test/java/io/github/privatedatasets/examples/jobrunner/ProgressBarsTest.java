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

class ProgressBarsTest {
    private static final DatasetName MNIST = DatasetName.of("mnist");
    private static final String WIPE = "\r\u001b[K";

    private final StringWriter written = new StringWriter();
    private final PrintWriter err = new PrintWriter(written, true);
    private final ProgressBars bars = new ProgressBars(err, new ProgressLog(err, true, () -> 0), 80);

    private static StagingPlan plan(StagingPlan.Action action) {
        return new StagingPlan(
                MNIST,
                DatasetUri.parse("s3://b/mnist.zip"),
                action,
                Path.of("/s/t/data/mnist"),
                VolumeRequest.shared(),
                Optional.empty(),
                OptionalLong.of(50_000_000),
                Optional.empty());
    }

    @Test
    void drawsABarOfWhatHasComeAndTakesItAway() {
        bars.planned(plan(StagingPlan.Action.EXPAND_ARCHIVE));
        bars.progressed(
                MNIST, new StagingProgress(20_000_000, OptionalLong.of(50_000_000), 7, OptionalLong.empty(), 0));
        bars.close();

        assertThat(written.toString())
                .startsWith("mnist: staging s3://b/mnist.zip (50.0 MB) to /s/t/data/mnist\n")
                .containsPattern("mnist +40% \\[=+ *\\] 20/50 MB .*  7 files")
                .endsWith(WIPE);
        assertThat(written.toString().split("\r\u001b\\[K|\n"))
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
    }

    @Test
    void writesLinesAboveTheBar() {
        bars.planned(plan(StagingPlan.Action.EXPAND_ARCHIVE));
        bars.warned(MNIST, "no etag");
        bars.retried(MNIST, "reset", 2, Duration.ofMillis(250));
        bars.close();

        assertThat(written.toString())
                .contains(WIPE + "warning: mnist: no etag\n")
                .contains(WIPE + "mnist: retry 2 in 250 ms, after: reset\n");
    }

    @Test
    void drawsNoBarForWhatStandsAlready() {
        bars.planned(plan(StagingPlan.Action.REUSE));
        bars.warned(MNIST, "no etag");
        bars.close();

        assertThat(written).hasToString("warning: mnist: no etag\n");
    }

    @Test
    void saysForWhomItWaits() {
        bars.planned(plan(StagingPlan.Action.EXPAND_ARCHIVE));
        bars.waiting(MNIST, "host-a:123", Duration.ofSeconds(4));
        bars.close();

        assertThat(written.toString()).contains("waits for host-a:123, 4 s");
    }
}
