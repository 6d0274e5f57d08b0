// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.fetch.TransferObserver;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spi.Slot;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Counts what a staging reads, and tells those who watch and those who wait a few times a second. Thread-safe. */
final class TransferMeter implements TransferObserver {
    private static final long TELL_EVERY_NANOS = Duration.ofMillis(200).toNanos();

    private final DatasetName name;
    private final RunEvents events;
    private final Slot slot;
    private final LongSupplier filesWritten;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong resumedBytes = new AtomicLong();
    private final AtomicLong toldAtNanos = new AtomicLong(System.nanoTime());
    private volatile OptionalLong bytesTotal;
    private volatile OptionalLong filesTotal = OptionalLong.empty();

    TransferMeter(DatasetName name, RunEvents events, Slot slot, OptionalLong bytesTotal, LongSupplier filesWritten) {
        this.name = name;
        this.events = events;
        this.slot = slot;
        this.bytesTotal = bytesTotal;
        this.filesWritten = filesWritten;
    }

    @Override
    public void bytesRead(int count) {
        bytes.addAndGet(count);
        long now = System.nanoTime();
        long last = toldAtNanos.get();
        if (now - last >= TELL_EVERY_NANOS && toldAtNanos.compareAndSet(last, now)) {
            tell();
        }
    }

    @Override
    public void resumed(long count) {
        resumedBytes.addAndGet(count);
    }

    /** Returns how many of the bytes that came in were no download. */
    long resumedBytes() {
        return resumedBytes.get();
    }

    @Override
    public void listed(long totalBytes, long totalFiles) {
        bytesTotal = OptionalLong.of(totalBytes);
        filesTotal = OptionalLong.of(totalFiles);
    }

    /** Tells how far it is, whenever it was last told. */
    void tell() {
        slot.progressed(bytesDone(), bytesTotal.orElse(-1));
        // Looked up when it is taken: of two threads that looked first, the later could tell of less.
        events.tellProgress(listener -> listener.progressed(
                name,
                new StagingProgress(bytesDone(), bytesTotal, filesWritten.getAsLong(), filesTotal, resumedBytes())));
    }

    /** A zip's directory is read first, and may be read again on the way to the end. */
    private long bytesDone() {
        return Math.min(bytes.get(), bytesTotal.orElse(Long.MAX_VALUE));
    }

    @Override
    public void retrying(String problem, int failures, Duration pause) {
        events.tell(listener -> listener.retried(name, problem, failures, pause));
    }
}
