// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.contract.DatasetSourceContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** What must hold on every S3 server beyond the contract of sources: objects that were uploaded in parts. */
abstract class S3StoreContract extends DatasetSourceContract {
    private static final int MIB = 1 << 20;

    /** The lengths of an object's parts. */
    enum Parts {
        ONE,
        /** All but the last are of one length, which their number and the object's length tell. */
        EVEN,
        /** Only the store can tell where each begins. */
        UNEVEN,
        /** The same, and so many that a store is asked for a list of them. */
        MANY_UNEVEN;

        int[] lengths() {
            return switch (this) {
                case ONE -> new int[] {5 * MIB};
                case EVEN -> new int[] {5 * MIB, 5 * MIB, 12_345};
                case UNEVEN -> new int[] {5 * MIB, 6 * MIB, MIB};
                case MANY_UNEVEN -> new int[] {5 * MIB, 6 * MIB, 5 * MIB, 5 * MIB, MIB};
            };
        }

        /** Returns the proof by this digest over the digests of the parts. */
        String provenBy(String algorithm) {
            return algorithm + " of " + lengths().length + (this == ONE ? " part" : " parts");
        }

        /** Returns what is told in place of a proof where the store does not tell the lengths. */
        String notProvenBy(String algorithm) {
            return "none offered: the store keeps " + provenBy(algorithm) + " and does not tell how long they are";
        }
    }

    /** Returns a client of the server that may write; not to be closed. */
    protected abstract S3Client client();

    /** Returns the bucket that {@link #bucketUri} names. */
    protected abstract String bucket();

    /**
     * Returns which proofs of such an object this server makes possible.
     *
     * @param composite the checksum that was uploaded with each part, so that the object is known by that of these
     */
    protected abstract List<String> proofs(Parts parts, Optional<String> composite);

    @Override
    protected String bucketUri() {
        return "s3://" + bucket();
    }

    @ParameterizedTest
    @EnumSource
    void provesAnObjectThatWasUploadedInParts(Parts parts, @TempDir Path directory) throws Exception {
        byte[] content = upload(parts, null);

        assertThat(proofOfStaging(content, directory)).isIn(proofs(parts, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({"EVEN, CRC32C", "EVEN, SHA256", "UNEVEN, SHA256", "MANY_UNEVEN, CRC32C", "MANY_UNEVEN, SHA256"})
    void provesAnObjectByTheChecksumOfItsPartsChecksums(Parts parts, String algorithm, @TempDir Path directory)
            throws Exception {
        byte[] content = upload(parts, ChecksumAlgorithm.fromValue(algorithm));

        assertThat(proofOfStaging(content, directory)).isIn(proofs(parts, Optional.of(algorithm)));
    }

    private String proofOfStaging(byte[] content, Path directory) throws Exception {
        try (DatasetStager stager = DatasetStager.forTesting(directory, source());
                MaterializedDataset dataset =
                        stager.stage(spec(bucketUri() + "/big.bin").build())) {
            assertThat(dataset.path().resolve("big.bin")).hasBinaryContent(content);
            return dataset.proof();
        }
    }

    private byte[] upload(Parts parts, @Nullable ChecksumAlgorithm algorithm) {
        int[] lengths = parts.lengths();
        byte[] content = new byte[IntStream.of(lengths).sum()];
        new Random(5).nextBytes(content);
        String upload = client().createMultipartUpload(b -> {
                    b.bucket(bucket()).key("big.bin");
                    if (algorithm != null) {
                        b.checksumAlgorithm(algorithm).checksumType(ChecksumType.COMPOSITE);
                    }
                })
                .uploadId();
        List<CompletedPart> completed = new ArrayList<>();
        int offset = 0;
        for (int i = 0; i < lengths.length; i++) {
            int number = i + 1;
            byte[] part = Arrays.copyOfRange(content, offset, offset + lengths[i]);
            offset += part.length;
            UploadPartResponse told = client().uploadPart(
                            b -> b.bucket(bucket())
                                    .key("big.bin")
                                    .uploadId(upload)
                                    .partNumber(number)
                                    .checksumAlgorithm(algorithm),
                            RequestBody.fromBytes(part));
            completed.add(CompletedPart.builder()
                    .partNumber(number)
                    .eTag(told.eTag())
                    .checksumCRC32C(told.checksumCRC32C())
                    .checksumSHA256(told.checksumSHA256())
                    .build());
        }
        client().completeMultipartUpload(b ->
                b.bucket(bucket()).key("big.bin").uploadId(upload).multipartUpload(m -> m.parts(completed)));
        return content;
    }
}
