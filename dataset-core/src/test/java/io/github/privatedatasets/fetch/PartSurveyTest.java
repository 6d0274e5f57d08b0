// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.errors.TransferFailedException;
import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.Checksum.Algorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many questions it takes to learn the lengths of many uneven parts, and who asks them. */
@Timeout(60)
class PartSurveyTest {
    private static final int PARTS = 10_000;
    private static final int CONNECTIONS = 4;

    private final long[] sizes =
            LongStream.rangeClosed(1, PARTS).map(part -> 1 + part % 7).toArray();
    private final byte[] bytes = new byte[(int) LongStream.of(sizes).sum()];
    private final ScriptedDataset dataset;
    private final ExecutorService pool = Executors.newFixedThreadPool(CONNECTIONS - 1);

    PartSurveyTest() {
        new Random(3).nextBytes(bytes);
        Digest part = Digest.of(Algorithm.MD5);
        Digest whole = Digest.of(Algorithm.MD5);
        int at = 0;
        for (long size : sizes) {
            part.update(ByteBuffer.wrap(bytes, at, (int) size));
            byte[] value = part.end();
            whole.update(ByteBuffer.wrap(value, 0, value.length));
            at += (int) size;
        }
        dataset = new ScriptedDataset(bytes)
                .checksum(new Checksum(Algorithm.MD5, whole.hex(), PARTS))
                .partSizes(sizes);
    }

    @AfterEach
    void endTheThreads() {
        pool.shutdownNow();
    }

    @Test
    void partsAreAskedAboutSeveralAtATimeAndEachOnce() throws Exception {
        CountDownLatch together = new CountDownLatch(CONNECTIONS);
        dataset.whenPartAsked(part -> {
            if (part > 1) {
                together.countDown();
                assertThat(together.await(30, TimeUnit.SECONDS)).isTrue();
            }
        });

        assertThat(proof(pool)).isEqualTo("MD5 of 10000 parts");
        assertThat(dataset.partsAsked())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(1, PARTS).boxed().toList());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void partsAreAskedAboutWithoutAThreadThatHelps(boolean takesTasks) throws Exception {
        assertThat(proof(takesTasks ? task -> {} : Runnable::run)).isEqualTo("MD5 of 10000 parts");
        assertThat(dataset.partsAsked()).hasSize(PARTS - 1).doesNotHaveDuplicates();
    }

    @Test
    void whatFailsForAHelperIsAskedAgain() throws Exception {
        Thread reader = Thread.currentThread();
        CountDownLatch failed = new CountDownLatch(CONNECTIONS - 1);
        dataset.whenPartAsked(part -> {
            if (Thread.currentThread() != reader) {
                failed.countDown();
                throw new SourceUnavailableException("not now", null);
            }
            if (part > 1) {
                assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();
            }
        });

        assertThat(proof(pool)).isEqualTo("MD5 of 10000 parts");
        assertThat(dataset.partsAsked()).hasSize(PARTS - 1 + CONNECTIONS - 1);
    }

    @Test
    void failuresWithAnswersBetweenThemAreNotInARow() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        dataset.whenPartAsked(part -> {
            if (part > 1 && asked.incrementAndGet() % 100 == 0) {
                throw new SourceUnavailableException("not now", null);
            }
        });

        assertThat(proof(Runnable::run)).isEqualTo("MD5 of 10000 parts");
    }

    @Test
    void whatFailsForTheReaderTooFailsTheObject() {
        dataset.whenPartAsked(part -> {
            if (part > 1) {
                throw new SourceUnavailableException("not today", null);
            }
        });

        assertThatExceptionOfType(TransferFailedException.class)
                .isThrownBy(() -> proof(pool))
                .withMessageContaining("not today");
    }

    @Test
    void oneListTellsAllParts() throws Exception {
        dataset.listedParts(LongStream.of(sizes).boxed().toList());

        assertThat(proof(pool)).isEqualTo("MD5 of 10000 parts");
        assertThat(dataset.partsAsked()).containsExactly(1);
    }

    @Test
    void aListThatCannotBeTrueIsNoList() throws Exception {
        List<Long> told = LongStream.of(sizes).boxed().toList();
        List<Long> tooLong = changed(told, 17, 100);
        List<Long> negative = changed(changed(told, 17, -5), 18, 14);
        List<Long> overflowing = changed(changed(told, 17, Long.MAX_VALUE), 18, Long.MAX_VALUE);
        List<Long> more = new ArrayList<>(told);
        more.add(0L);
        for (List<Long> lie : List.of(tooLong, negative, overflowing, more, told.subList(0, 5000))) {
            dataset.listedParts(lie);
            assertThat(proof(pool)).isEqualTo("MD5 of 10000 parts");
        }
        assertThat(dataset.partsAsked()).hasSize(5 * (PARTS - 1));
    }

    @Test
    void partsThatAreLongerThanTheObjectEndTheQuestions() throws Exception {
        sizes[40] = bytes.length;
        ScriptedDataset lying = new ScriptedDataset(bytes)
                .checksum(new Checksum(Algorithm.MD5, "0".repeat(32), PARTS))
                .partSizes(sizes);

        assertThat(proof(lying, Runnable::run)).startsWith("none offered");
        assertThat(lying.partsAsked()).hasSize(41);
    }

    private static List<Long> changed(List<Long> sizes, int at, long size) {
        List<Long> changed = new ArrayList<>(sizes);
        changed.set(at, size);
        return changed;
    }

    private String proof(Executor threads) throws IOException {
        return proof(dataset, threads);
    }

    private static String proof(ScriptedDataset dataset, Executor threads) throws IOException {
        RetryPolicy retries = new RetryPolicy(3, Duration.ZERO, Duration.ZERO);
        try (DatasetReader reader =
                        new DatasetReader(dataset, retries, ReadAhead.on(threads, CONNECTIONS), new Unobserved());
                ObjectStream stream = reader.stream(dataset.object(), false)) {
            stream.drain();
            return stream.proof();
        }
    }
}
