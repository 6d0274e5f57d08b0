// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.StagingListener;
import io.github.privatedatasets.StagingPlan;
import io.github.privatedatasets.StagingProgress;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.OneLine;
import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Reports staging on a terminal: a bar for the dataset that is being staged, with rate and time left, and above it the lines of a log, but
 * for those that the bar makes needless. For datasets that are staged one after the other.
 */
final class ProgressBars implements StagingListener, AutoCloseable {
    private static final String WIPE = "\r\u001b[K";
    private static final long KILOBYTE = 1000;
    private static final long MEGABYTE = 1_000_000;

    private final PrintWriter err;
    private final ProgressLog log;
    private final int columns;
    private ProgressBar bar;
    private Line line;

    ProgressBars(PrintWriter err, ProgressLog log, int columns) {
        this.err = err;
        this.log = log;
        this.columns = columns;
    }

    @Override
    public synchronized void planned(StagingPlan plan) {
        above(() -> log.planned(plan));
        if (plan.action() != StagingPlan.Action.REUSE) {
            bar = bar(plan);
        }
    }

    private ProgressBar bar(StagingPlan plan) {
        line = new Line();
        long total = plan.sizeBytes().orElse(-1);
        boolean small = total >= 0 && total < MEGABYTE;
        return new ProgressBarBuilder()
                .setTaskName(OneLine.of(plan.name().value()))
                .setStyle(ProgressBarStyle.ASCII)
                .setInitialMax(total)
                .setUnit(small ? " kB" : " MB", small ? KILOBYTE : MEGABYTE)
                .showSpeed()
                .setUpdateIntervalMillis(200)
                .setConsumer(line)
                .build();
    }

    @Override
    public synchronized void waiting(DatasetName name, String holder, Duration waited) {
        say("waits for " + holder + ", " + waited.toSeconds() + " s");
    }

    @Override
    public synchronized void progressed(DatasetName name, StagingProgress progress) {
        if (bar != null) {
            progress.bytesTotal().ifPresent(bar::maxHint);
            bar.stepTo(progress.bytesDone());
            say(Quantity.files(progress.filesDone()));
        }
    }

    private void say(String message) {
        if (bar != null) {
            bar.setExtraMessage("  " + OneLine.of(message));
        }
    }

    @Override
    public synchronized void retried(DatasetName name, String problem, int attempt, Duration pause) {
        above(() -> log.retried(name, problem, attempt, pause));
    }

    @Override
    public synchronized void warned(DatasetName name, String warning) {
        above(() -> log.warned(name, warning));
    }

    @Override
    public synchronized void published(MaterializedDataset dataset) {
        close();
        log.published(dataset);
    }

    @Override
    public synchronized void reused(MaterializedDataset dataset) {
        close();
        log.reused(dataset);
    }

    @Override
    public synchronized void failed(DatasetSpec spec, DatasetException failure) {
        close();
    }

    private void above(Runnable line) {
        if (bar != null) {
            err.print(WIPE);
        }
        line.run();
    }

    /** Takes the bar away; it has said its last word when this returns. Needed where nothing tells how the staging has ended. */
    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
            bar = null;
            line.end();
        }
    }

    /** The terminal's last line, written to whole, so that it never holds half of a bar and half of a log's line. */
    private final class Line implements ProgressBarConsumer {
        private boolean ended;

        @Override
        public int getMaxRenderedLength() {
            return columns - 1;
        }

        @Override
        public synchronized void accept(String rendered) {
            if (!ended) {
                err.print(WIPE + rendered);
                err.flush();
            }
        }

        /** The bar's thread may draw once more after it was told to close: {@link #end} has the last word. */
        @Override
        public void close() {}

        synchronized void end() {
            ended = true;
            err.print(WIPE);
            err.flush();
        }
    }
}
