// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MountTest {
    @Test
    void isTwoArgumentsOfDocker() {
        Mount mount = new Mount(Path.of("/storage/t/data/mnist-d0e2"), "/data/mnist", true);

        assertThat(mount.dockerArguments())
                .containsExactly("--mount", "type=bind,source=/storage/t/data/mnist-d0e2,target=/data/mnist,readonly");
    }

    @Test
    void isWritableToDockerWhereItIsNotReadOnly() {
        assertThat(new Mount(Path.of("/a"), "/b", false).dockerArguments())
                .containsExactly("--mount", "type=bind,source=/a,target=/b");
    }

    @Test
    void isAbsoluteToDocker() {
        assertThat(new Mount(Path.of("a"), "/b", true).dockerArguments().get(1))
                .isEqualTo("type=bind,source=" + Path.of("a").toAbsolutePath() + ",target=/b,readonly");
    }

    @Test
    void quotesOnlyTheFieldThatNeedsIt() {
        assertThat(new Mount(Path.of("/s/a,\"b\""), "/data/a", true)
                        .dockerArguments()
                        .get(1))
                .isEqualTo("type=bind,\"source=/s/a,\"\"b\"\"\",target=/data/a,readonly");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mnist",
                "a,b",
                "a\"b",
                "\"",
                "\"a\"",
                ",",
                "a'b",
                "a:b",
                "a=b",
                "a b",
                " a",
                "a ",
                "#a",
                "-a",
                "--mount",
                "$HOME",
                "$(id)",
                "`id`",
                "a;b",
                "a|b",
                "a&b",
                "*",
                "?",
                "~",
                "yes",
                "1e3",
                "null",
                "\u00fc\u4e2d",
                "\ud83d\udc31",
                "a\u2028b",
                "readonly",
                "a,readonly",
                "a,target=/etc"
            })
    void isReadBackByDockerAsItIsWhateverItsName(String name) {
        Mount mount = new Mount(Path.of("/s", name), "/data/" + name, true);

        assertThat(fields(mount.dockerArguments().get(1)))
                .containsExactly("type=bind", "source=/s/" + name, "target=/data/" + name, "readonly");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\tb", "a\u007fb", "a\u0085b"})
    void refusesControlCharactersInEitherPath(String name) {
        for (Mount mount :
                List.of(new Mount(Path.of("/s", name), "/data/a", true), new Mount(Path.of("/s"), "/" + name, true))) {
            assertThatExceptionOfType(InvalidSpecException.class)
                    .isThrownBy(mount::dockerArguments)
                    .withMessageContaining("control character")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain(name));
        }
    }

    /** Reads one line of CSV as strictly as Docker: a quote in a field without quotes is an error. */
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        int at = 0;
        while (at <= line.length()) {
            StringBuilder field = new StringBuilder();
            if (line.startsWith("\"", at)) {
                at++;
                while (!line.startsWith("\"", at) || line.startsWith("\"\"", at)) {
                    at += line.startsWith("\"\"", at) ? 1 : 0;
                    field.append(line.charAt(at++));
                }
                at++;
            } else {
                int end = line.indexOf(',', at);
                field.append(line, at, end < 0 ? line.length() : end);
                assertThat(field.toString()).doesNotContain("\"");
                at += field.length();
            }
            assertThat(at == line.length() || line.charAt(at) == ',').isTrue();
            fields.add(field.toString());
            at++;
        }
        return fields;
    }
}
