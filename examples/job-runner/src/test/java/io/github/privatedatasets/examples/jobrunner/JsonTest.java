// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class JsonTest {
    @Test
    void writesAnEmptyArray() {
        assertThat(Json.array(List.of())).isEqualTo("[]");
    }

    @Test
    void keepsKeysInOrderAndWritesNullForWhatIsAbsent() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", "mnist");
        object.put("etag", null);
        object.put("reused", true);
        object.put("bytes", 5_000_000_000L);
        object.put("path", Path.of("/s/data"));

        assertThat(Json.array(List.of(object))).isEqualTo("""
                        [{"name": "mnist", "etag": null, "reused": true, "bytes": 5000000000, "path": "/s/data"}]""");
    }

    @Test
    void escapesWhatJsonAsksFor() {
        assertThat(Json.array(List.of(Map.of("k", "a\"b\\c\n\u0000\u007f"))))
                .isEqualTo("[{\"k\": \"a\\\"b\\\\c\\u000a\\u0000\\u007f\"}]");
    }

    @Test
    void isReadBackAsTheSameTextWhateverItHolds() {
        StringBuilder everything = new StringBuilder();
        for (int c = 0; c < 0x3000; c++) {
            everything.appendCodePoint(c);
        }
        everything.append("😀");
        // JSON is a part of YAML 1.2, which the library's own parser reads.
        Object read = new Load(LoadSettings.builder().build())
                .loadFromString(Json.array(List.of(Map.of("k", everything.toString()))));

        assertThat(read).isEqualTo(List.of(Map.of("k", everything.toString())));
    }

    @Test
    void writesALoneSurrogateAsAnEscape() {
        assertThat(Json.array(List.of(Map.of("k", "\ud800")))).isEqualTo("[{\"k\": \"\\ud800\"}]");
    }
}
