package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.StagingListener;
import io.github.privatedatasets.StagingPlan;
import io.github.privatedatasets.StagingProgress;
import io.github.privatedatasets.spec.DatasetName;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/** Reports staging as plain lines that a log can keep: at most one every two seconds per dataset while bytes come in. */
final class ProgressLog implements StagingListener {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(2).toNanos();

    private final PrintWriter err;
    private final boolean progress;
    private final LongSupplier nanoTime;
    private final Map<DatasetName, Shown> shown = new HashMap<>();

    /** Reports warnings, and with {@code progress} also how it goes. */
    ProgressLog(PrintWriter err, boolean progress, LongSupplier nanoTime) {
        this.err = err;
        this.progress = progress;
        this.nanoTime = nanoTime;
    }

    @Override
    public void planned(StagingPlan plan) {
        shown.put(plan.name(), new Shown(nanoTime.getAsLong(), 0));
        if (plan.action() != StagingPlan.Action.REUSE) {
            String size = plan.sizeBytes().isPresent()
                    ? " (" + Quantity.bytes(plan.sizeBytes().getAsLong()) + ")"
                    : "";
            log(plan.name(), "staging " + plan.uri() + size + " to " + plan.path());
        }
    }

    @Override
    public void waiting(DatasetName name, String holder, Duration waited) {
        log(name, "waiting for " + holder + ", " + waited.toSeconds() + " s so far");
    }

    @Override
    public void progressed(DatasetName name, StagingProgress now) {
        long nanos = nanoTime.getAsLong();
        Shown last = shown.computeIfAbsent(name, n -> new Shown(nanos, now.bytesDone()));
        if (nanos - last.nanos >= INTERVAL_NANOS) {
            shown.put(name, new Shown(nanos, now.bytesDone()));
            double bytesPerSecond = (now.bytesDone() - last.bytes) * 1e9 / (nanos - last.nanos);
            log(name, line(now) + ", " + Quantity.bytes(Math.max(0, (long) bytesPerSecond)) + "/s");
        }
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
        log(name, "attempt " + attempt + " in " + pause.toMillis() + " ms, after: " + problem);
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
        log(dataset.name(), "staged at " + dataset.path() + resumed);
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

    /** What the last line of a dataset showed, and when. */
    private record Shown(long nanos, long bytes) {}
}
