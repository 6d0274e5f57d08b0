// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.s3.ScriptedS3.Answer;
import io.github.privatedatasets.s3.ScriptedS3.Request;
import io.github.privatedatasets.spec.DatasetSpec;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a store is asked about the parts of an object that are not of one length: by one list, else one by one. */
@Timeout(60)
class S3PartsTest {
    private static final List<String> PARTS = List.of("a", "bbb", "c", "dd", "e", "ffff", "g");
    private static final String CONTENT = String.join("", PARTS);
    private static final String ETAG = md5OfParts();
    private static final String PROOF = "MD5 of 7 parts";

    @TempDir
    Path directory;

    @Test
    void partsAreToldByAListReadPageByPage() throws Exception {
        Function<Request, Answer> pages =
                r -> r.header("x-amz-part-number-marker").isEmpty() ? page(1, 4, true) : page(5, 7, false);
        try (ScriptedS3 store = store(pages)) {
            assertThat(proof(store)).isEqualTo(PROOF);

            assertThat(asked(store, "partNumber=")).hasSize(1);
            assertThat(asked(store, "attributes"))
                    .extracting(r -> r.header("x-amz-part-number-marker"))
                    .containsExactly("", "4");
            assertThat(asked(store, "attributes").get(0).header("x-amz-object-attributes"))
                    .contains("ObjectParts");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 405, 500, 501, 503})
    void refusedListIsNoFailure(int status) throws Exception {
        try (ScriptedS3 store = store(r -> Answer.error(status, "Refused", "No."))) {
            assertThat(proof(store)).isEqualTo(PROOF);

            assertThat(asked(store, "attributes")).hasSize(status == 500 || status == 503 ? 3 : 1);
            assertThat(asked(store, "partNumber=")).hasSize(PARTS.size() - 1);
        }
    }

    @Test
    void listIsAskedForAgainWhereTheStoreWasBusyForAMoment() throws Exception {
        AtomicInteger lists = new AtomicInteger();
        try (ScriptedS3 store = new ScriptedS3(r -> !r.target().contains("attributes")
                ? Answer.object(ETAG, CONTENT) // It knows no part numbers.
                : lists.incrementAndGet() == 1 ? Answer.of(503) : page(1, 7, false))) {
            assertThat(proof(store)).isEqualTo(PROOF);
        }
    }

    static List<Answer> answersThatAreNoListOfTheParts() {
        return List.of(
                list("<ETag>" + ETAG + "</ETag><ObjectParts><TotalPartsCount>7</TotalPartsCount></ObjectParts>"),
                list(""),
                Answer.of(200),
                Answer.object(ETAG, CONTENT),
                Answer.object(ETAG, "\u00ff\u0000<a"),
                page(1, 7, false).cutAt(200),
                page(1, 6, false),
                page(2, 7, false),
                page(1, 4, true), // again and again
                list("<ETag>another</ETag>" + parts(1, 7, false)),
                list("<ETag>" + ETAG + "</ETag>" + parts(1, 7, false).replace("<Size>4<", "<Size>5<")),
                list("<ETag>" + ETAG + "</ETag>" + parts(1, 7, false).replace("<Size>4<", "<Size>-4<")),
                list("<ETag>" + ETAG + "</ETag>" + parts(1, 7, false).replace("<Size>4<", "<Size>four<")),
                list("<ETag>" + ETAG + "</ETag>"
                        + parts(1, 7, false)
                                .replace(
                                        "</ObjectParts>",
                                        "<Part><PartNumber>8</PartNumber><Size>0</Size></Part></ObjectParts>")));
    }

    @ParameterizedTest
    @MethodSource("answersThatAreNoListOfTheParts")
    void listThatCannotBeTrueIsNotBelieved(Answer lie) throws Exception {
        try (ScriptedS3 store = store(r -> lie)) {
            assertThat(proof(store)).isEqualTo(PROOF);

            assertThat(asked(store, "attributes")).hasSizeBetween(1, 2);
            assertThat(asked(store, "partNumber=")).hasSize(PARTS.size() - 1);
        }
    }

    @Test
    void storeThatRefusesTheListOfOneObjectIsNotAskedForTheNext() throws Exception {
        try (ScriptedS3 store = store(r -> Answer.error(403, "AccessDenied", "Access Denied"));
                S3DatasetSource source = source(store);
                DatasetStager stager = DatasetStager.builder()
                        .source(source)
                        .sharedStorage(io.github.privatedatasets.storage.SharedStorage.at(directory))
                        .team("t")
                        .threads(1)
                        .build();
                MaterializedDataset dataset = stager.stage(DatasetSpec.of("s3://bucket/f/"))) {
            assertThat(dataset.fileCount()).isEqualTo(2);
            assertThat(dataset.proof()).isEqualTo(PROOF);
            assertThat(asked(store, "attributes")).hasSize(1);
        }
    }

    private static ScriptedS3 store(Function<Request, Answer> attributes) throws Exception {
        return new ScriptedS3(r -> {
            if (r.isList()) {
                return Answer.of(200)
                        .body("<ListBucketResult>" + listed("f/a") + listed("f/b") + "</ListBucketResult>");
            }
            if (r.target().contains("attributes")) {
                return attributes.apply(r);
            }
            int at = r.target().indexOf("partNumber=");
            return at < 0
                    ? Answer.object(ETAG, CONTENT)
                    : Answer.object(ETAG, PARTS.get(Integer.parseInt(r.target().substring(at + 11)) - 1))
                            .with("x-amz-mp-parts-count", "7");
        });
    }

    private static String listed(String key) {
        return "<Contents><Key>" + key + "</Key><Size>" + CONTENT.length() + "</Size><ETag>" + ETAG
                + "</ETag></Contents>";
    }

    private static S3DatasetSource source(ScriptedS3 store) {
        return S3DatasetSource.builder().endpoint(store.endpoint()).build();
    }

    private String proof(ScriptedS3 store) throws Exception {
        try (DatasetStager stager = DatasetStager.forTesting(directory, source(store));
                MaterializedDataset dataset = stager.stage(DatasetSpec.of("s3://bucket/o"))) {
            assertThat(dataset.path().resolve("o")).hasContent(CONTENT);
            return dataset.proof();
        }
    }

    private static List<Request> asked(ScriptedS3 store, String what) {
        return store.requests().stream().filter(r -> r.target().contains(what)).toList();
    }

    private static Answer page(int first, int last, boolean truncated) {
        return list("<ETag>" + ETAG + "</ETag>" + parts(first, last, truncated));
    }

    private static Answer list(String content) {
        return Answer.of(200).body("<GetObjectAttributesResponse>" + content + "</GetObjectAttributesResponse>");
    }

    private static String parts(int first, int last, boolean truncated) {
        StringBuilder xml = new StringBuilder("<ObjectParts><IsTruncated>" + truncated + "</IsTruncated>");
        for (int number = first; number <= last; number++) {
            xml.append("<Part><PartNumber>" + number + "</PartNumber><Size>"
                    + PARTS.get(number - 1).length() + "</Size></Part>");
        }
        return xml + "</ObjectParts>";
    }

    private static String md5OfParts() {
        try {
            MessageDigest whole = MessageDigest.getInstance("MD5");
            for (String part : PARTS) {
                whole.update(MessageDigest.getInstance("MD5").digest(part.getBytes(US_ASCII)));
            }
            return HexFormat.of().formatHex(whole.digest()) + "-" + PARTS.size();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
