// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Text that is written to cost time or memory. The timeout only ends a hang: without the limits some of these run for minutes. */
@Timeout(60)
class HostileSpecTest {
    private static final int MANY = SpecLimits.MAX_TEXT;

    static Stream<Arguments> hostile() {
        return Stream.of(
                arguments("brackets", "[".repeat(100_000), "1:18: lists and mappings are nested more than 16 deep"),
                arguments(
                        "as many brackets as fit",
                        "[".repeat(MANY),
                        "1:18: lists and mappings are nested more than 16"),
                arguments(
                        "braces",
                        "[" + "{a: ".repeat(100_000),
                        "1:63: lists and mappings are nested more than 16 deep"),
                arguments(
                        "braces in a job",
                        "{a: ".repeat(100_000),
                        "1:405: lists and mappings are nested more than 100 deep"),
                arguments(
                        "as many brackets as fit in a job",
                        "a: " + "[".repeat(MANY - 3),
                        "1:104: lists and mappings are nested more than 100 deep"),
                arguments("dashes", "- ".repeat(100_000), "1:35: lists and mappings are nested more than 16 deep"),
                arguments("keys that are mappings", "- " + "? ".repeat(100_000), "1:35: lists and mappings are nested"),
                arguments(
                        "keys that are mappings in a job",
                        "? ".repeat(100_000),
                        "1:203: lists and mappings are nested"),
                arguments(
                        "too long", " ".repeat(MANY + 1), "the spec is 1048577 characters long: write at most 1048576"),
                arguments("a long value", "uri: " + "a".repeat(MANY - 5), "1:6: a value is 1048571 characters long"),
                arguments(
                        "a long key", "[{\"" + "a".repeat(20_000) + "\": x}]", "1:3: a value is 20000 characters long"),
                arguments(
                        "a quote that never ends",
                        "'" + "a".repeat(MANY - 1),
                        "1:1: the quote that opens here is never"),
                arguments("a comment and nothing else", "#" + "a".repeat(MANY - 1), "1:1: the text is empty"),
                arguments(
                        "many values",
                        "[" + "a,".repeat(MANY / 2 - 1) + "]",
                        "1:200000: more than 100000 keys and values"),
                arguments(
                        "many keys of a job",
                        "{" + "a,".repeat(MANY / 2 - 1) + "}",
                        "1:200002: more than 100000 keys and values"),
                arguments("many datasets", "[" + "{},".repeat(1001) + "]", "1:3002: 1001 datasets: write at most 1000"),
                arguments("many documents", "---\n".repeat(MANY / 4), "2:1: a second document starts here"),
                arguments(
                        "a billion laughs",
                        "datasets:\n- a: &a [x]\n  b: &b [*a,*a]\n  c: &c [*b,*b]",
                        "2:6: & and * (anchors and aliases) are not read"),
                arguments("a long anchor", "&" + "a".repeat(MANY - 1), "1:1: & and * (anchors and aliases)"),
                arguments("a long tag", "!" + "a".repeat(MANY - 1), "1:1: ! (a tag) is not read"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void refuses(String name, String text, String message) {
        assertThatThrownBy(() -> DatasetSpecs.parse(text))
                .isInstanceOf(InvalidSpecException.class)
                .message()
                .startsWith(message)
                .hasSizeLessThan(300);
    }

    /** The most costly texts that are known, as values that are passed over. */
    static Stream<Arguments> costly() {
        String deep = "[".repeat(SpecLimits.MAX_DEPTH_PASSED_OVER - 1);
        return Stream.of(
                arguments(
                        "deep lists",
                        "[" + (deep + deep.replace('[', ']') + ",").repeat((MANY - 100) / (2 * deep.length() + 1))
                                + "]"),
                arguments("values as deep as can be", deep + "a,".repeat(MANY / 2 - 200) + deep.replace('[', ']')),
                arguments("values", "[" + "a,".repeat(MANY / 2 - 100) + "]"),
                arguments("a text", "a".repeat(MANY - 100)),
                arguments("aliases", "[&a [x]," + "*a,".repeat(MANY / 3 - 100) + "]"),
                arguments("a long anchor", "&" + "a".repeat(MANY - 100)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("costly")
    void passesOverInAJob(String name, String value) {
        assertThat(DatasetSpecs.parse("{job: " + value + " , datasets: {uri: s3://b/k}}"))
                .containsExactly(DatasetSpec.of("s3://b/k"));
    }

    @Test
    void takesAsManyDatasetsAsTheLimitSays() {
        assertThat(DatasetSpecs.parse("[" + "{uri: s3://b/k},".repeat(1000) + "]"))
                .hasSize(1000);
    }

    @Test
    void refusesMapsThatHoldThemselves() {
        Map<String, Object> endless = new HashMap<>();
        endless.put("uri", endless);

        assertThatThrownBy(() -> DatasetSpecs.from(List.of(endless)))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("nested more than 16 deep");
    }

    @Test
    void refusesListsWithoutEnd() {
        List<Object> values = new ArrayList<>(Collections.nCopies(200_000, "a"));

        assertThatThrownBy(() -> DatasetSpecs.from(List.of(Map.of("uri", "s3://b/", "include", values))))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("more than 100000 keys and values");
    }
}
