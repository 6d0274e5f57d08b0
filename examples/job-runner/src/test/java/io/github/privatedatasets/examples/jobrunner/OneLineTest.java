// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {
    @Test
    void escapesWhatBreaksALineOrMovesTheCursor() {
        assertThat(OneLine.of("a\nb\r\tc\u001b[31m\u0085\u2028d"))
                .isEqualTo("a\\u000ab\\u000d\\u0009c\\u001b[31m\\u0085\\u2028d");
    }

    @Test
    void escapesWhatHidesOrReordersText() {
        assertThat(OneLine.of("gnp.\u202etxt\u200b")).isEqualTo("gnp.\\u202etxt\\u200b");
    }

    @Test
    void keepsTextOfAnyScript() {
        assertThat(OneLine.of("größe 数据 😀")).isEqualTo("größe 数据 😀");
    }
}
