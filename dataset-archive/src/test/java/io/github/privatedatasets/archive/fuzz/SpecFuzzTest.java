// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.privatedatasets.spec.DatasetSpecs;
import io.github.privatedatasets.spec.InvalidSpecException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Specs of any text are read, or refused by an error of their own, of one line. */
class SpecFuzzTest {
    @MethodSource("texts")
    @FuzzTest
    void specs(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            DatasetSpecs.parse(text);
        } catch (InvalidSpecException e) {
            String message = String.valueOf(e.getMessage());
            if (message.indexOf('\n') >= 0) {
                throw new AssertionError("more than a line: " + message);
            }
        }
    }

    static Stream<byte[]> texts() {
        return Stream.of(
                        "[{uri: s3://b/k.tar.gz, etag: d0e, volumeOptions: {kind: dynamic, size: 5Gi}}]",
                        "- url: s3://b/k/\n  awsAccessKeyId: AKIA\n  awsSecretAccessKey: wJalr\n",
                        "datasets:\n- {\"uri\": \"s3://b/%20a\", \"versionId\": 1e5, \"include\": [\"a/**\"]}\n",
                        "[".repeat(40),
                        "a: &x [*x]")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }
}
