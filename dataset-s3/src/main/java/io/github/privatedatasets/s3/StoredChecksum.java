package io.github.privatedatasets.s3;

import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.Checksum.Algorithm;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** Which digest over a whole object a store's answer tells, if any. */
final class StoredChecksum {
    private static final Pattern MD5 = Pattern.compile("\"?([0-9a-fA-F]{32})\"?");

    private StoredChecksum() {}

    /** Returns the strongest digest in the answer to a HEAD; the etag where it is one. */
    static Optional<Checksum> of(HeadObjectResponse head, String bucket) {
        Optional<Checksum> stored = head.checksumType() == ChecksumType.COMPOSITE
                ? Optional.empty()
                : Stream.of(
                                stored(Algorithm.SHA256, head.checksumSHA256()),
                                stored(Algorithm.SHA1, head.checksumSHA1()),
                                stored(Algorithm.CRC32C, head.checksumCRC32C()),
                                stored(Algorithm.CRC32, head.checksumCRC32()))
                        .flatMap(Optional::stream)
                        .findFirst();
        return stored.isPresent()
                ? stored
                : md5(head.eTag(), bucket, head.serverSideEncryption(), head.sseCustomerAlgorithm());
    }

    /** Returns the etag in the answer to a GET, where it is a digest. */
    static Optional<Checksum> of(GetObjectResponse get, String bucket) {
        return md5(get.eTag(), bucket, get.serverSideEncryption(), get.sseCustomerAlgorithm());
    }

    private static Optional<Checksum> stored(Algorithm algorithm, @Nullable String base64) {
        // A composite value, such as "x0+A==-2", is a digest over the digests of parts, not over the object. Some
        // stores
        // tell it without a checksum type.
        if (base64 == null || base64.indexOf('-') >= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Checksum(
                    algorithm, HexFormat.of().formatHex(Base64.getDecoder().decode(base64))));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not base64, or not of that algorithm's length
        }
    }

    /** S3's manual: the etag is the MD5 unless the object came in parts, or KMS or the customer keeps its key. */
    private static Optional<Checksum> md5(
            @Nullable String etag,
            String bucket,
            @Nullable ServerSideEncryption encryption,
            @Nullable String customerAlgorithm) {
        boolean plain = encryption == null || encryption == ServerSideEncryption.AES256;
        // Buckets of S3 Express, whose names end so, have etags that look like an MD5 and are none.
        if (etag == null || !plain || customerAlgorithm != null || bucket.endsWith("--x-s3")) {
            return Optional.empty();
        }
        return Optional.of(MD5.matcher(etag))
                .filter(Matcher::matches)
                .map(hex -> new Checksum(Algorithm.MD5, hex.group(1)));
    }
}
