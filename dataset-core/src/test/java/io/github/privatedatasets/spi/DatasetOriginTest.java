// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.spec.DatasetSpec;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetOriginTest {
    @ParameterizedTest
    @CsvSource({
        "https://h, https://h/",
        "https://h, https://h:443",
        "https://h, HTTPS://H:443/",
        "http://h, http://h:80/",
        "https://h:9000, https://H:9000/",
        "https://[::1]:9000, https://[::1]:9000/",
        "https://h/store, https://H/store",
        "https://h/a%2Fb, https://h:/a%2Fb"
    })
    void isTheSameSourceHoweverItsEndpointIsSpelt(String one, String other) {
        assertThat(at(one).isSameSourceAs(at(other))).isTrue();
        assertThat(at(one)).isEqualTo(at(other));
    }

    @ParameterizedTest
    @CsvSource({
        "https://h, http://h",
        "https://h, https://h:80",
        "http://h, http://h:443",
        "https://h, https://i",
        "https://h/store, https://h/Store",
        "https://h/a%2Fb, https://h/a/b",
        "https://h/store, https://h"
    })
    void isAnotherSourceAtAnotherEndpoint(String one, String other) {
        assertThat(at(one).isSameSourceAs(at(other))).isFalse();
    }

    @Test
    void folderIsTheSameSourceWithAndWithoutItsSlash() {
        assertThat(of("s3://b/f").isSameSourceAs(of("s3://b/f/"))).isTrue();
        assertThat(of("s3://b/f").isSameSourceAs(of("s3://b/f//"))).isFalse();
        assertThat(of("s3://b").isSameSourceAs(of("s3://b/"))).isTrue();
    }

    private static DatasetOrigin at(String endpoint) {
        return DatasetOrigin.of(
                DatasetSpec.builder("s3://b/k").endpoint(URI.create(endpoint)).build());
    }

    private static DatasetOrigin of(String uri) {
        return DatasetOrigin.of(DatasetSpec.of(uri));
    }
}
