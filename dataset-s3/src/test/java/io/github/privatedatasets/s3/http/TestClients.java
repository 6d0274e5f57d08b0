// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;

/** Clients and requests of tests: no proxy, and limits that no test should reach. */
final class TestClients {
    static final HttpLimits PATIENT = new HttpLimits(
            Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20), 0, Duration.ofSeconds(20), 16);
    static final ProxySettings DIRECT = new ProxySettings(name -> null, Map.of());

    private TestClients() {}

    static HttpClient client() {
        return client(PATIENT);
    }

    static HttpClient client(HttpLimits limits) {
        return client(limits, DIRECT, InetAddress::getAllByName);
    }

    static HttpClient client(HttpLimits limits, ProxySettings proxies, Connector.Names names) {
        return new HttpClient(
                limits, new Connector(limits, proxies, names, () -> (SSLSocketFactory) SSLSocketFactory.getDefault()));
    }

    static HttpRequest get(Origin origin) {
        return new HttpRequest("GET", origin, "/bucket/key", Map.of(), AddressRule.ANY);
    }

    static HttpRequest head(Origin origin) {
        return new HttpRequest("HEAD", origin, "/bucket/key", Map.of(), AddressRule.ANY);
    }

    /** Asks, reads all of the body and lets go. */
    static String body(HttpClient client, HttpRequest request) throws IOException {
        try (HttpAnswer answer = client.send(request)) {
            return new String(answer.body().readAllBytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
        }
    }
}
