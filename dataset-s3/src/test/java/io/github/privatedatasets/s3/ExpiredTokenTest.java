// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.errors.DatasetAccessDeniedException;
import io.github.privatedatasets.s3.ScriptedS3.Answer;
import io.github.privatedatasets.s3.ScriptedS3.Request;
import io.github.privatedatasets.spec.Credentials;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.storage.SharedStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a download in the midst of which the spec's session token expires. */
@Timeout(60)
class ExpiredTokenTest {
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]+)-([0-9]+)");
    private static final int PIECE = 8 << 20;
    private static final int SIZE = 2 * PIECE + 12_345;
    private static final List<String> KEYS = List.of("f/a", "f/b", "f/c", "f/d");

    @TempDir
    Path directory;

    private final String content = random(SIZE);
    private volatile boolean expired;

    @ParameterizedTest
    @CsvSource({"HEAD, 0", "GET, 0", "GET, 9000000"})
    void folderIsDeniedAndGoesOnWithANewTokenWhereItWas(String method, int bytesMore) throws Exception {
        try (ScriptedS3 store = store(
                request -> request.method().equals(method) && request.target().startsWith("/bucket/f/c"), bytesMore)) {
            assertDenied(store, "s3://bucket/f/");
        }

        try (ScriptedS3 store = store(request -> false, 0);
                DatasetStager stager = stager(store);
                MaterializedDataset dataset = stager.stage(spec("s3://bucket/f/"))) {
            for (String key : KEYS) {
                assertThat(Files.readString(dataset.path().resolve(key.substring(2)), ISO_8859_1))
                        .isEqualTo(content);
            }
            assertThat(dataset.resumedBytes()).isGreaterThanOrEqualTo(SIZE);
        }
    }

    @Test
    void bigObjectIsDeniedAndGoesOnWithANewTokenWhereItWas() throws Exception {
        try (ScriptedS3 store = store(request -> request.header("range").startsWith("bytes=" + PIECE + "-"), 0)) {
            assertDenied(store, "s3://bucket/big");
        }

        try (ScriptedS3 store = store(request -> false, 0);
                DatasetStager stager = stager(store);
                MaterializedDataset dataset = stager.stage(spec("s3://bucket/big"))) {
            assertThat(Files.readString(dataset.path().resolve("big"), ISO_8859_1))
                    .isEqualTo(content);
            assertThat(dataset.resumedBytes()).isEqualTo(PIECE);
        }
    }

    private void assertDenied(ScriptedS3 store, String uri) throws IOException {
        try (DatasetStager stager = stager(store)) {
            assertThatExceptionOfType(DatasetAccessDeniedException.class)
                    .isThrownBy(() -> stager.stage(spec(uri)))
                    .withMessageContaining("ExpiredToken")
                    .withMessageContaining("the session token has expired; write a new one into the spec");
        }
    }

    private DatasetSpec spec(String uri) {
        return DatasetSpec.builder(uri)
                .credentials(new Credentials("AKIDOWNER", "the-secret-key", Optional.of("the-session-token")))
                .build();
    }

    private DatasetStager stager(ScriptedS3 store) {
        return DatasetStager.builder()
                .source(S3DatasetSource.builder().endpoint(store.endpoint()).build())
                .sharedStorage(SharedStorage.builder(directory)
                        .durability(SharedStorage.Durability.NONE)
                        .build())
                .team("team")
                .threads(2)
                .build();
    }

    /** Answers as S3 does; the token expires with this request, whose answer ends after so many bytes. */
    private ScriptedS3 store(Predicate<Request> expires, int bytesMore) throws IOException {
        expired = false;
        return new ScriptedS3(request -> {
            boolean expiredBefore = expired;
            expired |= expires.test(request);
            if (expired && (expiredBefore || bytesMore == 0)) {
                return Answer.error(400, "ExpiredToken", "The provided token has expired.");
            }
            Answer answer = request.isList() ? listing() : object(request);
            return expired ? answer.cutAt(bytesMore) : answer;
        });
    }

    private Answer object(Request request) {
        Matcher range = RANGE.matcher(request.header("range"));
        if (!range.matches()) {
            return Answer.object("opaque", content);
        }
        int first = Integer.parseInt(range.group(1));
        int last = Integer.parseInt(range.group(2));
        return new Answer(
                        206,
                        Answer.object("opaque", "").headers(),
                        content.substring(first, last + 1),
                        Integer.MAX_VALUE,
                        false)
                .with("Content-Range", "bytes " + first + "-" + last + "/" + SIZE);
    }

    private static Answer listing() {
        StringBuilder xml = new StringBuilder("<ListBucketResult>");
        KEYS.forEach(key ->
                xml.append("<Contents><Key>" + key + "</Key><Size>" + SIZE + "</Size><ETag>opaque</ETag></Contents>"));
        return Answer.of(200).body(xml.append("</ListBucketResult>").toString());
    }

    private static String random(int length) {
        byte[] bytes = new byte[length];
        new Random(3).nextBytes(bytes);
        return new String(bytes, ISO_8859_1);
    }
}
