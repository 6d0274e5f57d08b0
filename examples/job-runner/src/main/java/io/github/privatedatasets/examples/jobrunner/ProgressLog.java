// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.StagingListener;
import io.github.privatedatasets.StagingPlan;
import io.github.privatedatasets.StagingProgress;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.OneLine;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Reports staging as plain lines that a log can keep, each with the name of its dataset: at most one every two seconds per dataset while bytes come
 * in. Several datasets may be staged at once.
 */
final class ProgressLog implements StagingListener {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(2).toNanos();

    private final PrintWriter err;
    private final boolean progress;
    private final LongSupplier nanoTime;
    private final Map<DatasetName, Shown> shown = new ConcurrentHashMap<>();

    /** Reports warnings, and with {@code progress} also how it goes. */
    ProgressLog(PrintWriter err, boolean progress, LongSupplier nanoTime) {
        this.err = err;
        this.progress = progress;
        this.nanoTime = nanoTime;
    }

    @Override
    public void planned(StagingPlan plan) {
        shown.put(plan.name(), Shown.beginning(nanoTime.getAsLong()));
        if (plan.action() != StagingPlan.Action.REUSE) {
            String size = plan.sizeBytes().isPresent()
                    ? " (" + Quantity.bytes(plan.sizeBytes().getAsLong()) + ")"
                    : "";
            log(plan.name(), "staging " + plan.uri() + size + " to " + plan.path());
        }
    }

    @Override
    public void waiting(DatasetName name, String holder, Duration waited) {
        log(name, "waiting for " + holder + ", " + Quantity.time(waited) + " so far");
        // The time to come is that of the bytes, not of the wait.
        shown.put(name, Shown.beginning(nanoTime.getAsLong()));
    }

    @Override
    public void progressed(DatasetName name, StagingProgress now) {
        long nanos = nanoTime.getAsLong();
        Shown last = shown.computeIfAbsent(name, n -> Shown.beginning(nanos));
        if (last.bytes > now.bytesDone()) {
            // Everything is fetched once more.
            last = Shown.beginning(nanos);
            shown.put(name, last);
        }
        if (nanos - last.nanos >= INTERVAL_NANOS) {
            shown.put(name, new Shown(last.begunNanos, nanos, now.bytesDone()));
            double bytesPerSecond = (now.bytesDone() - last.bytes) * 1e9 / (nanos - last.nanos);
            log(
                    name,
                    line(now) + ", " + Quantity.bytes((long) bytesPerSecond) + "/s"
                            + left(now, nanos - last.begunNanos));
        }
    }

    /** The rate of two seconds says little about the hours to come, so that all that was read counts. */
    private static String left(StagingProgress now, long nanosSoFar) {
        if (now.bytesTotal().isEmpty() || now.bytesDone() == 0) {
            return "";
        }
        double nanosPerByte = (double) nanosSoFar / now.bytesDone();
        double nanosLeft = nanosPerByte * (now.bytesTotal().getAsLong() - now.bytesDone());
        return ", " + Quantity.time(Duration.ofNanos((long) nanosLeft)) + " left";
    }

    private static String line(StagingProgress now) {
        String done = Quantity.bytes(now.bytesDone());
        if (now.bytesTotal().isPresent()) {
            long total = now.bytesTotal().getAsLong();
            double percent = total == 0 ? 100 : 100.0 * now.bytesDone() / total;
            done += String.format(Locale.ROOT, " of %s (%.0f %%)", Quantity.bytes(total), percent);
        }
        String resumed = now.bytesResumed() > 0 ? ", " + Quantity.bytes(now.bytesResumed()) + " resumed" : "";
        return done + resumed + ", " + Quantity.files(now.filesDone());
    }

    @Override
    public void retried(DatasetName name, String problem, int attempt, Duration pause) {
        log(name, "retry " + attempt + " in " + pause.toMillis() + " ms, after: " + problem);
    }

    @Override
    public void warned(DatasetName name, String warning) {
        err.println("warning: " + OneLine.of(name + ": " + warning));
    }

    @Override
    public void published(MaterializedDataset dataset) {
        String resumed = dataset.resumedBytes() > 0
                ? ", " + Quantity.bytes(dataset.resumedBytes()) + " of it left by an attempt that died"
                : "";
        log(
                dataset.name(),
                "staged at " + dataset.path() + ", " + Quantity.files(dataset.fileCount()) + ", "
                        + Quantity.data(dataset.sizeBytes()) + resumed);
    }

    @Override
    public void reused(MaterializedDataset dataset) {
        log(dataset.name(), "reused, stands at " + dataset.path());
    }

    private void log(DatasetName name, String event) {
        if (progress) {
            err.println(OneLine.of(name + ": " + event));
        }
    }

    /** When the bytes of a dataset began to come, and when its last line was written and what it showed. */
    private record Shown(long begunNanos, long nanos, long bytes) {
        static Shown beginning(long nanos) {
            return new Shown(nanos, nanos, 0);
        }
    }
}
