// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which server is asked.
 *
 * @param secure whether TLS is spoken with it
 * @param host a name or an address; of IPv6, in brackets
 * @param port where it listens
 */
public record Origin(boolean secure, String host, int port) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /** Returns the server that an {@code http} or {@code https} URI names, with this host instead of the URI's. */
    public static Origin of(URI uri, String host) {
        boolean secure = "https".equalsIgnoreCase(uri.getScheme());
        return new Origin(
                secure, host.toLowerCase(Locale.ROOT), uri.getPort() >= 0 ? uri.getPort() : secure ? HTTPS : HTTP);
    }

    /** Returns the host, and the port unless it is the one that everybody expects: the {@code Host} of a request. */
    public String authority() {
        return port == (secure ? HTTPS : HTTP) ? host : host + ":" + port;
    }

    /** Returns the host as names and certificates have it: an address without its brackets. */
    String bareHost() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    // Those that a record has by itself take 40 ms to be made when they are used first.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Origin that && secure == that.secure && port == that.port && host.equals(that.host);
    }

    @Override
    public int hashCode() {
        return host.hashCode() * 31 + port;
    }
}
