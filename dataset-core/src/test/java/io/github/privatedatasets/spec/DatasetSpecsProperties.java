// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DatasetSpecsProperties {
    @Property(tries = 2000)
    void anyTextIsReadOrRefusedAsInvalidSpec(@ForAll("texts") String text) {
        try {
            assertThat(DatasetSpecs.parse(text))
                    .allSatisfy(spec -> assertThat(spec.uri().toString()).isNotEmpty());
        } catch (InvalidSpecException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n").doesNotContain("\r");
            assertThat(e.line()).isPresent();
        }
    }

    @Property
    void aQuotedValueIsTakenExactly(@ForAll("versions") String versionId) {
        String quoted = "\"" + versionId.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";

        List<DatasetSpec> specs = DatasetSpecs.parse("{\"uri\": \"s3://b/k\", \"versionId\": " + quoted + "}");

        assertThat(specs.get(0).versionId()).contains(versionId);
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> tokens = Arbitraries.of(
                "{",
                "}",
                "[",
                "]",
                ",",
                ": ",
                ":",
                "- ",
                "? ",
                "\n",
                "\n  ",
                "\t",
                " ",
                "\"",
                "'",
                "#",
                "&a ",
                "*a",
                "!t ",
                "|",
                ">",
                "%YAML 1.2",
                "---\n",
                "...\n",
                "\\",
                "\\x",
                "~",
                "null",
                "datasets",
                "uri",
                "s3://b/k",
                "etag",
                "name",
                "volumeOptions",
                "size",
                "10Gi",
                "\u2028",
                "\ufeff",
                "\u0085",
                "\r",
                "x");
        return Arbitraries.oneOf(
                tokens.list().ofMaxSize(30).map(parts -> String.join("", parts)),
                Arbitraries.strings().ofMaxLength(40));
    }

    @Provide
    Arbitrary<String> versions() {
        return Arbitraries.strings()
                .withCharRange(' ', '~')
                .ofMinLength(1)
                .ofMaxLength(60)
                .filter(s -> !s.isBlank());
    }
}
