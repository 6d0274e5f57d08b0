// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathRulesTest {
    private final PathRules rules = PathRules.of(PathRules.MAX_PATH_BYTES, 256, StandardCharsets.UTF_8);

    @ParameterizedTest
    @CsvSource({
        "a, a",
        "./a, a",
        "././a/b, a/b",
        "a..b/.c/..., a..b/.c/...",
        "'sp ace/\u00fc', 'sp ace/\u00fc'",
        "b:c, b:c"
    })
    void takesPlainNames(String raw, String path) throws RefusedEntryException {
        if (!raw.equals("b:c")) {
            assertThat(rules.file(raw)).isEqualTo(path);
        }
        assertThat(rules.file("a/" + path)).isEqualTo("a/" + path);
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "., ''", "./, ''", "a/, a", "./a/b/, a/b"})
    void takesDirectoriesWithASlashAtTheEnd(String raw, String path) throws RefusedEntryException {
        assertThat(rules.directory(raw)).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "./",
                "..",
                "../a",
                "a/..",
                "a/../b",
                "./../a",
                "/",
                "/a",
                "//a",
                ".//a",
                "a//b",
                "a/./b",
                "a/.",
                "a/",
                "a//",
                "a\\b",
                "\\",
                "..\\a",
                "C:",
                "c:/a",
                "C:a",
                "a\u0000b",
                "a\nb",
                "a\u007f",
                "a\u0085",
                "\ud800",
                "a\udc00b"
            })
    void refusesAsAFile(String raw) {
        assertThatThrownBy(() -> rules.file(raw)).isInstanceOf(RefusedEntryException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../", "/", "a//", "a/../", "//", "./.."})
    void refusesAsADirectory(String raw) {
        assertThatThrownBy(() -> rules.directory(raw)).isInstanceOf(RefusedEntryException.class);
    }

    @Test
    void countsTheBytesOfANameAndNotItsCharacters() throws RefusedEntryException {
        assertThat(rules.file("\u00fc".repeat(127) + "x")).hasSize(128);
        assertThatThrownBy(() -> rules.file("\u00fc".repeat(128)))
                .hasMessage("a name in it is 256 bytes long, at most 255 can be written");
    }

    @Test
    void limitsPathAndDepth() throws RefusedEntryException {
        String longest = ("x".repeat(255) + "/").repeat(15) + "y".repeat(255);
        assertThat(rules.file(longest)).hasSize(4095);
        assertThatThrownBy(() -> rules.file(longest + "/z")).hasMessageContaining("at most 4095");
        assertThatThrownBy(() -> rules.file("d/".repeat(256) + "f")).hasMessageContaining("257 levels deep");
    }

    @Test
    void saysWhatToSetWhenTheJvmCannotWriteAName() throws RefusedEntryException {
        PathRules ascii = PathRules.of(PathRules.MAX_PATH_BYTES, 256, StandardCharsets.US_ASCII);

        assertThat(ascii.file("plain")).isEqualTo("plain");
        assertThatThrownBy(() -> ascii.file("\u00fc")).hasMessageContaining("LC_ALL=C.UTF-8");
        assertThatThrownBy(() -> ascii.target("\u00fc")).hasMessageContaining("LC_ALL=C.UTF-8");
    }
}
