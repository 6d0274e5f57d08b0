package io.github.privatedatasets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.VolumeRequest;
import io.github.privatedatasets.spi.DatasetOrigin;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.storage.EphemeralVolumes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferMeterTest {
    private static final DatasetName NAME = DatasetName.of("d");

    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Long> told = Collections.synchronizedList(new ArrayList<>());
    private final RunEvents events = new RunEvents(
            new StagingListener() {
                @Override
                public void progressed(DatasetName name, StagingProgress progress) {
                    told.add(progress.bytesDone());
                }
            },
            threads);
    private Slot slot;

    @BeforeEach
    void claimAVolume() throws Exception {
        DatasetOrigin origin = DatasetOrigin.of(DatasetSpec.of("s3://b/d"));
        slot = EphemeralVolumes.under(directory)
                .claim(
                        new DatasetTarget(
                                Optional.empty(),
                                NAME,
                                Optional.empty(),
                                origin,
                                VolumeRequest.ephemeral().limit(),
                                Optional.empty()),
                        (holder, waited) -> {});
    }

    @AfterEach
    void endTheThreads() {
        slot.close();
        threads.shutdownNow();
    }

    @Test
    void progressNeverGoesBackwardsHoweverItsTellersAreScheduled() throws Exception {
        CountDownLatch looked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        TransferMeter meter = new TransferMeter(NAME, events, slot, OptionalLong.of(1000), () -> {
            if (first.getAndSet(false)) {
                looked.countDown();
                awaitUninterrupted(goOn); // The slow teller has looked at the bytes, and not told yet.
            }
            return 1;
        });
        meter.bytesRead(100);
        Future<?> slow = threads.submit(meter::tell);
        looked.await();
        meter.bytesRead(100);
        meter.tell();
        goOn.countDown();
        slow.get(30, TimeUnit.SECONDS);
        events.awaitTaken();
        assertThat(told).isSorted().endsWith(200L);
    }

    @Test
    void bytesThatWereReadTwiceDoNotCountPastTheTotal() {
        TransferMeter meter = new TransferMeter(NAME, events, slot, OptionalLong.of(1000), () -> 1);
        meter.bytesRead(900);
        meter.bytesRead(300); // A zip's directory, read first, and again on the way to the end.
        meter.tell();
        events.awaitTaken();
        assertThat(told).endsWith(1000L);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
