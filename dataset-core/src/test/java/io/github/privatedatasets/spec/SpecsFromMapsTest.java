// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.CharBuffer;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SpecsFromMapsTest {
    private static final Map<String, Object> GOOD = Map.of("uri", "s3://b/k");

    @Test
    void readsWhatTheSameTextSays() {
        List<DatasetSpec> specs = DatasetSpecs.from(List.of(
                Map.of(
                        "url",
                        CharBuffer.wrap("s3://b/k"),
                        "versionId",
                        1111111,
                        "etag",
                        new BigInteger("12345678901234567890"),
                        "awsAccessKeyId",
                        "i",
                        "awsSecretAccessKey",
                        "s",
                        "pathStyle",
                        true,
                        "volumeOptions",
                        Map.of("kind", "dynamic", "size", 5_000_000_000L)),
                Map.of("uri", "s3://b/f/", "include", "*.csv", "exclude", List.of("a", "b"))));

        assertThat(specs).isEqualTo(DatasetSpecs.parse("""
                                - {uri: s3://b/k, versionId: 1111111, etag: 12345678901234567890, awsAccessKeyId: i,
                                   awsSecretAccessKey: s, pathStyle: true, volumeOptions: {kind: dynamic, size: 5G}}
                                - {uri: s3://b/f/, include: ["*.csv"], exclude: [a, b]}
                                """));
    }

    @Test
    void readsNothingFromAnEmptyList() {
        assertThat(DatasetSpecs.from(List.of())).isEmpty();
    }

    @Test
    void takesNullForAValueThatIsNotThere() {
        Map<String, Object> map = new HashMap<>(GOOD);
        map.put("etag", null);
        map.put("volumeOptions", Map.of());

        assertThat(DatasetSpecs.from(List.of(map))).containsExactly(DatasetSpec.of("s3://b/k"));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments(with("versionId", 1e10), "datasets[1].versionId: found a number that is not whole"),
                arguments(with("etag", new BigDecimal("1.10")), "datasets[1].etag: found a number that is not whole"),
                arguments(with("name", LocalDate.EPOCH), "datasets[1].name: found a java.time.LocalDate: write a text"),
                arguments(with("name", "../x"), "datasets[1].name: name \"../x\" holds a separator"),
                arguments(
                        with("volumeOptions", Map.of("size", "10GB")), "datasets[1].volumeOptions.size: size \"10GB\""),
                arguments(with("volumeOptions", Map.of("syze", 1)), "datasets[1].volumeOptions.syze: unknown key"),
                arguments(with("volumeOptions", Map.of(1, 2)), "datasets[1].volumeOptions: a key is no text"),
                arguments(with("include", List.of("a", "[b]")), "datasets[1].include[1]: glob \"[b]\" holds"),
                arguments(with("awsAccessKeyId", "x"), "datasets[1].awsAccessKeyId: awsAccessKeyId stands without"),
                arguments(with("url", "s3://b/k"), "datasets[1].ur"),
                arguments(with("a b", "x"), "datasets[1]: unknown key (not shown, it may hold a value)"),
                arguments(with("uri", null), "datasets[1]: uri is missing"),
                arguments(null, "datasets[1]: found nothing in place of a dataset"));
    }

    private static Map<String, Object> with(String key, Object value) {
        Map<String, Object> map = new HashMap<>(GOOD);
        map.put(key, value);
        return map;
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void namesThePathOfTheMistake(Map<String, Object> map, String message) {
        InvalidSpecException error =
                catchThrowableOfType(InvalidSpecException.class, () -> DatasetSpecs.from(Arrays.asList(GOOD, map)));

        assertThat(error).hasMessageStartingWith(message);
        assertThat(error.line()).isEmpty();
        assertThat(error.column()).isEmpty();
    }
}
