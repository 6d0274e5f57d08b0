// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlatJsonTest {
    @Test
    void writesPlainJson() {
        FlatJson json =
                new FlatJson().with("text", "a\"\\\n\u00e9").with("number", 5).with("list", List.of("x", "y"));
        assertThat(json).hasToString("""
                {
                "text": "a\\"\\\\\\u000a\\u00e9",
                "number": 5,
                "list": ["x", "y"]
                }
                """);
    }

    @Test
    void readsOtherPeoplesJson() throws IOException {
        FlatJson json = FlatJson.parse("{\"a\":\"\\/\\ud83d\\ude00\",\r\n\t\"b\":[],\"c\":12}");
        assertThat(json.text("a")).isEqualTo("/\ud83d\ude00");
        assertThat(json.texts("b")).isEmpty();
        assertThat(json.number("c")).isEqualTo(12);
        assertThat(json.optionalText("d")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{",
                "{\"a\": ",
                "{\"a\": \"\\x",
                "{\"a\": \"\\u12",
                "{\"a\": {\"b\": 1}}",
                "{\"a\": [[1]]}",
                "{\"a\": 1, \"a\": 2}",
                "{\"a\": &x 1, \"b\": *x}",
                "{\"a\": 1}\n---\n{}"
            })
    void refusesWhatIsNotOneFlatObject(String text) {
        assertThatThrownBy(() -> FlatJson.parse(text)).isInstanceOf(IOException.class);
    }

    @Test
    void refusesDeepAndLongTextAtOnce() {
        assertThatThrownBy(() -> FlatJson.parse("[".repeat(100_000))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> FlatJson.parse("{\"a\": " + "[".repeat(100_000)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> FlatJson.parse(" ".repeat(2_000_000))).isInstanceOf(IOException.class);
    }
}
