package io.github.privatedatasets.s3;

import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.Checksum.Algorithm;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        return strongest(
                        head.checksumType(),
                        head.checksumSHA256(),
                        head.checksumSHA1(),
                        head.checksumCRC32C(),
                        head.checksumCRC32())
                .or(() -> md5(head.eTag(), bucket, head.serverSideEncryption(), head.sseCustomerAlgorithm()));
    }

    /** Returns the strongest digest in the answer to a GET of a whole object; the etag where it is one. */
    static Optional<Checksum> ofWhole(GetObjectResponse get, String bucket) {
        return strongest(
                        get.checksumType(),
                        get.checksumSHA256(),
                        get.checksumSHA1(),
                        get.checksumCRC32C(),
                        get.checksumCRC32())
                .or(() -> ofRange(get, bucket));
    }

    /** Returns the etag in the answer to a GET where it is a digest; another value may be that of the range. */
    static Optional<Checksum> ofRange(GetObjectResponse get, String bucket) {
        return md5(get.eTag(), bucket, get.serverSideEncryption(), get.sseCustomerAlgorithm());
    }

    private static Optional<Checksum> strongest(
            @Nullable ChecksumType type,
            @Nullable String sha256,
            @Nullable String sha1,
            @Nullable String crc32c,
            @Nullable String crc32) {
        if (type == ChecksumType.COMPOSITE) {
            return Optional.empty();
        }
        return stored(Algorithm.SHA256, sha256)
                .or(() -> stored(Algorithm.SHA1, sha1))
                .or(() -> stored(Algorithm.CRC32C, crc32c))
                .or(() -> stored(Algorithm.CRC32, crc32));
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
