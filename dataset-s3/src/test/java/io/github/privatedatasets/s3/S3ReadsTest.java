// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import static io.github.privatedatasets.s3.ScriptedS3.Answer.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.IntegrityException;
import io.github.privatedatasets.errors.RevisionChangedException;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.s3.ScriptedS3.Answer;
import io.github.privatedatasets.s3.ScriptedS3.Request;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteObject;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, and what is made of answers that are not what was asked for. */
@Timeout(60)
class S3ReadsTest {
    private static final String CONTENT = "0123456789";

    private ScriptedS3 store;
    private S3DatasetSource source;

    /** Answers a HEAD with the object, and a GET as the test says. */
    private RemoteDataset datasetThat(Function<Request, Answer> answersGet) throws Exception {
        store = new ScriptedS3(r -> r.method().equals("HEAD") ? object("e1", CONTENT) : answersGet.apply(r));
        source = S3DatasetSource.builder().endpoint(store.endpoint()).build();
        return source.resolve(DatasetSpec.of("s3://bucket/key"));
    }

    @AfterEach
    void close() throws Exception {
        source.close();
        store.close();
    }

    @Test
    void asksForThePinnedRevisionAndForNoMoreThanIsWanted() throws Exception {
        RemoteDataset dataset = datasetThat(r -> r.header("range").isEmpty() ? object("e1", CONTENT) : part(2, 5));
        RemoteObject object = only(dataset);

        try (RemoteContent whole = dataset.open(object, 0, 10);
                RemoteContent part = dataset.open(object, 2, 4)) {
            assertThat(whole.stream().readAllBytes()).asString().isEqualTo(CONTENT);
            assertThat(part.stream().readAllBytes()).asString().isEqualTo("2345");
        }
        assertThat(store.requests()).extracting(Request::method).containsExactly("HEAD", "GET", "GET");
        assertThat(store.requests()).extracting(r -> r.header("if-match")).containsExactly("", "\"e1\"", "\"e1\"");
        assertThat(store.requests()).extracting(r -> r.header("range")).containsExactly("", "", "bytes=2-5");
        assertThat(store.requests())
                .extracting(r -> r.header("x-amz-checksum-mode"))
                .containsExactly("ENABLED", "ENABLED", "");
        assertThat(store.requests())
                .allSatisfy(r -> assertThat(r.headers())
                        .doesNotContainKeys(
                                "authorization", "x-amz-te", "x-amz-request-payer", "x-amz-security-token"));
    }

    @Test
    void readsWithTimeoutsThatNeverEnd() throws Exception {
        store = new ScriptedS3(r -> object("e1", CONTENT));
        source = S3DatasetSource.builder()
                .endpoint(store.endpoint())
                .connectTimeout(ChronoUnit.FOREVER.getDuration())
                .readTimeout(ChronoUnit.FOREVER.getDuration())
                .build();

        try (RemoteDataset dataset = source.resolve(DatasetSpec.of("s3://bucket/key"));
                RemoteContent whole = dataset.open(only(dataset), 0, 10)) {
            assertThat(whole.stream().readAllBytes()).asString().isEqualTo(CONTENT);
        }
    }

    @Test
    void asksNothingForNoBytes() throws Exception {
        RemoteDataset dataset = datasetThat(r -> Answer.of(500));

        try (RemoteContent nothing = dataset.open(only(dataset), 3, 0)) {
            assertThat(nothing.stream().read()).isEqualTo(-1);
        }
        assertThat(store.requests()).hasSize(1);
    }

    @Test
    void endsWithAnIoErrorWhereTheConnectionBreaksAndGoesOnFromThere() throws Exception {
        RemoteDataset dataset = datasetThat(
                r -> r.header("range").isEmpty() ? object("e1", CONTENT).cutAt(6) : part(6, 9));
        RemoteObject object = only(dataset);

        try (RemoteContent content = dataset.open(object, 0, 10)) {
            assertThat(content.stream().readNBytes(6)).asString().isEqualTo("012345");
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> content.stream().read())
                    .isNotInstanceOf(DatasetException.class);
        }
        try (RemoteContent rest = dataset.open(object, 6, 4)) {
            assertThat(rest.stream().readAllBytes()).asString().isEqualTo("6789");
        }
    }

    @Test
    void givesNoByteOfAnotherRevisionFromAStoreThatIgnoresIfMatch() throws Exception {
        RemoteDataset dataset = datasetThat(r -> object("e2", CONTENT));

        assertThatExceptionOfType(RevisionChangedException.class)
                .isThrownBy(() -> dataset.open(only(dataset), 0, 10))
                .withMessageContaining("\"e2\"")
                .withMessageContaining("\"e1\"");
    }

    @Test
    void givesNoWrongByteFromAStoreThatIgnoresRange() throws Exception {
        RemoteDataset dataset = datasetThat(r -> object("e1", CONTENT));

        assertThatExceptionOfType(SourceUnavailableException.class)
                .isThrownBy(() -> dataset.open(only(dataset), 2, 4))
                .withMessageContaining("bytes 2-5/10")
                .withMessageContaining("the whole object");
    }

    @Test
    void givesNoByteOfAnotherRange() throws Exception {
        RemoteDataset dataset = datasetThat(r -> part(3, 6));

        assertThatExceptionOfType(SourceUnavailableException.class)
                .isThrownBy(() -> dataset.open(only(dataset), 2, 4))
                .withMessageContaining("bytes 3-6/10");
    }

    @Test
    void refusesABodyOfAnotherLength() throws Exception {
        RemoteDataset dataset = datasetThat(r -> object("e1", "01234"));

        assertThatExceptionOfType(IntegrityException.class)
                .isThrownBy(() -> dataset.open(only(dataset), 0, 10))
                .satisfies(e -> assertThat(e.actual()).isEqualTo("5"))
                .satisfies(e -> assertThat(e.expected()).isEqualTo("10"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesMoreThanWasAskedForWhereNoLengthIsTold(boolean chunked) throws Exception {
        RemoteDataset dataset = datasetThat(r -> (r.header("range").isEmpty()
                        ? object("e1", CONTENT + "x")
                        : part(2, 6).with("Content-Range", "bytes 2-5/10"))
                .withoutLength(chunked));
        RemoteObject object = only(dataset);

        for (int offset : new int[] {0, 2}) {
            int length = offset == 0 ? 10 : 4;
            try (RemoteContent content = dataset.open(object, offset, length)) {
                assertThatExceptionOfType(IntegrityException.class)
                        .isThrownBy(() -> content.stream().readNBytes(length))
                        .satisfies(e -> assertThat(e.actual()).isEqualTo("more than " + length))
                        .satisfies(e -> assertThat(e.expected()).isEqualTo(Integer.toString(length)))
                        .satisfies(e -> assertThat(e.object()).isEqualTo("s3://bucket/key"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesWhatWasAskedForWhereNoLengthIsTold(boolean chunked) throws Exception {
        RemoteDataset dataset = datasetThat(r -> object("e1", CONTENT).withoutLength(chunked));

        try (RemoteContent content = dataset.open(only(dataset), 0, 10)) {
            assertThat(content.stream().readNBytes(10)).asString().isEqualTo(CONTENT);
        }
    }

    @Test
    void asksNobodyOnceTheSourceIsClosedAndSaysSoAtOnce() throws Exception {
        RemoteDataset dataset = datasetThat(r -> object("e1", CONTENT));
        RemoteObject object = only(dataset);
        int asked = store.requests().size();

        source.close();

        assertThatExceptionOfType(SourceUnavailableException.class)
                .isThrownBy(() -> dataset.open(object, 0, 10))
                .withMessageContaining("s3://bucket/key cannot be asked for, since the S3 source was closed")
                .withCauseInstanceOf(ClosedChannelException.class);
        assertThat(store.requests()).hasSize(asked);
    }

    @Test
    void readOfAContentThatIsClosedFailsAtOnce() throws Exception {
        RemoteDataset dataset = datasetThat(r -> object("e1", CONTENT));
        RemoteContent content = dataset.open(only(dataset), 0, 10);

        content.close();

        assertThatIOException().isThrownBy(() -> content.stream().read()).withMessage("the answer is closed");
        assertThat(store.requests()).hasSize(2);
    }

    @Test
    void givesBytesAsTheyAreStoredWhateverTheirEncodingIsCalled() throws Exception {
        RemoteDataset dataset = datasetThat(r -> object("e1", CONTENT).with("Content-Encoding", "gzip"));

        try (RemoteContent content = dataset.open(only(dataset), 0, 10)) {
            assertThat(content.stream().readAllBytes()).asString().isEqualTo(CONTENT);
        }
        assertThat(store.requests().get(1).header("accept-encoding")).doesNotContain("gzip");
    }

    @Test
    void tellsTheStoredDigestThatComesWithTheWholeAndLeavesItsCheckToTheReader() throws Exception {
        String inParts = "0cc175b9c0f1b6a831c399e269772661-2";
        store = new ScriptedS3(r -> {
            Answer told = object(inParts, CONTENT).with("x-amz-checksum-crc32", "6Le+Qw=="); // of other bytes
            return r.isList()
                    ? Answer.of(200)
                            .body("<ListBucketResult><Contents><Key>f/a</Key><Size>10</Size><ETag>" + inParts
                                    + "</ETag></Contents></ListBucketResult>")
                    : r.header("range").isEmpty()
                            ? told
                            : part(2, 5).with("ETag", inParts).with("x-amz-checksum-crc32", "6Le+Qw==");
        });
        source = S3DatasetSource.builder().endpoint(store.endpoint()).build();
        RemoteDataset folder = source.resolve(DatasetSpec.of("s3://bucket/f/"));

        try (RemoteContent whole = folder.open(only(folder), 0, 10);
                RemoteContent part = folder.open(only(folder), 2, 4)) {
            assertThat(whole.checksum()).contains(new Checksum(Checksum.Algorithm.CRC32, "e8b7be43"));
            assertThat(whole.stream().readAllBytes()).asString().isEqualTo(CONTENT);
            // The value beside a range may be the range's own; the etag is the object's.
            assertThat(part.checksum())
                    .contains(new Checksum(Checksum.Algorithm.MD5, "0cc175b9c0f1b6a831c399e269772661", 2));
            assertThat(part.stream().readAllBytes()).asString().isEqualTo("2345");
        }
    }

    @Test
    void saysThatItIsClosed() throws Exception {
        datasetThat(r -> Answer.of(500));

        source.close();

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> source.resolve(DatasetSpec.of("s3://bucket/key")))
                .withMessageContaining("closed");
    }

    @Test
    void freesAReaderThatWaitsWhenAnotherThreadCloses() throws Exception {
        RemoteDataset dataset = datasetThat(r -> object("e1", CONTENT).stallAt(1));
        RemoteContent content = dataset.open(only(dataset), 0, 10);
        assertThat(content.stream().read()).isEqualTo('0');
        CountDownLatch reading = new CountDownLatch(1);
        CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(() -> {
            reading.countDown();
            try {
                return content.stream().read();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });

        reading.await();
        content.close();

        // Well below the 30 s after which a read without bytes ends by itself.
        assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> waiting.get(20, TimeUnit.SECONDS));
    }

    @Test
    void doesNotWaitForTheRestWhenClosed() throws Exception {
        RemoteDataset dataset = datasetThat(r -> object("e1", CONTENT).stallAt(1));

        RemoteContent content = dataset.open(only(dataset), 0, 10);
        content.stream().close(); // by a decoder, which knows only the stream; waiting would end at the test's timeout

        content.close();
    }

    @Test
    void keepsTheConnectionWhenAllWasRead() throws Exception {
        RemoteDataset dataset = datasetThat(r -> object("e1", CONTENT));

        for (int i = 0; i < 5; i++) {
            try (RemoteContent content = dataset.open(only(dataset), 0, 10)) {
                assertThat(content.stream().readNBytes(10)).hasSize(10);
            }
        }
        assertThat(store.connections()).isEqualTo(1);
    }

    @Test
    void honoursAnInterruptAndClearsIt() throws Exception {
        RemoteDataset dataset = datasetThat(r -> object("e1", CONTENT));

        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> dataset.open(only(dataset), 0, 10));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();

        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> source.resolve(DatasetSpec.of("s3://bucket/key")));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void honoursAnInterruptThatComesWhileTheStoreAnswers() throws Exception {
        Thread caller = Thread.currentThread();
        RemoteDataset dataset = datasetThat(r -> {
            caller.interrupt();
            return Answer.of(503);
        });

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> dataset.open(only(dataset), 0, 10));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(store.requests()).hasSize(2);
    }

    @Test
    @Timeout(20) // well below the read timeout, which would end the wait as well
    void interruptEndsAWaitForAnAnswerThatNeverComes() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        RemoteDataset dataset = datasetThat(r -> {
            asked.countDown();
            awaitQuietly(ended);
            return Answer.of(500);
        });
        RemoteObject object = only(dataset);
        Thread reader = Thread.currentThread();
        CompletableFuture<Void> interrupting = CompletableFuture.runAsync(() -> {
            awaitQuietly(asked);
            reader.interrupt();
        });

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> dataset.open(object, 0, 10));

        ended.countDown();
        interrupting.get();
    }

    @Test
    @Timeout(20) // well below the read timeout, which would end the wait as well
    void interruptBetweenAnAnswersHeaderAndItsBodyDoesNotWaitForTheBody() throws Exception {
        Thread reader = Thread.currentThread();
        RemoteDataset dataset = datasetThat(r -> {
            reader.interrupt();
            return object("e1", CONTENT).stallAt(5);
        });

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> dataset.open(only(dataset), 0, 10));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void tellsAnInterruptWhileReadingAsAnIoErrorAndKeepsIt() throws Exception {
        RemoteDataset dataset = datasetThat(r -> object("e1", CONTENT));

        try (RemoteContent content = dataset.open(only(dataset), 0, 10)) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> content.stream().read());
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a//b", "../x", "a/../b", "/lead", "100%", "a b", "a?b#c", "a%20b", "ä+=&", "./a", "a/.", "a"})
    void asksForExactlyTheKeyThatIsWritten(String key) throws Exception {
        datasetThat(r -> Answer.of(500));

        source.resolve(DatasetSpec.of("s3://bucket/" + key)).close();

        String target = store.requests().get(1).target();
        assertThat(URLDecoder.decode(target.replace("+", "%2B"), StandardCharsets.UTF_8))
                .isEqualTo("/bucket/" + key);
        assertThat(target).doesNotContain("?", "#", " ");
    }

    @Test
    void saysThatTheRequesterPaysWhereTheSpecAgrees() throws Exception {
        datasetThat(r -> object("e1", CONTENT));

        try (RemoteDataset dataset = source.resolve(DatasetSpec.builder("s3://bucket/key")
                        .requesterPays(true)
                        .build());
                RemoteContent content = dataset.open(only(dataset), 0, 10)) {
            assertThat(store.requests())
                    .extracting(r -> r.header("x-amz-request-payer"))
                    .containsExactly("", "requester", "requester");
        }
    }

    private static Answer part(int first, int last) {
        return new Answer(206, object("e1", "").headers(), CONTENT.substring(first, last + 1), Integer.MAX_VALUE, false)
                .with("Content-Range", "bytes " + first + "-" + last + "/10");
    }

    private static RemoteObject only(RemoteDataset dataset) throws Exception {
        return dataset.list().next();
    }
}
