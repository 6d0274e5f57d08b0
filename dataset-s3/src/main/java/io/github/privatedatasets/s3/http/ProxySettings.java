// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy this JVM uses: {@code http.proxyHost} and its kin, else {@code http_proxy}, {@code https_proxy} and
 * {@code no_proxy} of the environment, in small letters or, where not set so, in capitals. Read anew for each connection.
 *
 * <p>A proxy that cannot be used is an error: to go around it could show an outsider what only the proxy was to see.
 */
final class ProxySettings {
    private static final int MAX_PORT = 0xffff;
    private static final String WRITE_VARIABLE =
            "write http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, percent-encoded;"
                    + " neither TLS to the proxy nor SOCKS is spoken";
    private static final String WRITE_PROPERTIES =
            "set http.proxyHost and http.proxyPort, https.proxyHost and https.proxyPort, or none of them";

    private final UnaryOperator<@Nullable String> properties;
    private final Map<String, String> environment;

    ProxySettings(UnaryOperator<@Nullable String> properties, Map<String, String> environment) {
        this.properties = properties;
        this.environment = environment;
    }

    /** Returns the settings of this process. */
    static ProxySettings ofThisProcess() {
        return new ProxySettings(System::getProperty, System.getenv());
    }

    /**
     * Returns the proxy on the way to the server, if there is one.
     *
     * @throws ProxyUnusableException if there should be one, which is none that HTTP is spoken with
     */
    Optional<ProxyServer> proxyFor(Origin origin) throws ProxyUnusableException {
        String scheme = origin.secure() ? "https" : "http";
        String host = property(scheme + ".proxyHost");
        if (!host.isEmpty()) {
            return isExempt(origin, "http.nonProxyHosts") // one list for both schemes, as the JDK has it
                    ? Optional.empty()
                    : Optional.of(new ProxyServer(
                            host,
                            port(scheme + ".proxyPort", origin.secure() ? 443 : 80),
                            basic(property(scheme + ".proxyUser"), property(scheme + ".proxyPassword"))));
        }
        if (!property("socksProxyHost").isEmpty() && !isExempt(origin, "socksNonProxyHosts")) {
            throw new ProxyUnusableException("the property socksProxyHost", "SOCKS is not spoken; " + WRITE_PROPERTIES);
        }
        String name = nameOfVariable(scheme + "_proxy");
        String proxy = variable(name);
        return proxy.isEmpty() || new ExemptHosts(variable(nameOfVariable("no_proxy"))).contain(origin)
                ? Optional.empty()
                : Optional.of(parse(proxy, name));
    }

    private boolean isExempt(Origin origin, String property) {
        // The JDK's own default.
        String direct = properties.apply(property) == null ? "localhost|127.*|[::1]|0.0.0.0|[::0]" : property(property);
        return matchesAny(origin.host(), List.of(direct.split("\\|", -1)));
    }

    private static boolean matchesAny(String host, List<String> patterns) {
        for (String pattern : patterns) {
            String wanted = pattern.strip().toLowerCase(Locale.ROOT);
            boolean matches = wanted.endsWith("*")
                    ? host.startsWith(wanted.substring(0, wanted.length() - 1))
                    : wanted.startsWith("*") ? host.endsWith(wanted.substring(1)) : host.equals(wanted);
            if (matches && !wanted.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static ProxyServer parse(String proxy, String variable) throws ProxyUnusableException {
        URI uri;
        try {
            uri = new URI(proxy.contains("://") ? proxy : "http://" + proxy);
        } catch (URISyntaxException e) {
            throw new ProxyUnusableException(variable, WRITE_VARIABLE); // without its text, which may hold a password
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        // What is behind the host may be half of a password that was not encoded.
        boolean plain = "http".equalsIgnoreCase(uri.getScheme())
                && uri.getHost() != null
                && uri.getPort() <= MAX_PORT
                && (path.isEmpty() || path.equals("/"))
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
        if (!plain) {
            throw new ProxyUnusableException(variable, WRITE_VARIABLE);
        }
        String user = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
        int colon = user.indexOf(':');
        return new ProxyServer(
                uri.getHost(),
                uri.getPort() < 0 ? 80 : uri.getPort(),
                colon < 0
                        ? basic(decoded(user), "")
                        : basic(decoded(user.substring(0, colon)), decoded(user.substring(colon + 1))));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }

    private static Optional<String> basic(String user, String password) {
        return user.isEmpty()
                ? Optional.empty()
                : Optional.of("Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8)));
    }

    private int port(String property, int otherwise) throws ProxyUnusableException {
        String text = property(property);
        if (!text.matches("[0-9]{0,5}") || (!text.isEmpty() && Integer.parseInt(text) > MAX_PORT)) {
            throw new ProxyUnusableException("the property " + property, WRITE_PROPERTIES);
        }
        return text.isEmpty() ? otherwise : Integer.parseInt(text);
    }

    private String property(String name) {
        String value = properties.apply(name);
        return value == null ? "" : value.strip();
    }

    private String nameOfVariable(String name) {
        return environment.containsKey(name) ? name : name.toUpperCase(Locale.ROOT);
    }

    private String variable(String name) {
        String value = environment.get(name);
        return value == null ? "" : value.strip();
    }
}
