// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Map;
import java.util.Optional;

/**
 * A request without a body.
 *
 * @param method {@code GET} or {@code HEAD}
 * @param origin the server
 * @param target path and query, encoded: they go over the wire as they are
 * @param headers all but {@code Host}, {@code User-Agent} and {@code Accept-Encoding}: bytes are asked for as they are stored
 * @param addresses where the request may go
 */
public record HttpRequest(
        String method, Origin origin, String target, Map<String, String> headers, AddressRule addresses) {
    /**
     * Refuses what would end its line before its end.
     *
     * @throws IllegalArgumentException if the target or a header holds a control character or one beyond Latin-1
     */
    public HttpRequest {
        check(target, "the target");
        headers.forEach((name, value) -> check(value, "the header " + name));
    }

    private static void check(String text, String what) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > 0xff || (c >= 0x7f && c < 0xa0)) {
                // The value is not shown: it may be a token.
                throw new IllegalArgumentException(what + " of a request has a character that none can have");
            }
        }
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    /** Returns the bytes that are sent: to the server, or to a proxy that has to be told the server. */
    byte[] toBytes(Optional<ProxyServer> proxy) {
        StringBuilder text = new StringBuilder(512).append(method).append(' ');
        if (proxy.isPresent()) {
            text.append("http://").append(origin.authority());
        }
        text.append(target).append(" HTTP/1.1\r\nHost: ").append(origin.authority());
        text.append("\r\nUser-Agent: private-datasets\r\nAccept-Encoding: identity\r\n");
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        proxy.flatMap(ProxyServer::authorization)
                .ifPresent(value ->
                        text.append("Proxy-Authorization: ").append(value).append("\r\n"));
        return text.append("\r\n").toString().getBytes(ISO_8859_1);
    }
}
