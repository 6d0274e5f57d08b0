// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "007, 7",
        "1K, 1000",
        "1Ki, 1024",
        "2M, 2000000",
        "2Mi, 2097152",
        "3G, 3000000000",
        "5Gi, 5368709120",
        "1T, 1000000000000",
        "1Ti, 1099511627776",
        "9223372036854775807, 9223372036854775807",
        "000000000000000000000000000001K, 1000",
        "8388607Ti, 9223370937343148032"
    })
    void readsDigitsAndAUnit(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(ByteSize.ofBytes(bytes));
    }

    @ParameterizedTest
    @CsvSource({
        "'', expected a digit at position 1",
        "-1, expected a digit at position 1",
        "+1, expected a digit at position 1",
        "' 1', expected a digit at position 1",
        "Gi, expected a digit at position 1",
        "1k, unknown unit at position 2",
        "10 Gi, unknown unit at position 3",
        "10P, unknown unit at position 3",
        "10i, unknown unit at position 3",
        "1.5G, unknown unit at position 2",
        "1e9, unknown unit at position 2",
        "10GB, more than a unit at position 4",
        "10GiB, more than a unit at position 5",
        "10gi, unknown unit at position 3",
        "'10Gi ', more than a unit at position 5",
        "\u0661, expected a digit at position 1",
        "9223372036854775808, more than 9223372036854775807 bytes at position 1",
        "8388608Ti, more than 9223372036854775807 bytes at position 1",
        "9223372036854775807K, more than 9223372036854775807 bytes at position 1"
    })
    void refusesAnythingElseWithItsPosition(String text, String problem) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining(problem)
                .hasMessageContaining("Ki Mi Gi Ti (powers of 1024)");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "999, 999",
        "1000, 1K",
        "1024, 1Ki",
        "1024000, 1000Ki",
        "5368709120, 5Gi",
        "1025, 1025",
        "1000000000000000, 1000T"
    })
    void isShownInTheLargestUnitThatDividesIt(long bytes, String text) {
        assertThat(ByteSize.ofBytes(bytes)).hasToString(text);
    }

    @Test
    void isNeverNegative() {
        assertThatThrownBy(() -> ByteSize.ofBytes(-1)).isInstanceOf(InvalidSpecException.class);
    }
}
