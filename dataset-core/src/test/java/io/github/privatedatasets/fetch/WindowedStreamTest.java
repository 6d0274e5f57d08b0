// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.errors.DatasetAccessDeniedException;
import io.github.privatedatasets.errors.IntegrityException;
import io.github.privatedatasets.errors.RevisionChangedException;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.errors.TransferFailedException;
import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.Checksum.Algorithm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One big object over several connections, in windows of 1000 bytes. */
@Timeout(60)
class WindowedStreamTest {
    private static final RetryPolicy AT_ONCE = new RetryPolicy(3, Duration.ZERO, Duration.ZERO);

    private final byte[] bytes = new byte[100_500];
    private final ScriptedDataset dataset = new ScriptedDataset(bytes);
    private final ExecutorService pool = Executors.newFixedThreadPool(5);
    private final AtomicLong bytesRead = new AtomicLong();

    WindowedStreamTest() {
        new Random(3).nextBytes(bytes);
        dataset.described(new Checksum(Algorithm.CRC32C, crc32c()));
    }

    @AfterEach
    void endThePool() {
        pool.shutdownNow();
    }

    @Test
    void givesTheBytesInOrderAndAsksForEachOnce() throws Exception {
        ReadAhead ahead = ahead(pool, 5);
        try (DatasetReader reader = reader(ahead);
                ObjectStream stream = reader.stream(dataset.object(), false)) {
            assertThat(stream.readAllBytes()).isEqualTo(bytes);
            assertThat(stream.proof()).isEqualTo("CRC32C");
        }
        assertThat(bytesRead).hasValue(bytes.length);
        assertThat(dataset.offsets()).doesNotHaveDuplicates().contains(0L);
        assertThat(dataset.descriptions()).isEqualTo(1);
        assertThat(ahead.windowsTaken()).isZero();
    }

    @Test
    void needsNoOtherThread() throws Exception {
        Deque<Runnable> never = new ArrayDeque<>();
        try (DatasetReader reader = reader(ahead(never::add, 5));
                ObjectStream stream = reader.stream(dataset.object(), false)) {
            assertThat(stream.readAllBytes()).isEqualTo(bytes);
        }
        // First one window, as help may be on its way; then eight at a time.
        assertThat(dataset.offsets())
                .containsExactlyElementsOf(LongStream.concat(
                                LongStream.of(0), LongStream.iterate(1000, o -> o < bytes.length, o -> o + 8000))
                        .boxed()
                        .toList());
    }

    @Test
    void goesOnAloneWhereThePoolRefusesHelp() throws Exception {
        Executor full = task -> {
            throw new RejectedExecutionException("the queue is full");
        };
        for (Executor none : List.<Executor>of(full, Runnable::run)) {
            ReadAhead ahead = ahead(none, 5);
            try (DatasetReader reader = reader(ahead);
                    ObjectStream stream = reader.stream(dataset.object(), false)) {
                assertThat(stream.readAllBytes()).isEqualTo(bytes);
            }
            assertThat(ahead.windowsTaken()).isZero();
        }
        assertThat(bytesRead).hasValue(2L * bytes.length);
    }

    @Test
    void asksForHelpAgainWhenThePoolWasFullForAMoment() throws Exception {
        AtomicLong asked = new AtomicLong();
        Executor fullOnce = task -> {
            if (asked.incrementAndGet() == 1) {
                throw new RejectedExecutionException("the queue is full");
            }
            pool.execute(task);
        };
        try (DatasetReader reader = reader(ahead(fullOnce, 5));
                ObjectStream stream = reader.stream(dataset.object(), false)) {
            assertThat(stream.readAllBytes()).isEqualTo(bytes);
        }
        assertThat(asked.get()).isGreaterThan(1);
    }

    @Test
    void needsNoMemoryOfItsOwnWhereOthersHoldAll() throws Exception {
        ReadAhead ahead = ahead(pool, 5);
        while (ahead.takeWindow()) {}
        try (DatasetReader reader = reader(ahead);
                ObjectStream stream = reader.stream(dataset.object(), false)) {
            assertThat(stream.readAllBytes()).isEqualTo(bytes);
        }
        assertThat(bytesRead).hasValue(bytes.length);
    }

    @Test
    void smallObjectsAreReadByOneConnectionAndNotAskedAbout() throws Exception {
        ScriptedDataset small = new ScriptedDataset(new byte[1999]);
        try (DatasetReader reader = new DatasetReader(small, AT_ONCE, ahead(pool, 5), new Unobserved());
                ObjectStream stream = reader.stream(small.object(), false)) {
            assertThat(stream.readAllBytes()).hasSize(1999);
        }
        assertThat(small.offsets()).containsExactly(0L);
        assertThat(small.descriptions()).isZero();
    }

    @Test
    void takesABrokenRangeUpAtItsLastGoodByte() throws Exception {
        for (long window = 0; window < bytes.length; window += 3000) {
            dataset.thenAtBreaksAfter(window, 300);
        }
        try (DatasetReader reader = reader(ahead(pool, 5));
                ObjectStream stream = reader.stream(dataset.object(), false)) {
            assertThat(stream.readAllBytes()).isEqualTo(bytes);
        }
        assertThat(bytesRead).hasValue(bytes.length);
        assertThat(dataset.offsets()).contains(300L).doesNotHaveDuplicates();
    }

    @Test
    void oneObjectThatAlwaysFailsCostsABoundedNumberOfRequests() {
        for (long window = 0; window < bytes.length; window += 1000) {
            for (int i = 0; i < 100; i++) {
                dataset.thenAt(window, rest -> {
                    throw new SourceUnavailableException("503", null);
                });
            }
        }
        try (DatasetReader reader = reader(ahead(pool, 5))) {
            assertThatExceptionOfType(TransferFailedException.class)
                    .isThrownBy(() -> reader.stream(dataset.object(), false).readAllBytes())
                    .satisfies(e -> assertThat(e.atByte()).isZero());
        }
        assertThat(dataset.offsets()).hasSizeLessThanOrEqualTo(3 + 4);
    }

    @Test
    void tellsWhatTheStoreSaidForGoodAboutAnyRange() {
        dataset.thenAtBreaksAfter(0, 1000); // whoever reads it
        for (int i = 0; i < 10; i++) {
            dataset.thenAt(5000, rest -> {
                throw new RevisionChangedException("object", "412", null);
            });
            dataset.thenAt(1000, rest -> {
                throw new DatasetAccessDeniedException(DatasetUri.parse("s3://b/k"), "me", "403", "ask for it", null);
            });
        }
        try (DatasetReader reader = reader(ahead(pool, 5))) {
            assertThatThrownBy(() -> reader.stream(dataset.object(), false).readAllBytes())
                    .isInstanceOf(DatasetAccessDeniedException.class);
        }
    }

    @Test
    void catchesAWrongByteOfTheRightLengthInARange() {
        dataset.thenAt(1000, WindowedStreamTest::wrong).thenAt(1000, WindowedStreamTest::wrong);
        Deque<Runnable> never = new ArrayDeque<>();
        for (Executor threads : new Executor[] {pool, never::add}) {
            try (DatasetReader reader = reader(ahead(threads, 5))) {
                assertThatExceptionOfType(IntegrityException.class)
                        .isThrownBy(() -> reader.stream(dataset.object(), false).readAllBytes());
            }
        }
    }

    @Test
    void lendsTheSameBytesAsItReadsWhoeverFetchesThem() throws Exception {
        Deque<Runnable> never = new ArrayDeque<>();
        for (Executor threads : new Executor[] {pool, never::add}) {
            dataset.thenAtBreaksAfter(0, 10).thenAtBreaksAfter(3000, 300);
            ReadAhead ahead = ahead(threads, 5);
            try (DatasetReader reader = reader(ahead);
                    ObjectStream stream = reader.stream(dataset.object(), false)) {
                assertThat(stream.lends()).isTrue();
                assertThat(lentBy(stream)).isEqualTo(bytes);
                assertThat(stream.proof()).isEqualTo("CRC32C");
                assertThat(stream.isProven()).isTrue();
                assertThat(stream.lend(10)).isNull();
            }
            assertThat(ahead.windowsTaken()).isZero();
        }
        assertThat(bytesRead).hasValue(2L * bytes.length);
    }

    @Test
    void whatIsReadAndWhatIsLentFollowEachOther() throws Exception {
        try (DatasetReader reader = reader(ahead(pool, 5));
                ObjectStream stream = reader.stream(dataset.object(), false)) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.write(stream.readNBytes(1500));
            for (ByteBuffer lent = stream.lend(7); lent != null; lent = stream.lend(7)) {
                assertThat(lent.remaining()).isBetween(1, 7);
                all.write(taken(lent));
                all.write(stream.readNBytes(111));
            }
            assertThat(all.toByteArray()).isEqualTo(bytes);
        }
    }

    @Test
    void tellsNoEndOfLentBytesWhereOneIsWrong() throws Exception {
        dataset.thenAt(1000, WindowedStreamTest::wrong);
        try (DatasetReader reader = reader(ahead(pool, 5))) {
            ObjectStream stream = reader.stream(dataset.object(), false);
            assertThatExceptionOfType(IntegrityException.class).isThrownBy(() -> lentBy(stream));
            assertThatExceptionOfType(IntegrityException.class)
                    .as("also when asked again")
                    .isThrownBy(() -> stream.lend(1));
        }
    }

    @Test
    void theMemoryOfTheLastWindowIsTheNextObjects() throws Exception {
        ScriptedDataset two = new ScriptedDataset(new byte[2000]);
        CountDownLatch asked = new CountDownLatch(1);
        two.thenAt(1000, rest -> {
            asked.countDown();
            return new ByteArrayInputStream(rest);
        });
        ReadAhead ahead = ahead(pool, 2);
        try (DatasetReader reader = new DatasetReader(two, AT_ONCE, ahead, new Unobserved());
                ObjectStream stream = reader.stream(two.object(), false)) {
            stream.read();
            asked.await();
            assertThat(stream.readAllBytes()).hasSize(1999);
        }
        assertThat(ahead.blocksKept()).as("of 64 bytes").isEqualTo(16);
    }

    @Test
    void theMemoryOfACancelledReadIsTheNextOnesOnceNobodyReads() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        dataset.thenAt(1000, rest -> new Stalled(blocked));
        ReadAhead ahead = ahead(pool, 2);
        try (DatasetReader reader = reader(ahead)) {
            ObjectStream stream = reader.stream(dataset.object(), false);
            ByteBuffer lent = stream.lend(10);
            blocked.await();
            reader.cancel();
            assertThat(ahead.blocksKept()).as("while it is lent").isZero();
            assertThat(taken(lent)).startsWith(bytes[0]);
        }
        assertThat(ahead.blocksKept()).as("the reader's and the window's").isEqualTo(2);
        assertThat(ahead.windowsTaken()).isZero();
    }

    private static byte[] lentBy(ObjectStream stream) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuffer lent = stream.lend(100); lent != null; lent = stream.lend(100)) {
            all.write(taken(lent));
        }
        return all.toByteArray();
    }

    private static byte[] taken(ByteBuffer lent) {
        byte[] taken = new byte[lent.remaining()];
        lent.get(taken);
        return taken;
    }

    @Test
    void cancelFreesReaderAndHelpersThatAreBlocked() throws Exception {
        CountDownLatch blocked = new CountDownLatch(2);
        for (long window = 0; window < bytes.length; window += 1000) {
            dataset.thenAt(window, rest -> new Stalled(blocked));
        }
        ReadAhead ahead = ahead(pool, 5);
        try (DatasetReader reader = reader(ahead)) {
            Future<byte[]> read =
                    pool.submit(() -> reader.stream(dataset.object(), false).readAllBytes());
            blocked.await();
            reader.cancel();
            assertThatThrownBy(read::get).hasMessageContaining("was stopped");
        }
        assertThat(ahead.windowsTaken()).isZero();
    }

    @Test
    void closeInterruptsHelpersThatWaitForAnAnswer() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        dataset.thenAt(1000, rest -> {
            asked.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return InputStream.nullInputStream();
        });
        ReadAhead ahead = ahead(pool, 2);
        try (DatasetReader reader = reader(ahead);
                ObjectStream stream = reader.stream(dataset.object(), false)) {
            assertThat(stream.read()).isEqualTo(bytes[0] & 0xff);
            asked.await();
        }
        assertThat(interrupted.getCount()).isZero();
        assertThat(ahead.windowsTaken()).isZero();
    }

    @Test
    void interruptReachesAReaderThatWaitsForAHelper() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        dataset.thenAt(1000, rest -> new Stalled(blocked));
        try (DatasetReader reader = reader(ahead(pool, 2))) {
            ObjectStream stream = reader.stream(dataset.object(), false);
            stream.readNBytes(1);
            blocked.await();
            stream.readNBytes(999);
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(stream::read);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static InputStream wrong(byte[] rest) {
        rest[500] ^= 1;
        return new ByteArrayInputStream(rest);
    }

    private DatasetReader reader(ReadAhead ahead) {
        return new DatasetReader(dataset, AT_ONCE, ahead, new Unobserved() {
            @Override
            public void bytesRead(int count) {
                bytesRead.addAndGet(count);
            }
        });
    }

    private static ReadAhead ahead(Executor threads, int connections) {
        return new ReadAhead(threads, connections, 4, 1000, 64);
    }

    private String crc32c() {
        Digest digest = Digest.of(Algorithm.CRC32C);
        digest.update(ByteBuffer.wrap(bytes, 0, bytes.length));
        return digest.hex();
    }

    /** Gives nothing until it is closed. */
    private static final class Stalled extends FilterInputStream {
        private final CountDownLatch blocked;
        private final CountDownLatch closed = new CountDownLatch(1);

        Stalled(CountDownLatch blocked) {
            super(InputStream.nullInputStream());
            this.blocked = blocked;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            blocked.countDown();
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
            throw new IOException("Socket closed");
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
