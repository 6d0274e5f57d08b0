// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PathFilterProperties {
    @Property(tries = 3000)
    void agreesWithARegularExpressionOfTheSameMeaning(
            @ForAll("globs") List<String> segments, @ForAll("paths") String path) {
        // ** among segments takes its slash along, so that it can stand for none.
        StringBuilder regex = new StringBuilder();
        for (String segment : segments) {
            regex.append(
                    segment.equals("**")
                            ? "([^/]*/)*"
                            : segment.replace("*", "[^/]*").replace("?", "[^/]") + "/");
        }

        assertThat(PathFilter.of(List.of(String.join("/", segments)), List.of()).accepts(path))
                .as("%s on %s", segments, path)
                .isEqualTo((path + "/").matches(regex.toString()));
    }

    @Provide
    Arbitrary<List<String>> globs() {
        return Arbitraries.of("**", "*", "a", "b", "?", "a*", "*b", "?a", "*a*b", "a?*b")
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.strings()
                .withChars('a', 'b')
                .ofMinLength(1)
                .ofMaxLength(4)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(s -> String.join("/", s));
    }
}
