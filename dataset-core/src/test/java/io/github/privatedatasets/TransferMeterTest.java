// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.errors.UnsafeKeysException;
import io.github.privatedatasets.expand.TreeWriter;
import io.github.privatedatasets.fetch.DatasetReader;
import io.github.privatedatasets.fetch.ListingFetch;
import io.github.privatedatasets.fetch.ReadAhead;
import io.github.privatedatasets.fetch.RetryPolicy;
import io.github.privatedatasets.fetch.TaskGroup;
import io.github.privatedatasets.fetch.UnreadableObjects;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spec.Etag;
import io.github.privatedatasets.spec.VolumeRequest;
import io.github.privatedatasets.spi.DatasetOrigin;
import io.github.privatedatasets.spi.DatasetTarget;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteListing;
import io.github.privatedatasets.spi.RemoteObject;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.spi.TreeLimits;
import io.github.privatedatasets.storage.EphemeralVolumes;
import io.github.privatedatasets.testing.InMemorySource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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

    @Test
    void sizesInAListingThatNoSumHoldsAreToldAsTheMost() throws Exception {
        TransferMeter meter = new TransferMeter(NAME, events, slot, OptionalLong.empty(), () -> 1);
        DatasetUri uri = DatasetUri.parse("s3://b/f/");
        InMemorySource source = InMemorySource.create().put("s3://b/f/a", "a");
        // Nothing of them is fetched: folder markers have no content, and these are refused for theirs.
        Iterator<RemoteObject> objects = Stream.of("a/", "b/", "c/")
                .map(path -> new RemoteObject(
                        path, Long.MAX_VALUE / 2, new Etag("e"), Optional.empty(), Optional.empty(), Instant.EPOCH))
                .iterator();
        RemoteListing listing = new RemoteListing() {
            @Override
            public @Nullable RemoteObject next() {
                return objects.hasNext() ? objects.next() : null;
            }

            @Override
            public void close() {}
        };

        try (TreeWriter tree = TreeWriter.open(
                        slot.begin(),
                        slot.budget(),
                        TreeLimits.defaults(),
                        warning -> {},
                        (offenders, count) -> new UnsafeKeysException(uri.toString(), offenders, count));
                RemoteDataset dataset = source.resolve(DatasetSpec.of(uri.toString()));
                DatasetReader reader = new DatasetReader(
                        dataset,
                        new RetryPolicy(1, Duration.ZERO, Duration.ZERO),
                        ReadAhead.on(Runnable::run, 1),
                        meter);
                TaskGroup tasks = new TaskGroup(Runnable::run, 1, () -> {})) {
            new ListingFetch(reader, tree, new UnreadableObjects(uri, true, false), slot)
                    .run(listing, path -> true, tasks);
        }
        meter.bytesRead(7);
        meter.tell();
        events.awaitTaken();
        assertThat(told).endsWith(7L);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
