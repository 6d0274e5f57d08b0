// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuantityTest {
    @Test
    void showsBytesInPowersOfAThousand() {
        assertThat(Quantity.bytes(0)).isEqualTo("0 B");
        assertThat(Quantity.bytes(999)).isEqualTo("999 B");
        assertThat(Quantity.data(1)).isEqualTo("1 B of data");
        assertThat(Quantity.bytes(1000)).isEqualTo("1.0 kB");
        assertThat(Quantity.bytes(12_345_678)).isEqualTo("12.3 MB");
        assertThat(Quantity.bytes(999_999)).isEqualTo("1.0 MB");
        assertThat(Quantity.bytes(Long.MAX_VALUE)).isEqualTo("9.2 EB");
    }

    @Test
    void countsOneFileAsOne() {
        assertThat(Quantity.files(1)).isEqualTo("1 file");
        assertThat(Quantity.files(0)).isEqualTo("0 files");
    }
}
