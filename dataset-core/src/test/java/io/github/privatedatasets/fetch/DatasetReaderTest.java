// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.errors.IntegrityException;
import io.github.privatedatasets.errors.RevisionChangedException;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.errors.TransferFailedException;
import io.github.privatedatasets.spi.Checksum;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class DatasetReaderTest {
    private static final RetryPolicy AT_ONCE = new RetryPolicy(3, Duration.ZERO, Duration.ZERO);

    private final byte[] bytes = new byte[1_000_000];
    private final ScriptedDataset dataset = new ScriptedDataset(bytes);
    private final List<String> retries = new ArrayList<>();
    private final TransferObserver observer = new Unobserved() {
        @Override
        public void retrying(String problem, int failures, Duration pause) {
            retries.add(problem);
        }
    };
    private final DatasetReader reader = new DatasetReader(dataset, AT_ONCE, ReadAhead.on(Runnable::run, 1), observer);

    DatasetReaderTest() {
        new Random(7).nextBytes(bytes);
    }

    @Test
    void resumesABrokenBodyAtItsLastGoodByte() throws IOException {
        dataset.thenBreaksAfter(300_000).thenEndsAfter(100_000);
        try (ObjectStream stream = reader.stream(dataset.object(), false)) {
            assertThat(stream.readAllBytes()).isEqualTo(bytes);
        }
        assertThat(dataset.offsets()).containsExactly(0L, 300_000L, 400_000L);
        assertThat(retries)
                .containsExactly(
                        "object at byte 300000: Connection reset",
                        "object at byte 400000: the connection ended 600000 bytes early");
    }

    @Test
    void givesUpAfterSoManyFailuresInARowAndSaysWhere() {
        dataset.thenBreaksAfter(10).thenBreaksAfter(0).thenBreaksAfter(5);
        assertThatThrownBy(() -> reader.stream(dataset.object(), false).readAllBytes())
                .isInstanceOfSatisfying(TransferFailedException.class, e -> {
                    assertThat(e.atByte()).isEqualTo(15);
                    assertThat(e.isRetryable()).isTrue();
                })
                .hasMessageContaining("after 3 attempts: Connection reset");
        assertThat(dataset.offsets()).containsExactly(0L, 10L, 10L);
    }

    @Test
    void triesAgainAfterATimeoutAndAnUnavailableStore() throws IOException {
        dataset.thenBreaksAfter(0, () -> new SocketTimeoutException("Read timed out"))
                .then(rest -> {
                    throw new SourceUnavailableException("503", null);
                });
        try (ObjectStream stream = reader.stream(dataset.object(), false)) {
            assertThat(stream.readAllBytes()).isEqualTo(bytes);
        }
        assertThat(retries).hasSize(2);
    }

    @Test
    void doesNotTryAgainWhatTheStoreSaidForGood() {
        dataset.thenBreaksAfter(10).then(rest -> {
            throw new RevisionChangedException("object", "412", null);
        });
        assertThatThrownBy(() -> reader.stream(dataset.object(), false).readAllBytes())
                .isInstanceOf(RevisionChangedException.class);
        assertThat(dataset.offsets()).containsExactly(0L, 10L);
    }

    @Test
    void doesNotAskASourceAgainThatWasClosed() {
        dataset.thenBreaksAfter(10).then(rest -> {
            throw new SourceUnavailableException("the source was closed", new ClosedChannelException());
        });
        assertThatThrownBy(() -> reader.stream(dataset.object(), false).readAllBytes())
                .hasMessage("the source was closed");
        assertThat(dataset.offsets()).containsExactly(0L, 10L);
    }

    @Test
    void refusesBytesWhoseDigestIsNotTheStores() {
        dataset.checksum(Checksum.Algorithm.CRC32C, "00000000");
        assertThatThrownBy(() -> reader.stream(dataset.object(), false).readAllBytes())
                .isInstanceOfSatisfying(
                        IntegrityException.class, e -> assertThat(e.expected()).isEqualTo("00000000"))
                .hasMessageContaining("CRC32C of object is ");
    }

    @Test
    void bytesFoundWrongStayWrongForAReaderThatReadsOn() throws IOException {
        dataset.checksum(Checksum.Algorithm.CRC32C, "00000000");
        ObjectStream stream = reader.stream(dataset.object(), false);
        // As decoders do that take what fails behind the last member for padding.
        assertThatThrownBy(stream::readAllBytes).isInstanceOf(IntegrityException.class);

        assertThatThrownBy(() -> stream.read(new byte[1], 0, 1)).isInstanceOf(IntegrityException.class);
        assertThatThrownBy(stream::drain).isInstanceOf(IntegrityException.class);
        assertThat(stream.isEnded()).isFalse();
    }

    @Test
    void provesBytesOverAllResumes() throws IOException {
        Digest digest = Digest.of(Checksum.Algorithm.SHA256);
        digest.update(ByteBuffer.wrap(bytes, 0, bytes.length));
        dataset.checksum(Checksum.Algorithm.SHA256, digest.hex()).thenBreaksAfter(123);
        try (ObjectStream stream = reader.stream(dataset.object(), false)) {
            stream.drain();
            assertThat(stream.proof()).isEqualTo("SHA256");
        }
    }

    @Test
    void channelReadsAnywhereAndGoesOnForwardOverOneConnection() throws IOException {
        dataset.thenBreaksAfter(50_000);
        try (SeekableByteChannel channel = new RangedChannel(
                bytes.length, offset -> reader.range(dataset.object(), offset, bytes.length - offset))) {
            assertThat(read(channel, 999_990, 10)).isEqualTo(slice(999_990, 10));
            assertThat(read(channel, 999_900, 50)).isEqualTo(slice(999_900, 50));
            assertThat(read(channel, 0, 200_000)).isEqualTo(slice(0, 200_000));
            assertThat(read(channel, 300_000, 200_000)).isEqualTo(slice(300_000, 200_000));
            channel.position(bytes.length);
            assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
        // The tail once, with its break; then one connection from the start for all that lies ahead.
        assertThat(dataset.offsets()).containsExactly(868_928L, 918_928L, 0L);
    }

    @Test
    void channelThatIsReadAgainAfterAFailureGivesNoBytesOfAnotherPlace() throws IOException {
        dataset.thenBreaksAfter(10).thenBreaksAfter(0).thenBreaksAfter(0);
        try (SeekableByteChannel channel = new RangedChannel(
                bytes.length, offset -> reader.range(dataset.object(), offset, bytes.length - offset))) {
            assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(100)))
                    .isInstanceOf(TransferFailedException.class);

            assertThat(read(channel, 0, 100)).isEqualTo(slice(0, 100));
        }
    }

    @Test
    void cancelFreesABlockedReadAndEveryLaterOne() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        dataset.thenBreaksAfter(0, new ScriptedDataset.Failure() {
            @Override
            public IOException get() throws IOException {
                reading.countDown();
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    throw new InterruptedIOException();
                }
                return new IOException("Socket closed");
            }

            @Override
            public void closed() {
                closed.countDown();
            }
        });
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            Future<byte[]> read =
                    pool.submit(() -> reader.stream(dataset.object(), false).readAllBytes());
            reading.await();
            reader.cancel();
            assertThatThrownBy(read::get).hasRootCauseMessage("Socket closed");
            assertThatThrownBy(() -> reader.stream(dataset.object(), false).read())
                    .isInstanceOf(IOException.class);
            assertThat(dataset.offsets()).containsExactly(0L);
        } finally {
            pool.shutdownNow();
        }
    }

    private static byte[] read(SeekableByteChannel channel, long position, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        channel.position(position);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
        return buffer.array();
    }

    private byte[] slice(int from, int count) {
        return java.util.Arrays.copyOfRange(bytes, from, from + count);
    }
}
