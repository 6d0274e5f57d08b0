// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever is wrong with a spec, nothing it makes shows a key: no message, cause, stack trace, warning or toString. */
class SecrecyProperties {
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final List<String> SPECS = List.of("""
            datasets: [
                {
                    "uri": "s3://my-bucket/mnist.zip",
                    "awsSecretAccessKey": "§",
                    "awsAccessKeyId": "§",
                    "volumeOptions": { "kind": "dynamic", "size": "10Gi" },
                },
            ]
            """, """
            - uri: s3://my-bucket/mnist.zip
              awsAccessKeyId: "§"
              awsSecretAccessKey: §
              awsSessionToken: '§'
              etag: d0e2
            """);

    @Property(tries = 3000)
    void aSpecWithOneCharacterChangedNeverShowsAKey(
            @ForAll @IntRange(max = 1) int which,
            @ForAll @IntRange(max = 400) int at,
            @ForAll @IntRange(max = 2) int change,
            @ForAll("special") char c) {
        String good = SPECS.get(which);
        int i = at % good.length();
        String bad = good.substring(0, i) + (change == 0 ? "" : c) + good.substring(change == 1 ? i : i + 1);
        requireHidden(bad.replace("§", SECRET));
    }

    @Property(tries = 1000)
    void aSpecThatBreaksOffNeverShowsAKey(
            @ForAll @IntRange(max = 1) int which, @ForAll @IntRange(max = 600) int length) {
        String good = SPECS.get(which).replace("§", SECRET);
        requireHidden(good.substring(0, Math.min(length, good.length())));
    }

    @Property(tries = 1000)
    void anUnknownKeysValueIsNeverShown(@ForAll("keys") String key, @ForAll("shapes") String shape) {
        requireHidden("{uri: s3://b/k, \"" + key + "\": " + shape.formatted(SECRET) + "}");
    }

    @Example
    void keysInOddPlacesAreNotShown() {
        List.of(
                        "uri: s3://ID:%s@bucket/key",
                        "uri: ID:%s@bucket/key",
                        "uri: s3://ID:%s/key",
                        "uri: https://b.s3.amazonaws.com/k?X-Amz-Date=1&X-Amz-Signature=%s",
                        "{uri: s3://b/k, awsEndpoint: 'https://ID:%s@host'}",
                        "{uri: s3://b/k, awsEndpoint: 'https://ID:%s@ho st'}",
                        "{uri: s3://b/k, awsEndpoint: 'https://host/?token=%s'}",
                        "{uri: s3://b/k, awsSecretAccessKey:%s}",
                        "{uri: s3://b/k, awsSecretAccessKey=%s}",
                        "{uri: s3://b/k, %s: x}",
                        "{uri: s3://b/k, %s: x, %<s: x}",
                        "{uri: s3://b/k, awsSecretAccessKey: [%s]}",
                        "{uri: s3://b/k, awsSecretAccessKey: {a: %s}, awsAccessKeyId: x}",
                        "{uri: s3://b/k, awsSecretAccessKey: ' %s', awsAccessKeyId: x}",
                        "{uri: s3://b/k, awsSecretAccessKey: \"%s\\n\", awsAccessKeyId: x}",
                        "datasets: %s",
                        "[%s]",
                        "*%s",
                        "&%s x",
                        "!%s x",
                        "!%s!x y",
                        "%%TAG !%s! x\n--- y",
                        "%%YAML %s\n---\n",
                        "a: |%s\n",
                        "\"\\%s\"")
                .forEach(text -> requireHidden(text.formatted(SECRET)));
    }

    @Example
    void keysInMapsAreNotShown() {
        requireHidden(() -> DatasetSpecs.from(List.of(Map.of("uri", "s3://b/k", "secret", SECRET))));
        requireHidden(() -> DatasetSpecs.from(List.of(Map.of("uri", "s3://b/k", SECRET, "x"))));
        requireHidden(() -> DatasetSpecs.from(List.of(Map.of("uri", "s3://b/k", SECRET, 1.5))));
    }

    @Provide
    Arbitrary<Character> special() {
        return Arbitraries.of("\"'{}[],:#&*!|>%@`-?\\ \t\n\r\u0000ax"
                .chars()
                .mapToObj(c -> (char) c)
                .toList());
    }

    @Provide
    Arbitrary<String> keys() {
        return Arbitraries.oneOf(
                Arbitraries.strings().alpha().ofMaxLength(40),
                Arbitraries.of("awsSecretKey", "secret", "SecretAccessKey", "awssecretaccesskey", "password", "id"));
    }

    @Provide
    Arbitrary<String> shapes() {
        return Arbitraries.of(
                "\"%s\"", "'%s'", "%s", "[%s]", "{%s: x}", "{a: {b: %s}}", "!x %s", "&%s x", "*%s", "\"%s");
    }

    private static void requireHidden(String text) {
        requireHidden(() -> DatasetSpecs.parse(text));
    }

    private static void requireHidden(Supplier<List<DatasetSpec>> read) {
        StringWriter shown = new StringWriter();
        try {
            for (DatasetSpec spec : read.get()) {
                shown.append(spec.toString()).append(spec.warnings().toString());
            }
        } catch (InvalidSpecException e) {
            e.printStackTrace(new PrintWriter(shown));
        }
        // A half of it would be shown as well.
        assertThat(shown.toString()).doesNotContain(SECRET.substring(0, 12)).doesNotContain(SECRET.substring(28));
    }
}
