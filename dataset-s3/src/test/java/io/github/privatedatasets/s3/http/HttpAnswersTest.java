// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import static io.github.privatedatasets.s3.http.TestClients.body;
import static io.github.privatedatasets.s3.http.TestClients.client;
import static io.github.privatedatasets.s3.http.TestClients.get;
import static io.github.privatedatasets.s3.http.TestClients.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken for an answer, and how long one is waited for. */
@Timeout(60)
class HttpAnswersTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void sendsARequestAsItIs() throws Exception {
        try (RawServer server = RawServer.always("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n");
                HttpClient client = client()) {
            client.send(new HttpRequest(
                            "GET", server.origin(), "/a//../%20?b=c", Map.of("range", "bytes=0-1"), AddressRule.ANY))
                    .close();

            assertThat(server.requests().get(0))
                    .isEqualTo("GET /a//../%20?b=c HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\n"
                            + "User-Agent: private-datasets\r\nAccept-Encoding: identity\r\nrange: bytes=0-1\r\n\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nEvil: b", "a\nb", "a\0b", "a\u0085b", "\u4e00"})
    void refusesARequestThatWouldBeAnother(String text) {
        Origin origin = new Origin(false, "127.0.0.1", 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HttpRequest("GET", origin, "/", Map.of("x", text), AddressRule.ANY))
                .satisfies(e -> assertThat(e).hasMessageNotContaining(text));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HttpRequest("GET", origin, "/" + text, Map.of(), AddressRule.ANY));
    }

    @Test
    void givesHeadersInAnyCaseWithoutTheBlanksAroundThem() throws Exception {
        try (RawServer server = RawServer.always(
                        "HTTP/1.1 206 Partial\nETag:\t\"e\" \r\nX-Empty:\r\nContent-Length:2\r\nEtag: other\r\n\r\nok");
                HttpClient client = client();
                HttpAnswer answer = client.send(get(server.origin()))) {
            assertThat(answer.status()).isEqualTo(206);
            assertThat(answer.header("etag")).contains("\"e\"");
            assertThat(answer.header("x-empty")).contains("");
            assertThat(answer.header("x-none")).isEmpty();
            assertThat(answer.body().readAllBytes()).asString().isEqualTo("ok");
        }
    }

    @Test
    void readsAHeaderThatComesInPieces() throws Exception {
        String value = "v".repeat(40_000);
        try (RawServer server = new RawServer((number, request, wire) -> {
                    String answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Long: " + value + "\r\n\r\nok";
                    for (int i = 0; i < 60; i++) {
                        wire.send(answer.substring(i, i + 1));
                    }
                    wire.send(answer.substring(60));
                });
                HttpClient client = client();
                HttpAnswer answer = client.send(get(server.origin()))) {
            assertThat(answer.header("x-long")).contains(value);
            assertThat(answer.body().readAllBytes()).asString().isEqualTo("ok");
        }
    }

    @Test
    void readsChunksWithTheirExtensionsAndWhatFollowsTheLast() throws Exception {
        String chunks = "3\r\nabc\r\n00A;name=\"value\"\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n";
        try (RawServer server =
                        RawServer.always("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n".concat(chunks));
                HttpClient client = client()) {
            assertThat(body(client, get(server.origin()))).isEqualTo("abc0123456789");
            assertThat(body(client, get(server.origin()))).isEqualTo("abc0123456789");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void readsABodyThatEndsWithItsConnection() throws Exception {
        try (RawServer server = new RawServer((number, request, wire) -> {
                    wire.send("HTTP/1.1 200 OK\r\n\r\nall of it");
                    wire.close();
                });
                HttpClient client = client()) {
            assertThat(body(client, get(server.origin()))).isEqualTo("all of it");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n\r\n",
                "SSH-2.0-OpenSSH\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 20\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 -20 OK\r\n\r\n",
                "HTTP/1.1  200 OK\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: no name\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nA: b\r\n folded: c\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\r\n\tfolded\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\0c\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\rContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n 2\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nokay\r\n0\r\n\r\n"
            })
    void refusesWhatCouldBeReadInTwoWays(String answer) throws Exception {
        try (RawServer server = RawServer.always(answer);
                HttpClient client = client()) {
            assertThatExceptionOfType(MalformedAnswerException.class)
                    .isThrownBy(() -> body(client, get(server.origin())))
                    .withMessageStartingWith("the answer is no valid HTTP: ");
        }
    }

    @Test
    void takesTheSameLengthTwiceForOne() throws Exception {
        try (RawServer server =
                        RawServer.always("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok");
                HttpClient client = client()) {
            assertThat(body(client, get(server.origin()))).isEqualTo("ok");
        }
    }

    @Test
    void refusesAHeaderWithoutEnd() throws Exception {
        String line = "X: " + "x".repeat(1000) + "\r\n";
        try (RawServer longOne = RawServer.always("HTTP/1.1 200 OK\r\nX: " + "x".repeat(1 << 20));
                RawServer many = RawServer.always("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(1000) + "\r\n");
                RawServer large = RawServer.always("HTTP/1.1 200 OK\r\n" + line.repeat(1000) + "\r\n");
                RawServer interim = RawServer.always("HTTP/1.1 100 Continue\r\n\r\n".repeat(100));
                RawServer trailers = RawServer.always(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + line.repeat(1000));
                HttpClient client = client()) {
            for (RawServer server : new RawServer[] {longOne, many, large, interim, trailers}) {
                assertThatExceptionOfType(MalformedAnswerException.class)
                        .isThrownBy(() -> body(client, get(server.origin())));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nbegin",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\nbegin",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegin\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegin\r\n0\r\n",
                "HTTP/1.1 200 OK\r\nContent-"
            })
    void takesNoCutAnswerForAWholeOne(String answer) throws Exception {
        try (RawServer server = new RawServer((number, request, wire) -> {
                    wire.send(answer);
                    wire.close();
                });
                HttpClient client = client()) {
            assertThatExceptionOfType(EOFException.class).isThrownBy(() -> body(client, get(server.origin())));
        }
    }

    @Test
    void waitsNoLongerThanTheReadTimeoutForAByte() throws Exception {
        HttpLimits hasty = new HttpLimits(LONG, Duration.ofMillis(100), LONG, 0, LONG, 16);
        try (RawServer silent = new RawServer((number, request, wire) -> {});
                RawServer stalling = RawServer.always("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nbegin");
                HttpClient client = client(hasty)) {
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> client.send(get(silent.origin())));
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> body(client, get(stalling.origin())));
        }
    }

    @Test
    void waitsNoLongerThanTheAnswerTimeoutForAHeaderThatDrips() throws Exception {
        HttpLimits limits = new HttpLimits(LONG, LONG, Duration.ofMillis(200), 0, LONG, 16);
        try (RawServer server = new RawServer((number, request, wire) -> drip(wire, "HTTP/1.1 200 OK\r\nX: "));
                HttpClient client = client(limits)) {
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> client.send(get(server.origin())))
                    .withMessage("the answer's header did not come in time");
        }
    }

    @Test
    void takesABodyThatDripsForStalled() throws Exception {
        // Never silent for as long as the read timeout; but a thousand bytes in 200 ms are less than 100,000 a second.
        HttpLimits limits = new HttpLimits(LONG, LONG, LONG, 100_000, Duration.ofMillis(200), 16);
        try (RawServer server = new RawServer(
                        (number, request, wire) -> drip(wire, "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n"));
                HttpClient client = client(limits)) {
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> body(client, get(server.origin())))
                    .withMessageMatching("stalled: only \\d+ bytes came in 200 ms of waiting");
        }
    }

    @Test
    void takesNoBodyForStalledWhoseReaderIsSlow() throws Exception {
        HttpLimits limits = new HttpLimits(LONG, LONG, LONG, 1 << 20, Duration.ofMillis(50), 16);
        String content = "x".repeat(100_000);
        try (RawServer server = RawServer.always("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + content);
                HttpClient client = client(limits);
                HttpAnswer answer = client.send(get(server.origin()))) {
            byte[] buffer = new byte[20_000];
            for (int i = 0; i < 5; i++) {
                // The reader's own time, of which more passes than the window is long.
                TimeUnit.MILLISECONDS.sleep(60);
                assertThat(answer.body().readNBytes(buffer, 0, buffer.length)).isEqualTo(buffer.length);
            }
        }
    }

    @Test
    void endsAWaitForAnAnswerWhenInterrupted() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (RawServer silent = new RawServer((number, request, wire) -> asked.countDown());
                HttpClient client = client()) {
            CompletableFuture<Void> interrupting = interruptAfter(asked, Thread.currentThread());

            assertThatExceptionOfType(InterruptedIOException.class)
                    .isThrownBy(() -> client.send(get(silent.origin())))
                    .isNotInstanceOf(SocketTimeoutException.class);
            assertThat(Thread.interrupted()).isTrue();
            interrupting.get();
        }
    }

    @Test
    void endsAReadWhenInterruptedAndWhenClosed() throws Exception {
        try (RawServer server = RawServer.always("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nbegin");
                HttpClient client = client()) {
            CountDownLatch reading = new CountDownLatch(1);
            HttpAnswer interrupted = client.send(get(server.origin()));
            assertThat(interrupted.body().readNBytes(5)).hasSize(5);
            CompletableFuture<Void> interrupting = interruptAfter(reading, Thread.currentThread());
            reading.countDown();
            assertThatExceptionOfType(InterruptedIOException.class)
                    .isThrownBy(() -> interrupted.body().read())
                    .isNotInstanceOf(SocketTimeoutException.class);
            assertThat(Thread.interrupted()).isTrue();
            interrupting.get();

            HttpAnswer closed = client.send(get(server.origin()));
            assertThat(closed.body().readNBytes(5)).hasSize(5);
            CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return closed.body().read();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            closed.close();
            // Well below the 20 s after which the wait ends by itself.
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> waiting.get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void closingTheClientEndsReads() throws Exception {
        try (RawServer server = RawServer.always("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nbegin")) {
            HttpClient client = client();
            HttpAnswer answer = client.send(get(server.origin()));
            assertThat(answer.body().readNBytes(5)).hasSize(5);

            client.close();

            assertThatIOException().isThrownBy(() -> answer.body().read());
        }
    }

    @Test
    void aHeadHasNoBodyAlsoWhereItIsSaidToComeInChunks() throws Exception {
        try (RawServer server = RawServer.always("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                HttpClient client = client()) {
            assertThat(body(client, head(server.origin()))).isEmpty();
            assertThat(body(client, head(server.origin()))).isEmpty();
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    /** Sends a byte again and again, until the reader has gone. */
    private static void drip(RawServer.Wire wire, String beginning) throws IOException, InterruptedException {
        wire.send(beginning);
        while (true) {
            wire.send("x");
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static CompletableFuture<Void> interruptAfter(CountDownLatch latch, Thread thread) {
        return CompletableFuture.runAsync(() -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            thread.interrupt();
        });
    }
}
