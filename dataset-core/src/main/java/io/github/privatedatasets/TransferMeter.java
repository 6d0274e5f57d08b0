package io.github.privatedatasets;

import io.github.privatedatasets.fetch.TransferObserver;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spi.Slot;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Counts what a staging reads and writes, and tells those who watch and those who wait a few times a second. Thread-safe. */
final class TransferMeter implements TransferObserver {
    private static final long TELL_EVERY_NANOS = Duration.ofMillis(200).toNanos();

    private final DatasetName name;
    private final RunEvents events;
    private final Slot slot;
    private final Supplier<OptionalLong> totalBytes;
    private final LongSupplier filesDone;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong toldAt = new AtomicLong(System.nanoTime());

    TransferMeter(
            DatasetName name, RunEvents events, Slot slot, Supplier<OptionalLong> totalBytes, LongSupplier filesDone) {
        this.name = name;
        this.events = events;
        this.slot = slot;
        this.totalBytes = totalBytes;
        this.filesDone = filesDone;
    }

    @Override
    public void bytesRead(int count) {
        bytes.addAndGet(count);
        tellNowAndThen();
    }

    @Override
    public void fileDone() {
        tellNowAndThen();
    }

    private void tellNowAndThen() {
        long now = System.nanoTime();
        long last = toldAt.get();
        if (now - last >= TELL_EVERY_NANOS && toldAt.compareAndSet(last, now)) {
            tell();
        }
    }

    /** Tells how far it is, whenever it was last told. */
    void tell() {
        StagingProgress progress = new StagingProgress(bytes.get(), totalBytes.get(), filesDone.getAsLong());
        slot.progressed(progress.bytesDone(), progress.bytesTotal().orElse(-1));
        events.tellProgress(listener -> listener.progressed(name, progress));
    }

    @Override
    public void retrying(String problem, int failures, Duration pause) {
        events.tell(listener -> listener.retried(name, problem, failures, pause));
    }
}
