package io.github.privatedatasets.s3.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
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
 * {@code no_proxy} of the environment. Read anew for each connection.
 */
final class ProxySettings {
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

    /** Returns the proxy on the way to the server, if there is one. */
    Optional<ProxyServer> proxyFor(Origin origin) {
        String scheme = origin.secure() ? "https" : "http";
        String host = property(scheme + ".proxyHost");
        if (!host.isEmpty()) {
            // As the JDK does: its own default, and one list for both schemes.
            String direct = properties.apply("http.nonProxyHosts") == null
                    ? "localhost|127.*|[::1]|0.0.0.0|[::0]"
                    : property("http.nonProxyHosts");
            return matchesAny(origin.host(), List.of(direct.split("\\|", -1)))
                    ? Optional.empty()
                    : Optional.of(new ProxyServer(
                            host,
                            port(property(scheme + ".proxyPort"), origin.secure() ? 443 : 80),
                            basic(property(scheme + ".proxyUser"), property(scheme + ".proxyPassword"))));
        }
        String proxy = variable(scheme + "_proxy");
        return proxy.isEmpty() || isExempt(origin.host()) ? Optional.empty() : parse(proxy);
    }

    private boolean isExempt(String host) {
        for (String entry : variable("no_proxy").split(",", -1)) {
            String name = entry.strip().toLowerCase(Locale.ROOT);
            String domain = name.startsWith(".") ? name : "." + name;
            if (name.equals("*") || (!name.isEmpty() && ("." + host).endsWith(domain))) {
                return true;
            }
        }
        return false;
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

    private static Optional<ProxyServer> parse(String proxy) {
        URI uri;
        try {
            uri = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (uri.getHost() == null) {
            return Optional.empty();
        }
        String user = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
        int colon = user.indexOf(':');
        return Optional.of(new ProxyServer(
                uri.getHost(),
                uri.getPort() < 0 ? 80 : uri.getPort(),
                colon < 0
                        ? basic(decoded(user), "")
                        : basic(decoded(user.substring(0, colon)), decoded(user.substring(colon + 1)))));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }

    private static Optional<String> basic(String user, String password) {
        return user.isEmpty()
                ? Optional.empty()
                : Optional.of("Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8)));
    }

    private static int port(String text, int otherwise) {
        try {
            return text.isEmpty() ? otherwise : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private String property(String name) {
        String value = properties.apply(name);
        return value == null ? "" : value.strip();
    }

    private String variable(String name) {
        String value = environment.getOrDefault(name, environment.get(name.toUpperCase(Locale.ROOT)));
        return value == null ? "" : value.strip();
    }
}
