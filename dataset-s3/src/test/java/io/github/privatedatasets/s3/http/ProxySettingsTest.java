package io.github.privatedatasets.s3.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which proxy is asked, if any. */
class ProxySettingsTest {
    @Test
    void usesThePropertiesOfTheScheme() {
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
    void prefersPropertiesToTheEnvironment() {
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
    void goesAroundTheProxyForHostsThatAreExempt(String host, String exempt, String expected) {
        Map<String, String> properties = Map.of("http.proxyHost", "proxy.corp", "http.nonProxyHosts", exempt);

        assertThat(proxy(properties, Map.of(), Origin.of(java.net.URI.create("http://x"), host)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"localhost, none", "127.0.0.1, none", "[::1], none", "store.example.org, proxy.corp:80"})
    void goesAroundTheProxyForThisHostUnlessToldOtherwise(String host, String expected) {
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
    })
    void goesAroundTheProxyOfTheEnvironmentForHostsThatAreExempt(String host, String exempt, String expected) {
        Map<String, String> environment = Map.of("https_proxy", "http://proxy.corp:3128", "NO_PROXY", exempt);

        assertThat(proxy(Map.of(), environment, new Origin(true, host, 443))).isEqualTo(expected);
    }

    @Test
    void showsNoPasswordOfAProxy() {
        ProxySettings settings =
                new ProxySettings(name -> null, Map.of("http_proxy", "http://us%40er:p%2Bw@proxy.corp:3128"));
        ProxyServer proxy =
                settings.proxyFor(new Origin(false, "store.example.org", 80)).orElseThrow();

        assertThat(proxy).hasToString("proxy.corp:3128");
        assertThat(proxy.authorization()).contains("Basic dXNAZXI6cCt3"); // us@er:p+w
    }

    @ParameterizedTest
    @CsvSource({"http://", "'http://a b'", "://"})
    void goesAroundAProxyThatIsNone(String proxy) {
        assertThat(proxy(Map.of(), Map.of("http_proxy", proxy), new Origin(false, "store.example.org", 80)))
                .isEqualTo("none");
    }

    private static String proxy(Map<String, String> properties, Map<String, String> environment, Origin origin) {
        return new ProxySettings(properties::get, environment)
                .proxyFor(origin)
                .map(ProxyServer::toString)
                .orElse("none");
    }
}
