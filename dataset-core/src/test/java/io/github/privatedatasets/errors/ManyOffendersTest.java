// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.spec.DatasetUri;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages about much that is wrong, where Kubernetes keeps 4 KiB of what a container says last. */
class ManyOffendersTest {
    private static final String URI = "s3://bucket/" + "k".repeat(1024);

    static Stream<DatasetException> about(List<String> offenders, long count) {
        return Stream.of(
                new UnsafeArchiveException(URI, offenders, count),
                new UnsafeKeysException(URI, offenders, count),
                new PinMismatchException(DatasetUri.parse(URI), offenders, count));
    }

    static Stream<DatasetException> aboutMany() {
        return Stream.of("\u6570", "\ud83d\ude00", "\u202e")
                .flatMap(
                        letter -> about(Collections.nCopies(100, letter.repeat(200) + ": " + letter.repeat(200)), 150));
    }

    @ParameterizedTest
    @MethodSource("aboutMany")
    void fitWhereTheyAreKept(DatasetException error) {
        assertThat(error.getMessage().getBytes(UTF_8)).hasSizeLessThan(4096);
        assertThat(error).hasMessageContaining("150").hasMessageContaining(" more; ");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void nameAFewAll(int count) {
        List<String> offenders = Collections.nCopies(count, "../x: leads outside");
        assertThat(about(offenders, count))
                .allSatisfy(error -> assertThat(error)
                        .hasMessageContaining(String.join("; ", offenders))
                        .hasMessageNotContaining(" more; "));
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 100})
    void sayHowManyMoreThereAre(int listed) {
        List<String> offenders = Collections.nCopies(listed, "../x: leads outside");
        assertThat(about(offenders, 1000))
                .allSatisfy(error -> assertThat(error).hasMessageContaining("; ../x: leads outside; and 995 more; "));
        assertThat(new UnsafeArchiveException("a.zip", offenders, 1000).offenders())
                .hasSize(listed);
    }

    @Test
    void ofLeasesTooNameAFew() {
        assertThat(new DatasetInUseException(Path.of("/storage/d"), Collections.nCopies(100, "the lease job")))
                .hasMessageContaining("; and 95 more: wait for them");
    }
}
