// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathFilterTest {
    @ParameterizedTest
    @CsvSource({
        "a, a, true",
        "a, b, false",
        "a, A, false",
        "a, a/b, false",
        "*, a, true",
        "*, .a, true",
        "*, a/b, false",
        "*.jpg, x.jpg, true",
        "*.jpg, .jpg, true",
        "*.jpg, x.jpg.txt, false",
        "*.jpg, a/x.jpg, false",
        "a*b*c, abbc, true",
        "a*b*c, abcb, false",
        "?, a, true",
        "?, \ud83d\ude00, true",
        "??, \ud83d\ude00, false",
        "*?, \ud83d\ude00, true",
        "*??, \ud83d\ude00, false",
        "?, '', false",
        "a?b, a/b, false",
        "**, a/b/c, true",
        "**/*.jpg, x.jpg, true",
        "**/*.jpg, a/b/x.jpg, true",
        "train/**, train/a/b, true",
        "train/**, train/, true",
        "train/**, trains/a, false",
        "a/**/b, a/b, true",
        "a/**/b, a/x/y/b, true",
        "a/**/b, a/x/y/b/c, false",
        "**/a/**/b, x/a/a/y/b, true",
        "**/a/*/b, x/a/a/y/b, true",
        "a//b, a//b, true",
        "a/*/b, a//b, true",
        "a.b, axb, false",
        "'a+(b)|^$', 'a+(b)|^$', true"
    })
    void matchesTheWholePathAsTheGlobSays(String glob, String path, boolean accepted) {
        assertThat(PathFilter.of(List.of(glob), List.of()).accepts(path)).isEqualTo(accepted);
        assertThat(PathFilter.of(List.of(), List.of(glob)).accepts(path)).isEqualTo(!accepted);
    }

    @Test
    void refusesMoreTextThanARecordTakes() {
        List<String> many = Collections.nCopies(1 << 12, "0123456789abcdef");
        assertThat(PathFilter.of(many, List.of()).accepts("0123456789abcdef")).isTrue();
        assertThatThrownBy(() -> PathFilter.of(many, List.of("x")))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContainingAll("65537 characters long together", "at most 65536", "directories");
    }

    @Test
    void acceptsEverythingWithoutGlobs() {
        assertThat(DatasetSpec.of("s3://b/").filter().accepts("a/b")).isTrue();
    }

    @Test
    void takesWhatOneIncludeAndNoExcludeMatches() {
        PathFilter filter = DatasetSpec.builder("s3://b/")
                .include(List.of("train/**", "*.txt"))
                .exclude(List.of("**/*.tmp"))
                .build()
                .filter();

        assertThat(filter.accepts("train/a.jpg")).isTrue();
        assertThat(filter.accepts("readme.txt")).isTrue();
        assertThat(filter.accepts("test/a.jpg")).isFalse();
        assertThat(filter.accepts("train/a.tmp")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "a/", "a**", "**a/b", "a/***", "[a]", "{a,b}", "a\\*", "a\nb"})
    void refusesWhatIsNoGlob(String glob) {
        assertThatThrownBy(() -> DatasetSpec.builder("s3://b/").include(List.of(glob)))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageStartingWith("glob \"");
    }

    @Test
    @Timeout(20)
    void isNotSlowedDownByManyWildcards() {
        PathFilter stars = PathFilter.of(List.of("*a".repeat(500) + "b"), List.of());
        PathFilter segments = PathFilter.of(List.of("**/a/".repeat(200) + "b"), List.of());

        assertThat(stars.accepts("a".repeat(1024))).isFalse();
        assertThat(segments.accepts("a/".repeat(512) + "c")).isFalse();
    }
}
