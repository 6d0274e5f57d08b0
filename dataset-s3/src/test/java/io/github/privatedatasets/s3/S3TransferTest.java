// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.errors.IntegrityException;
import io.github.privatedatasets.errors.RevisionChangedException;
import io.github.privatedatasets.s3.ScriptedS3.Answer;
import io.github.privatedatasets.s3.ScriptedS3.Request;
import io.github.privatedatasets.spec.DatasetSpec;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Big objects over the wire: read in ranges, and proven as a whole. */
class S3TransferTest {
    private static final int PART = 8 << 20;
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]+)-([0-9]+)");
    /** Of two parts, each the letter a. */
    private static final String SMALL_PARTS = "7b3c799ee8b11a11c798c8b41bed8502-2";

    private static final String ETAG = "d0e2-opaque";

    @TempDir
    Path directory;

    private final byte[] bytes = new byte[2 * PART + 4321];
    private final String content;
    private ScriptedS3 store;
    private DatasetStager stager;

    S3TransferTest() {
        new Random(8).nextBytes(bytes);
        content = new String(bytes, ISO_8859_1);
    }

    private void serve(Function<Request, Answer> script) throws Exception {
        store = new ScriptedS3(script);
        stager = DatasetStager.forTesting(
                directory, S3DatasetSource.builder().endpoint(store.endpoint()).build());
    }

    @AfterEach
    void close() throws Exception {
        stager.close();
        store.close();
    }

    @Test
    void bigObjectIsReadInRangesEachAskedForOnceAndIsProven() throws Exception {
        serve(r -> object(r, ETAG).with("x-amz-checksum-crc32c", crc32c()));

        try (MaterializedDataset dataset = stager.stage(DatasetSpec.of("s3://bucket/big.bin"))) {
            assertThat(Files.readAllBytes(dataset.path().resolve("big.bin"))).isEqualTo(bytes);
            assertThat(dataset.proof()).isEqualTo("CRC32C");
        }
        List<Request> requests = store.requests();
        assertThat(requests.get(0).method()).isEqualTo("HEAD");
        List<Request> gets = requests.subList(1, requests.size());
        assertThat(gets).hasSizeGreaterThan(1).extracting(Request::method).containsOnly("GET");
        assertThat(gets).extracting(r -> r.header("if-match")).containsOnly("\"" + ETAG + "\"");
        assertRangesMeet(gets);
    }

    @Test
    void bigObjectOfAFolderIsAskedForItsDigestFirst() throws Exception {
        String etag = md5OfParts(); // all that comes with a range, and worth less
        serve(r -> r.isList()
                ? Answer.of(200)
                        .body("<ListBucketResult><Contents><Key>f/big.bin</Key><Size>" + bytes.length + "</Size><ETag>"
                                + etag + "</ETag></Contents></ListBucketResult>")
                : object(r, etag).with("x-amz-checksum-crc32c", crc32c()));

        try (MaterializedDataset dataset = stager.stage(DatasetSpec.of("s3://bucket/f/"))) {
            assertThat(dataset.proof()).isEqualTo("CRC32C");
        }
        List<Request> requests = store.requests();
        assertThat(requests.get(1).method()).isEqualTo("HEAD");
        assertThat(requests.get(1).header("if-match")).isEqualTo("\"" + etag + "\"");
        assertRangesMeet(requests.subList(2, requests.size()));
    }

    @Test
    @Timeout(30)
    void partsAreAskedAboutWhileEveryConnectionHasAContentOpen() throws Exception {
        serve(r -> r.isList()
                ? Answer.of(200)
                        .body("<ListBucketResult><Contents><Key>f/a</Key><Size>2</Size><ETag>" + SMALL_PARTS
                                + "</ETag></Contents></ListBucketResult>")
                : r.target().contains("partNumber")
                        ? object(SMALL_PARTS, "a").with("x-amz-mp-parts-count", "2")
                        : object(SMALL_PARTS, "aa"));
        try (DatasetStager narrow = DatasetStager.forTesting(
                        directory.resolve("narrow"),
                        S3DatasetSource.builder()
                                .endpoint(store.endpoint())
                                .maxConnections(1)
                                .build());
                MaterializedDataset dataset = narrow.stage(DatasetSpec.of("s3://bucket/f/"))) {
            assertThat(dataset.proof()).isEqualTo("MD5 of 2 parts");
        }
    }

    @Test
    @Timeout(30)
    void allPartsAreAskedAboutAtOnceWhileEveryConnectionHasAContentOpen() throws Exception {
        String etag = "79824a81a3d54d79216018fc2d5d150a-5";
        serve(r -> {
            if (r.isList()) {
                return Answer.of(200)
                        .body("<ListBucketResult><Contents><Key>f/a</Key><Size>6</Size><ETag>" + etag
                                + "</ETag></Contents></ListBucketResult>");
            }
            if (r.target().contains("attributes")) {
                return Answer.of(200)
                        .body("<GetObjectAttributesResponse><ETag>" + etag + "</ETag><ObjectParts>"
                                + part(1, 1) + part(2, 1) + part(3, 1) + part(4, 1) + part(5, 2)
                                + "</ObjectParts></GetObjectAttributesResponse>");
            }
            return r.target().contains("partNumber")
                    ? object(etag, "a").with("x-amz-mp-parts-count", "5")
                    : object(etag, "aaaaaa");
        });
        try (DatasetStager narrow = DatasetStager.forTesting(
                        directory.resolve("narrow"),
                        S3DatasetSource.builder()
                                .endpoint(store.endpoint())
                                .maxConnections(1)
                                .build());
                MaterializedDataset dataset = narrow.stage(DatasetSpec.of("s3://bucket/f/"))) {
            assertThat(dataset.proof()).isEqualTo("MD5 of 5 parts");
        }
    }

    private static String part(int number, int bytes) {
        return "<Part><PartNumber>" + number + "</PartNumber><Size>" + bytes + "</Size></Part>";
    }

    @Test
    void wrongByteInARangeOfAnObjectUploadedInPartsIsFetchedOnceMore() throws Exception {
        String etag = md5OfParts();
        AtomicInteger wrong = new AtomicInteger(1);
        serve(r -> {
            Answer answer = object(r, etag);
            return answer.body().length() > 0
                            && r.header("range").contains("-" + (bytes.length - 1))
                            && wrong.getAndDecrement() > 0
                    ? answer.body(flipped(answer.body()))
                    : answer;
        });
        try (MaterializedDataset dataset = stager.stage(DatasetSpec.of("s3://bucket/big.bin"))) {
            assertThat(Files.readAllBytes(dataset.path().resolve("big.bin"))).isEqualTo(bytes);
            assertThat(dataset.proof()).isEqualTo("MD5 of 3 parts");
        }
        // The first part tells how long all are; after wrong bytes, every part is asked about.
        assertThat(store.requests().stream().filter(r -> r.target().contains("partNumber")))
                .extracting(r -> r.target().substring(r.target().indexOf('?') + 1))
                .containsExactly("partNumber=1", "partNumber=1", "partNumber=2");
    }

    @Test
    void wrongByteThatStaysIsAnIntegrityError() throws Exception {
        String etag = md5OfParts();
        serve(r -> {
            Answer answer = object(r, etag);
            return r.header("range").contains("-" + (bytes.length - 1)) ? answer.body(flipped(answer.body())) : answer;
        });
        assertThatExceptionOfType(IntegrityException.class)
                .isThrownBy(() -> stager.stage(DatasetSpec.of("s3://bucket/big.bin")))
                .withMessageContaining("MD5 of 3 parts of big.bin is ");
    }

    @Test
    void objectThatChangesBetweenTwoRangesIsNeverMixed() throws Exception {
        serve(r -> r.header("range").startsWith("bytes=0-") || r.method().equals("HEAD")
                ? object(r, ETAG)
                : object(r, "another"));

        assertThatExceptionOfType(RevisionChangedException.class)
                .isThrownBy(() -> stager.stage(DatasetSpec.of("s3://bucket/big.bin")))
                .withMessageContaining("another");
    }

    @Test
    void saysWhyNothingProvesAnObject() throws Exception {
        serve(r -> object("0cc175b9c0f1b6a831c399e269772661", "small").with("x-amz-server-side-encryption", "aws:kms"));

        try (MaterializedDataset dataset = stager.stage(DatasetSpec.of("s3://bucket/small"))) {
            assertThat(dataset.proof())
                    .isEqualTo("none offered: the store tells no digest, and the etag of an encrypted object is none");
        }
    }

    /** Answers as S3 does about the object: to a HEAD, also about a part, and to a GET of a range or the whole. */
    private Answer object(Request request, String etag) {
        Matcher range = RANGE.matcher(request.header("range"));
        if (request.target().contains("partNumber=")) {
            return object(etag, "")
                    .with("Content-Length", Integer.toString(PART))
                    .with("x-amz-mp-parts-count", "3");
        }
        if (!range.matches()) {
            return object(etag, content);
        }
        int first = Integer.parseInt(range.group(1));
        int last = Integer.parseInt(range.group(2));
        return new Answer(206, object(etag, "").headers(), content.substring(first, last + 1), Integer.MAX_VALUE, false)
                .with("Content-Range", "bytes " + first + "-" + last + "/" + bytes.length);
    }

    private static Answer object(String etag, String body) {
        return Answer.object(etag, body);
    }

    private static String flipped(String body) {
        return body.substring(0, body.length() - 1) + (char) (body.charAt(body.length() - 1) ^ 1);
    }

    private void assertRangesMeet(List<Request> gets) {
        Map<Long, Long> lastByFirst = new TreeMap<>();
        for (Request get : gets) {
            Matcher range = RANGE.matcher(get.header("range"));
            assertThat(range.matches()).as(get.header("range")).isTrue();
            lastByFirst.put(Long.parseLong(range.group(1)), Long.parseLong(range.group(2)));
        }
        long next = 0;
        for (Map.Entry<Long, Long> range : lastByFirst.entrySet()) {
            assertThat(range.getKey()).isEqualTo(next);
            next = range.getValue() + 1;
        }
        assertThat(next).isEqualTo(bytes.length);
        assertThat(lastByFirst).hasSameSizeAs(gets);
    }

    private String crc32c() {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return Base64.getEncoder()
                .encodeToString(
                        ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private String md5OfParts() throws Exception {
        MessageDigest whole = MessageDigest.getInstance("MD5");
        for (int at = 0; at < bytes.length; at += PART) {
            MessageDigest part = MessageDigest.getInstance("MD5");
            part.update(bytes, at, Math.min(PART, bytes.length - at));
            whole.update(part.digest());
        }
        return HexFormat.of().formatHex(whole.digest()) + "-3";
    }
}
