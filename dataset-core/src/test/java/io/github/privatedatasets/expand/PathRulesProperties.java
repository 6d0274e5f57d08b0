// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PathRulesProperties {
    private static final Path ROOT = Path.of("/top/of/the/tree");

    @Property
    void whatIsTakenStaysBelowTheRootAndMeansItself(@ForAll("names") String raw) {
        try {
            String path = PathRules.of(PathRules.MAX_PATH_BYTES, 256, StandardCharsets.UTF_8)
                    .file(raw);

            Path place = ROOT.resolve(path);
            assertThat(place.normalize()).isEqualTo(place);
            assertThat(place.startsWith(ROOT) && !place.equals(ROOT)).isTrue();
            assertThat(ROOT.relativize(place).toString()).isEqualTo(path);
            assertThat(raw).endsWith(path);
        } catch (RefusedEntryException e) {
            assertThat(e.reason()).isNotBlank();
        }
    }

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> hostile =
                Arbitraries.of(List.of("..", ".", "/", "//", "\\", "C:", "\u0000", "a", "b.c", "\u00e9", "\ud83d"));
        return Arbitraries.oneOf(
                hostile.list().ofMaxSize(8).map(parts -> String.join("", parts)),
                hostile.list().ofMaxSize(8).map(parts -> String.join("/", parts)),
                Arbitraries.strings().ofMaxLength(20));
    }
}
