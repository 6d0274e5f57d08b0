// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EtagTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {"abC, abC", "\"abC\", abC", "W/\"abC-3\", abC-3", "' \"x\" ', x", "W/x, W/x", "1e10, 1e10"})
    void isWhatStandsBetweenTheQuotes(String text, String value) {
        assertThat(Etag.parse(text).value()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\"\"", "W/\"\"", "\"", "a\"b", "a\nb", "a\u0085b"})
    void refusesWhatCanBeNoEtag(String text) {
        assertThatThrownBy(() -> Etag.parse(text))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageStartingWith("etag");
    }
}
