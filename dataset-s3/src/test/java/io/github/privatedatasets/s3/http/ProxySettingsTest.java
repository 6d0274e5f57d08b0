// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which proxy is asked, if any. */
class ProxySettingsTest {
    @Test
    void usesThePropertiesOfTheScheme() throws ProxyUnusableException {
        Map<String, String> both =
                Map.of("http.proxyHost", "plain.corp", "http.proxyPort", "3128", "https.proxyHost", "secure.corp");

        assertThat(proxy(both, Map.of(), new Origin(false, "store.example.org", 80)))
                .isEqualTo("plain.corp:3128");
        assertThat(proxy(both, Map.of(), new Origin(true, "store.example.org", 443)))
                .isEqualTo("secure.corp:443");
        assertThat(proxy(Map.of("http.proxyHost", "plain.corp"), Map.of(), new Origin(true, "a.example.org", 443)))
                .isEqualTo("none");
    }

    @Test
    void prefersPropertiesToTheEnvironment() throws ProxyUnusableException {
        assertThat(proxy(
                        Map.of("http.proxyHost", "property.corp"),
                        Map.of("http_proxy", "http://variable.corp:1"),
                        new Origin(false, "store.example.org", 80)))
                .isEqualTo("property.corp:80");
    }

    @ParameterizedTest
    @CsvSource({
        "store.example.org, localhost|*.example.org, none",
        "example.org, *.example.org, proxy.corp:80",
        "store.example.org, store.*, none",
        "STORE.example.org, Store.Example.Org, none",
        "store.example.org, '', proxy.corp:80",
        "127.0.0.1, '', proxy.corp:80",
    })
    void goesAroundTheProxyForHostsThatAreExempt(String host, String exempt, String expected)
            throws ProxyUnusableException {
        Map<String, String> properties = Map.of("http.proxyHost", "proxy.corp", "http.nonProxyHosts", exempt);

        assertThat(proxy(properties, Map.of(), Origin.of(java.net.URI.create("http://x"), host)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"localhost, none", "127.0.0.1, none", "[::1], none", "store.example.org, proxy.corp:80"})
    void goesAroundTheProxyForThisHostUnlessToldOtherwise(String host, String expected) throws ProxyUnusableException {
        assertThat(proxy(Map.of("http.proxyHost", "proxy.corp"), Map.of(), new Origin(false, host, 80)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "store.example.org, .example.org, none",
        "store.example.org, example.org, none",
        "notexample.org, example.org, proxy.corp:3128",
        "store.example.org, 'a.org, *', none",
        "store.example.org, 'a.org,,b.org', proxy.corp:3128",
        "10.0.0.1, 10.0.0.1, none",
        "10.1.2.3, 10.0.0.0/8, none",
        "11.1.2.3, 10.0.0.0/8, proxy.corp:3128",
        "10.example.org, 10.0.0.0/8, proxy.corp:3128",
        "10.1.2.3, 10.0.0.0/33, proxy.corp:3128",
        "[fd00::7], fd00::/8, none",
        "[fd00::7], fd00::7, none",
        "[fd00::7], [fd00::7], none",
        "store.example.org, *.example.org, none",
        "store.example.org, 'a.org example.org', none",
        "store.example.org, example.org:443, none",
        "store.example.org, example.org:8443, proxy.corp:3128",
        "store.example.org, '', proxy.corp:3128",
    })
    void goesAroundTheProxyOfTheEnvironmentForHostsThatAreExempt(String host, String exempt, String expected)
            throws ProxyUnusableException {
        Map<String, String> environment = Map.of("https_proxy", "http://proxy.corp:3128", "NO_PROXY", exempt);

        assertThat(proxy(Map.of(), environment, new Origin(true, host, 443))).isEqualTo(expected);
    }

    @Test
    void showsNoPasswordOfAProxy() throws ProxyUnusableException {
        ProxySettings settings =
                new ProxySettings(name -> null, Map.of("http_proxy", "http://us%40er:p%2Bw@proxy.corp:3128"));
        ProxyServer proxy =
                settings.proxyFor(new Origin(false, "store.example.org", 80)).orElseThrow();

        assertThat(proxy).hasToString("proxy.corp:3128");
        assertThat(proxy.authorization()).contains("Basic dXNAZXI6cCt3"); // us@er:p+w
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://",
                "http://a b",
                "://",
                "https://me:secret@proxy.corp:3128",
                "socks5://me:secret@proxy.corp:1080",
                "socks5h://proxy.corp",
                "proxy.corp:99999",
                "http://me:sec#ret@proxy.corp:3128",
                "http://me:1/secret@proxy.corp:3128",
                "http://me:1?secret@proxy.corp:3128",
                "http://proxy.corp:3128/path"
            })
    void refusesAProxyThatItCannotSpeakWithAndShowsNoPassword(String proxy) {
        assertThatExceptionOfType(ProxyUnusableException.class)
                .isThrownBy(() -> proxy(Map.of(), Map.of("HTTPS_PROXY", proxy), new Origin(true, "store", 443)))
                .withMessageStartingWith("the proxy that HTTPS_PROXY names cannot be used: write http://HOST:PORT")
                .withMessageNotContaining("sec");
        // Nor does it matter who is exempt, or asked otherwise.
        assertThat(proxyOrError(Map.of("https_proxy", proxy, "no_proxy", "store"), new Origin(true, "store", 443)))
                .isEqualTo("none");
        assertThat(proxyOrError(Map.of("https_proxy", proxy), new Origin(false, "store", 80)))
                .isEqualTo("none");
    }

    @ParameterizedTest
    @CsvSource({"http.proxyPort, abc", "http.proxyPort, -1", "http.proxyPort, 65536"})
    void refusesAPortThatIsNone(String property, String port) {
        assertThatExceptionOfType(ProxyUnusableException.class)
                .isThrownBy(() -> proxy(
                        Map.of("http.proxyHost", "proxy.corp", property, port),
                        Map.of(),
                        new Origin(false, "store", 80)))
                .withMessageStartingWith("the proxy that the property http.proxyPort names cannot be used");
    }

    @Test
    void refusesTheSocksProxyThatTheJdkWouldUse() {
        Map<String, String> socks = Map.of("socksProxyHost", "proxy.corp");
        assertThatExceptionOfType(ProxyUnusableException.class)
                .isThrownBy(() -> proxy(socks, Map.of(), new Origin(true, "store.example.org", 443)))
                .withMessageContaining("socksProxyHost")
                .withMessageContaining("SOCKS is not spoken");
        assertThat(proxyOrError(socks, Map.of(), new Origin(true, "localhost", 443)))
                .isEqualTo("none");
        assertThat(proxyOrError(
                        Map.of("socksProxyHost", "proxy.corp", "https.proxyHost", "secure.corp"),
                        Map.of(),
                        new Origin(true, "store", 443)))
                .isEqualTo("secure.corp:443");
    }

    @Test
    void takesTheVariableInSmallLettersBeforeTheOneInCapitals() {
        assertThat(proxyOrError(
                        Map.of("https_proxy", "small:1", "HTTPS_PROXY", "capital:2"), new Origin(true, "store", 443)))
                .isEqualTo("small:1");
        assertThat(proxyOrError(Map.of("https_proxy", "", "HTTPS_PROXY", "capital:2"), new Origin(true, "store", 443)))
                .as("set to nothing: none")
                .isEqualTo("none");
        assertThat(proxyOrError(Map.of("ALL_PROXY", "socks5://proxy:1"), new Origin(true, "store", 443)))
                .isEqualTo("none");
    }

    private static String proxyOrError(Map<String, String> environment, Origin origin) {
        return proxyOrError(Map.of(), environment, origin);
    }

    private static String proxyOrError(Map<String, String> properties, Map<String, String> environment, Origin origin) {
        try {
            return proxy(properties, environment, origin);
        } catch (ProxyUnusableException e) {
            return e.getMessage();
        }
    }

    private static String proxy(Map<String, String> properties, Map<String, String> environment, Origin origin)
            throws ProxyUnusableException {
        return new ProxySettings(properties::get, environment)
                .proxyFor(origin)
                .map(ProxyServer::toString)
                .orElse("none");
    }
}
