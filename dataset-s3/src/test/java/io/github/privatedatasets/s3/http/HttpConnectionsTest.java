// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import static io.github.privatedatasets.s3.http.TestClients.body;
import static io.github.privatedatasets.s3.http.TestClients.client;
import static io.github.privatedatasets.s3.http.TestClients.get;
import static io.github.privatedatasets.s3.http.TestClients.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.EOFException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a connection is used again, and when not; where it may go. */
@Timeout(60)
class HttpConnectionsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @ParameterizedTest
    @ValueSource(
            strings = {
                OK,
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n",
                "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
            })
    void usesAConnectionAgainWhoseAnswerWasReadToItsEnd(String answer) throws Exception {
        try (RawServer server = RawServer.always(answer);
                HttpClient client = client()) {
            String first = body(client, get(server.origin()));
            assertThat(body(client, get(server.origin()))).isEqualTo(first);
            assertThat(server.requests()).hasSize(2);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nConnection: keep-alive, Close\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
            })
    void usesNoConnectionAgainThatEndsOrBringsMoreThanWasAskedFor(String answer) throws Exception {
        try (RawServer server = RawServer.always(answer);
                HttpClient client = client()) {
            assertThat(body(client, get(server.origin()))).isEqualTo("ok");
            assertThat(body(client, get(server.origin()))).isEqualTo("ok");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void usesTheConnectionOfAHeadAgainWhateverLengthItTells() throws Exception {
        try (RawServer server = RawServer.always("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                HttpClient client = client()) {
            for (int i = 0; i < 3; i++) {
                try (HttpAnswer answer = client.send(head(server.origin()))) {
                    assertThat(answer.header("content-length")).contains("1000");
                    assertThat(answer.body().read()).isEqualTo(-1);
                }
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void keepsAConnectionWhoseChunkedBodyHasOnlyItsEndLeft() throws Exception {
        try (RawServer server =
                        RawServer.always("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
                HttpClient client = client()) {
            for (int i = 0; i < 2; i++) {
                try (HttpAnswer answer = client.send(get(server.origin()))) {
                    assertThat(answer.body().readNBytes(2)).asString().isEqualTo("ok");
                    answer.body().finish();
                }
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void closesAConnectionWhoseBodyIsLeft() throws Exception {
        try (RawServer server = RawServer.always("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbeginning");
                HttpClient client = client()) {
            client.send(get(server.origin())).close();
            client.send(get(server.origin())).close();
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void replacesAKeptConnectionThatTheServerHasClosed() throws Exception {
        try (RawServer server = new RawServer((number, request, wire) -> {
                    wire.send(OK);
                    if (number == 1) {
                        wire.close();
                    }
                });
                HttpClient client = client()) {
            assertThat(body(client, get(server.origin()))).isEqualTo("ok");
            assertThat(body(client, get(server.origin()))).isEqualTo("ok");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void sendsARequestOnceMoreAtMostWhereAKeptConnectionIsNotAnswered() throws Exception {
        try (RawServer server = new RawServer((number, request, wire) -> {
                    if (number == 1) {
                        wire.send(OK);
                    } else {
                        wire.close();
                    }
                });
                HttpClient client = client()) {
            assertThat(body(client, get(server.origin()))).isEqualTo("ok");
            assertThatExceptionOfType(EOFException.class).isThrownBy(() -> client.send(get(server.origin())));
            assertThat(server.requests()).hasSize(3);
        }
    }

    @Test
    void doesNotSendARequestAgainOfWhichAByteWasAnswered() throws Exception {
        try (RawServer server = new RawServer((number, request, wire) -> {
                    wire.send(number == 1 ? OK : "H");
                    if (number > 1) {
                        wire.close();
                    }
                });
                HttpClient client = client()) {
            assertThat(body(client, get(server.origin()))).isEqualTo("ok");
            assertThatIOException().isThrownBy(() -> client.send(get(server.origin())));
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void waitsForAConnectionWhereAllAreInUse() throws Exception {
        HttpLimits one = new HttpLimits(
                Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofMillis(300), 0, Duration.ofSeconds(20), 1);
        try (RawServer server = RawServer.always(OK);
                HttpClient client = client(one)) {
            try (HttpAnswer held = client.send(get(server.origin()))) {
                assertThatIOException()
                        .isThrownBy(() -> client.send(get(server.origin())))
                        .withMessageContaining("all connections stayed in use");
                assertThat(held.body().readAllBytes()).hasSize(2);
            }
            assertThat(body(client, get(server.origin()))).isEqualTo("ok");
        }
    }

    @Test
    void freesThePlaceOfARequestThatFails() throws Exception {
        HttpLimits one = new HttpLimits(
                Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20), 0, Duration.ofSeconds(20), 1);
        try (RawServer server = new RawServer((number, request, wire) -> {
                    wire.send(number < 5 ? "nonsense\r\n\r\n" : OK);
                });
                HttpClient client = client(one)) {
            for (int i = 1; i < 5; i++) {
                assertThatExceptionOfType(MalformedAnswerException.class)
                        .isThrownBy(() -> client.send(get(server.origin())));
            }
            assertThat(body(client, get(server.origin()))).isEqualTo("ok");
        }
    }

    @Test
    void sendsNothingToAnAddressThatIsNotAllowed() throws Exception {
        try (RawServer server = RawServer.always(OK);
                HttpClient client = client()) {
            HttpRequest refused =
                    new HttpRequest("GET", server.origin(), "/", Map.of(), address -> !address.isLoopbackAddress());
            assertThatExceptionOfType(AddressRefusedException.class)
                    .isThrownBy(() -> client.send(refused))
                    .withMessageContaining("127.0.0.1");
            assertThat(server.connections()).isZero();

            // Nor over a connection that another request made, which was bound by no rule.
            assertThat(body(client, get(server.origin()))).isEqualTo("ok");
            assertThatExceptionOfType(AddressRefusedException.class).isThrownBy(() -> client.send(refused));
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void goesToTheVeryAddressThatWasAllowedWhereANameChangesItsMind() throws Exception {
        AtomicInteger lookedUp = new AtomicInteger();
        // A name of which the first look gives a harmless address, and each later one this host's.
        Connector.Names rebinding = host -> new InetAddress[] {
            lookedUp.getAndIncrement() == 0
                    ? InetAddress.getByAddress(host, new byte[] {(byte) 192, 0, 2, 1})
                    : InetAddress.getLoopbackAddress()
        };
        HttpLimits hasty = new HttpLimits(
                Duration.ofMillis(200), Duration.ofSeconds(20), Duration.ofSeconds(20), 0, Duration.ofSeconds(20), 16);
        try (RawServer server = RawServer.always(OK);
                HttpClient client = client(hasty, TestClients.DIRECT, rebinding)) {
            HttpRequest request = new HttpRequest(
                    "GET",
                    new Origin(false, "store.example.org", server.port()),
                    "/",
                    Map.of(),
                    address -> !address.isLoopbackAddress());

            assertThatIOException()
                    .isThrownBy(() -> client.send(request))
                    .isNotInstanceOf(AddressRefusedException.class);
            assertThat(lookedUp).hasValue(1);
            assertThatExceptionOfType(AddressRefusedException.class).isThrownBy(() -> client.send(request));
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void refusesANameOfWhichOneAddressIsNotAllowed() throws Exception {
        Connector.Names two = host -> new InetAddress[] {
            InetAddress.getByAddress(host, new byte[] {(byte) 192, 0, 2, 1}), InetAddress.getLoopbackAddress()
        };
        try (RawServer server = RawServer.always(OK);
                HttpClient client = client(TestClients.PATIENT, TestClients.DIRECT, two)) {
            assertThatExceptionOfType(AddressRefusedException.class)
                    .isThrownBy(() -> client.send(new HttpRequest(
                            "GET",
                            new Origin(false, "store.example.org", server.port()),
                            "/",
                            Map.of(),
                            address -> !address.isLoopbackAddress())));
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void triesTheNextAddressWhereTheFirstIsNotThere() throws Exception {
        try (RawServer server = RawServer.always(OK)) {
            // 127.0.0.2 is this host as well, and nobody listens there.
            Connector.Names two = host -> new InetAddress[] {
                InetAddress.getByAddress(host, new byte[] {127, 0, 0, 2}), InetAddress.getLoopbackAddress()
            };
            try (HttpClient client = client(TestClients.PATIENT, TestClients.DIRECT, two)) {
                assertThat(body(client, get(new Origin(false, "store.example.org", server.port()))))
                        .isEqualTo("ok");
            }
            assertThat(server.requests().get(0)).contains("Host: store.example.org:" + server.port() + "\r\n");
        }
    }

    @Test
    void asksThroughAProxyAndTellsItTheServer() throws Exception {
        try (RawServer proxy = RawServer.always(OK)) {
            ProxySettings settings = new ProxySettings(
                    name -> switch (name) {
                        case "http.proxyHost" -> "127.0.0.1";
                        case "http.proxyPort" -> Integer.toString(proxy.port());
                        case "http.proxyUser" -> "me";
                        case "http.proxyPassword" -> "pass";
                        default -> null;
                    },
                    Map.of());
            Connector.Names onlyTheProxy = host -> {
                if (!host.equals("127.0.0.1")) {
                    throw new UnknownHostException(host);
                }
                return new InetAddress[] {InetAddress.getLoopbackAddress()};
            };
            try (HttpClient client = client(TestClients.PATIENT, settings, onlyTheProxy)) {
                for (int i = 0; i < 2; i++) {
                    HttpRequest elsewhere = new HttpRequest(
                            "GET",
                            new Origin(false, "store.example.org", 80),
                            "/bucket/key",
                            Map.of(),
                            address -> !address.isLoopbackAddress()); // which the proxy has, and not the server
                    assertThat(body(client, elsewhere)).isEqualTo("ok");
                }
            }
            assertThat(proxy.connections()).isEqualTo(1);
            assertThat(proxy.requests().get(1))
                    .startsWith("GET http://store.example.org/bucket/key HTTP/1.1\r\nHost: store.example.org\r\n")
                    .contains("Proxy-Authorization: Basic bWU6cGFzcw==\r\n");
        }
    }

    @Test
    void doesNotGoThroughAProxyWhereTheNameIsKnownHereAndNotAllowed() throws Exception {
        try (RawServer proxy = RawServer.always(OK)) {
            ProxySettings settings =
                    new ProxySettings(name -> null, Map.of("http_proxy", "http://127.0.0.1:" + proxy.port()));
            try (HttpClient client = client(TestClients.PATIENT, settings, InetAddress::getAllByName)) {
                assertThatExceptionOfType(AddressRefusedException.class)
                        .isThrownBy(() -> client.send(new HttpRequest(
                                "GET",
                                new Origin(false, "169.254.169.254", 80),
                                "/",
                                Map.of(),
                                address -> !address.isLinkLocalAddress())));
            }
            assertThat(proxy.connections()).isZero();
        }
    }

    @Test
    void tellsWhatAProxyAnswersThatDoesNotConnect() throws Exception {
        try (RawServer proxy = RawServer.always("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")) {
            ProxySettings settings =
                    new ProxySettings(name -> null, Map.of("HTTPS_PROXY", "me:pass@127.0.0.1:" + proxy.port()));
            try (HttpClient client = client(TestClients.PATIENT, settings, InetAddress::getAllByName)) {
                assertThatIOException()
                        .isThrownBy(() -> client.send(get(new Origin(true, "192.0.2.1", 443))))
                        .withMessage(
                                "the proxy 127.0.0.1:" + proxy.port() + " does not connect to 192.0.2.1:443: HTTP 407");
            }
            assertThat(proxy.requests().get(0))
                    .startsWith("CONNECT 192.0.2.1:443 HTTP/1.1\r\nHost: 192.0.2.1:443\r\n")
                    .contains("Proxy-Authorization: Basic bWU6cGFzcw==\r\n");
        }
    }

    @Test
    void finishedClientsAskNobody() throws Exception {
        try (RawServer server = RawServer.always(OK)) {
            HttpClient client = client();
            assertThat(body(client, get(server.origin()))).isEqualTo("ok");
            client.close();

            assertThatIOException().isThrownBy(() -> client.send(get(server.origin())));
            assertThat(Optional.of(server.requests().size())).contains(1);
        }
    }
}
