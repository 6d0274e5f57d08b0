package io.github.privatedatasets.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.Checksum.Algorithm;
import io.github.privatedatasets.spi.RemoteDataset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** Which of the values that a store tells is a digest over the whole object. */
class StoredChecksumTest {
    private static final String MD5_OF_A = "0cc175b9c0f1b6a831c399e269772661";
    private static final String CRC32_OF_A = "6Le+Qw==";

    @Test
    void takesAnEtagOf32HexDigitsForAnMd5() {
        assertThat(of(head -> head)).contains(new Checksum(Algorithm.MD5, MD5_OF_A));
    }

    @Test
    void takesNoEtagForAnMd5WhereKmsOrTheCustomerKeepsTheKey() {
        assertThat(of(head -> head.serverSideEncryption(ServerSideEncryption.AWS_KMS)))
                .isEmpty();
        assertThat(of(head -> head.serverSideEncryption(ServerSideEncryption.AWS_KMS_DSSE)))
                .isEmpty();
        assertThat(of(head -> head.serverSideEncryption("something-new"))).isEmpty();
        assertThat(of(head -> head.sseCustomerAlgorithm("AES256"))).isEmpty();
        assertThat(of(head -> head.serverSideEncryption(ServerSideEncryption.AES256)))
                .isPresent();
    }

    @Test
    void takesNoOtherEtagForAnMd5() {
        assertThat(of(head -> head.eTag("\"" + MD5_OF_A + "-2\""))).isEmpty();
        assertThat(of(head -> head.eTag("\"d0e2243df4d1e89ead52d51083b2eb523593b38e\"")))
                .isEmpty();
        assertThat(StoredChecksum.of(HeadObjectResponse.builder().eTag(MD5_OF_A).build(), "data--usw2-az1--x-s3"))
                .isEmpty();
    }

    @Test
    void prefersTheStrongestDigestThatIsStored() {
        assertThat(of(head -> head.checksumCRC32(CRC32_OF_A))).contains(new Checksum(Algorithm.CRC32, "e8b7be43"));
        assertThat(of(head ->
                        head.checksumCRC32(CRC32_OF_A).checksumSHA256("ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=")))
                .contains(new Checksum(
                        Algorithm.SHA256, "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"));
    }

    @Test
    void takesNoDigestOverPartsForOneOverTheObject() {
        UnaryOperator<HeadObjectResponse.Builder> inParts = head -> head.eTag("\"" + MD5_OF_A + "-2\"");

        assertThat(of(head -> inParts.apply(head).checksumCRC32(CRC32_OF_A + "-2")))
                .isEmpty();
        assertThat(of(head -> inParts.apply(head).checksumCRC32(CRC32_OF_A).checksumType(ChecksumType.COMPOSITE)))
                .isEmpty();
        assertThat(of(head -> inParts.apply(head).checksumCRC32(CRC32_OF_A).checksumType(ChecksumType.FULL_OBJECT)))
                .isPresent();
    }

    @Test
    void passesOverAValueThatIsNone() {
        assertThat(of(head -> head.checksumCRC32("!").checksumSHA1(CRC32_OF_A)))
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

    private static Optional<Checksum> of(UnaryOperator<HeadObjectResponse.Builder> told) {
        return StoredChecksum.of(
                told.apply(HeadObjectResponse.builder().eTag("\"" + MD5_OF_A + "\""))
                        .build(),
                "bucket");
    }
}
