// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import static io.github.privatedatasets.s3.http.TestClients.body;
import static io.github.privatedatasets.s3.http.TestClients.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS: whom it trusts, and that it lets go as promptly as without. */
@Timeout(60)
class HttpsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    static Path directory;

    private static SelfSigned certificate;

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = SelfSigned.of(directory, "dns:localhost,dns:store.example.org");
    }

    @Test
    void readsFromAServerWhoseCertificateIsTrusted() throws Exception {
        try (RawServer server = server((number, request, wire) -> wire.send(OK));
                HttpClient client = trusting(TestClients.PATIENT)) {
            for (int i = 0; i < 3; i++) {
                assertThat(body(client, get(origin("localhost", server)))).isEqualTo("ok");
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void refusesACertificateThatNobodyVouchesFor() throws Exception {
        try (RawServer server = server((number, request, wire) -> wire.send(OK));
                HttpClient client = TestClients.client()) {
            assertThatExceptionOfType(SSLHandshakeException.class)
                    .isThrownBy(() -> client.send(get(origin("localhost", server))));
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void refusesACertificateOfAnotherName() throws Exception {
        try (RawServer server = server((number, request, wire) -> wire.send(OK));
                HttpClient client = trusting(TestClients.PATIENT)) {
            assertThatExceptionOfType(SSLHandshakeException.class)
                    .isThrownBy(() -> client.send(get(origin("127.0.0.1", server))))
                    .withMessageContaining("127.0.0.1");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void asksThroughATunnelAndChecksTheServersOwnCertificate() throws Exception {
        try (RawServer server = server((number, request, wire) -> wire.send(OK));
                RawServer proxy = new RawServer((number, request, wire) -> {
                    wire.send("HTTP/1.1 200 Connection established\r\n\r\n");
                    wire.tunnelTo(server.port());
                })) {
            ProxySettings settings =
                    new ProxySettings(name -> null, Map.of("https_proxy", "http://127.0.0.1:" + proxy.port()));
            try (HttpClient client = client(TestClients.PATIENT, settings, trust())) {
                assertThat(body(client, get(new Origin(true, "store.example.org", 443))))
                        .isEqualTo("ok");
                assertThatExceptionOfType(SSLHandshakeException.class)
                        .isThrownBy(() -> client.send(get(new Origin(true, "other.example.org", 443))));
            }
            assertThat(proxy.requests().get(0)).startsWith("CONNECT store.example.org:443 HTTP/1.1\r\n");
            assertThat(server.requests()).hasSize(1);
            assertThat(server.requests().get(0)).startsWith("GET /bucket/key HTTP/1.1\r\nHost: store.example.org\r\n");
        }
    }

    @Test
    void waitsNoLongerForAHandshakeThanForAnAnswer() throws Exception {
        HttpLimits limits = new HttpLimits(
                Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofMillis(200), 0, Duration.ofSeconds(20), 16);
        // The greeting of TLS is no HTTP, so the server never answers it.
        try (RawServer silent = new RawServer((number, request, wire) -> {});
                HttpClient client = trusting(limits)) {
            assertThatIOException()
                    .isThrownBy(() -> client.send(get(origin("localhost", silent))))
                    .satisfies(e -> assertThat(e).isInstanceOfAny(SocketTimeoutException.class, SSLException.class));
        }
    }

    @Test
    void keepsNoConnectionOverWhichTheJvmCannotSpeak() throws Exception {
        Supplier<SSLSocketFactory> none = () -> {
            throw new OutOfMemoryError("no memory outside of the heap");
        };
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("localhost"));
                HttpClient client = client(TestClients.PATIENT, TestClients.DIRECT, none)) {
            Origin origin = new Origin(true, "localhost", server.getLocalPort());
            assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> client.send(get(origin)));
            try (Socket connected = server.accept()) {
                connected.setSoTimeout(10_000);
                assertThat(connected.getInputStream().read()).as("its end").isEqualTo(-1);
            }
        }
    }

    @Test
    void endsAReadWhenInterruptedAndWhenClosed() throws Exception {
        try (RawServer server =
                        server((n, request, wire) -> wire.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nbegin"));
                HttpClient client = trusting(TestClients.PATIENT)) {
            Thread reader = Thread.currentThread();
            HttpAnswer interrupted = client.send(get(origin("localhost", server)));
            assertThat(interrupted.body().readNBytes(5)).hasSize(5);
            CountDownLatch reading = new CountDownLatch(1);
            CompletableFuture<Void> interrupting = CompletableFuture.runAsync(() -> {
                awaitQuietly(reading);
                reader.interrupt();
            });
            reading.countDown();
            assertThatExceptionOfType(InterruptedIOException.class)
                    .isThrownBy(() -> interrupted.body().read());
            assertThat(Thread.interrupted()).isTrue();
            interrupting.get();

            HttpAnswer closed = client.send(get(origin("localhost", server)));
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

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static RawServer server(RawServer.Script script) throws Exception {
        return new RawServer(certificate.listen(), script);
    }

    private static Origin origin(String host, RawServer server) {
        return new Origin(true, host, server.port());
    }

    private static HttpClient trusting(HttpLimits limits) throws Exception {
        return client(limits, TestClients.DIRECT, trust());
    }

    private static Supplier<SSLSocketFactory> trust() throws Exception {
        SSLSocketFactory factory = certificate.context().getSocketFactory();
        return () -> factory;
    }

    private static HttpClient client(HttpLimits limits, ProxySettings proxies, Supplier<SSLSocketFactory> tls) {
        return new HttpClient(limits, new Connector(limits, proxies, InetAddress::getAllByName, tls));
    }
}
