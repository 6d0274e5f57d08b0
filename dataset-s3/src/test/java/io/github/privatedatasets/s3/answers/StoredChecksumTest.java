// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.answers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.s3.LocalS3;
import io.github.privatedatasets.s3.S3DatasetSource;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.Checksum.Algorithm;
import io.github.privatedatasets.spi.RemoteDataset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;

/** Which of the values that a store tells is a digest over the whole object. */
class StoredChecksumTest {
    private static final String MD5_OF_A = "0cc175b9c0f1b6a831c399e269772661";
    private static final String CRC32 = "x-amz-checksum-crc32";
    private static final String CRC32_OF_A = "6Le+Qw==";

    @Test
    void takesAnEtagOf32HexDigitsForAnMd5() {
        assertThat(of(Map.of())).contains(new Checksum(Algorithm.MD5, MD5_OF_A));
    }

    @Test
    void takesNoEtagForAnMd5WhereKmsOrTheCustomerKeepsTheKey() {
        String encryption = "x-amz-server-side-encryption";

        assertThat(of(Map.of(encryption, "aws:kms"))).isEmpty();
        assertThat(of(Map.of(encryption, "aws:kms:dsse"))).isEmpty();
        assertThat(of(Map.of(encryption, "something-new"))).isEmpty();
        assertThat(of(Map.of(encryption + "-customer-algorithm", "AES256"))).isEmpty();
        assertThat(of(Map.of(encryption, "AES256"))).isPresent();
    }

    @Test
    void takesNoOtherEtagForAnMd5() {
        assertThat(of(Map.of("ETag", "\"d0e2243df4d1e89ead52d51083b2eb523593b38e\"")))
                .isEmpty();
        assertThat(StoredChecksum.ofWhole(
                        new StoredObject(name -> name.equals("ETag") ? Optional.of(MD5_OF_A) : Optional.empty()),
                        "data--usw2-az1--x-s3"))
                .isEmpty();
    }

    @Test
    void prefersTheStrongestDigestThatIsStored() {
        assertThat(of(Map.of(CRC32, CRC32_OF_A))).contains(new Checksum(Algorithm.CRC32, "e8b7be43"));
        assertThat(of(Map.of(
                        CRC32, CRC32_OF_A, "x-amz-checksum-sha256", "ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=")))
                .contains(new Checksum(
                        Algorithm.SHA256, "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"));
    }

    @Test
    void takesADigestOverPartsForWhatItIs() {
        String inParts = "\"" + MD5_OF_A + "-2\"";

        assertThat(of(Map.of("ETag", inParts))).contains(new Checksum(Algorithm.MD5, MD5_OF_A, 2));
        assertThat(of(Map.of("ETag", inParts, CRC32, CRC32_OF_A + "-2")))
                .contains(new Checksum(Algorithm.CRC32, "e8b7be43", 2));
        assertThat(of(Map.of("ETag", inParts, CRC32, CRC32_OF_A, "x-amz-checksum-type", "COMPOSITE")))
                .contains(new Checksum(Algorithm.CRC32, "e8b7be43", 2));
        assertThat(of(Map.of(
                        "ETag",
                        inParts,
                        CRC32,
                        CRC32_OF_A + "-2",
                        "x-amz-checksum-type",
                        "COMPOSITE",
                        "x-amz-server-side-encryption",
                        "aws:kms")))
                .contains(new Checksum(Algorithm.CRC32, "e8b7be43", 2));
    }

    @Test
    void prefersADigestOverTheObjectToOneOverParts() {
        String inParts = "\"" + MD5_OF_A + "-2\"";
        Checksum crc64 = new Checksum(Algorithm.CRC64NVME, "ae8b14860a799888");

        assertThat(of(Map.of("ETag", inParts, CRC32, CRC32_OF_A, "x-amz-checksum-type", "FULL_OBJECT")))
                .contains(new Checksum(Algorithm.CRC32, "e8b7be43"));
        assertThat(of(Map.of("ETag", inParts, "x-amz-checksum-crc64nvme", "rosUhgp5mIg=")))
                .contains(crc64);
        assertThat(of(Map.of(CRC32, CRC32_OF_A + "-1"))).contains(new Checksum(Algorithm.MD5, MD5_OF_A));
    }

    @Test
    void takesNoNumberOfPartsThatIsNone() {
        for (String parts : new String[] {"", "0", "-2", "x", "10001", "99999999999", "+2", "2 "}) {
            assertThat(of(Map.of("ETag", MD5_OF_A + "-" + parts))).as(parts).isEmpty();
            assertThat(of(Map.of("ETag", "opaque", CRC32, CRC32_OF_A + "-" + parts)))
                    .as(parts)
                    .isEmpty();
        }
    }

    @Test
    void saysWhyAnEtagIsNone() {
        assertThat(StoredChecksum.reasonForNone(told(Map.of("x-amz-server-side-encryption", "aws:kms")), "bucket"))
                .contains("encrypted");
        assertThat(StoredChecksum.reasonForNone(told(Map.of()), "data--usw2-az1--x-s3"))
                .contains("S3 Express");
        assertThat(StoredChecksum.reasonForNone(told(Map.of("ETag", "opaque")), "bucket"))
                .isEqualTo("the store tells no digest, and the etag is none");
    }

    @Test
    void passesOverAValueThatIsNone() {
        assertThat(of(Map.of(CRC32, "!", "x-amz-checksum-sha1", CRC32_OF_A)))
                .contains(new Checksum(Algorithm.MD5, MD5_OF_A));
    }

    @Test
    void tellsTheDigestThatTheStoreKeeps() throws Exception {
        LocalS3 s3 = LocalS3.shared();
        String bucket = s3.newBucket();
        s3.client()
                .putObject(
                        b -> b.bucket(bucket).key("a").checksumAlgorithm(ChecksumAlgorithm.SHA256),
                        RequestBody.fromBytes("a".getBytes(StandardCharsets.UTF_8)));
        try (S3DatasetSource source =
                        S3DatasetSource.builder().endpoint(s3.endpoint()).build();
                RemoteDataset dataset = source.resolve(DatasetSpec.of("s3://" + bucket + "/a"))) {
            assertThat(dataset.list().next().checksum())
                    .contains(new Checksum(
                            Algorithm.SHA256, "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"));
        }
    }

    /** Returns the digest that an answer with these headers tells; its etag is an MD5 unless they hold another. */
    private static Optional<Checksum> of(Map<String, String> headers) {
        return StoredChecksum.ofWhole(told(headers), "bucket");
    }

    private static StoredObject told(Map<String, String> headers) {
        Map<String, String> told = new HashMap<>(Map.of("ETag", "\"" + MD5_OF_A + "\""));
        told.putAll(headers);
        return new StoredObject(name -> Optional.ofNullable(told.get(name)));
    }
}
