package io.github.privatedatasets.s3;

import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.Checksum.Algorithm;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** Which digest over a whole object a store's answer tells, if any. */
final class StoredChecksum {
    private StoredChecksum() {}

    /** Returns the strongest digest that is told with a whole object; the etag where it is one. */
    static Optional<Checksum> ofWhole(StoredObject told, String bucket) {
        return strongest(told).or(() -> ofRange(told, bucket));
    }

    /** Returns the etag that is told with a range where it is a digest; another value may be that of the range. */
    static Optional<Checksum> ofRange(StoredObject told, String bucket) {
        return md5(told, bucket);
    }

    private static Optional<Checksum> strongest(StoredObject told) {
        if (told.amz("checksum-type").filter("COMPOSITE"::equals).isPresent()) {
            return Optional.empty();
        }
        return stored(Algorithm.SHA256, told.amz("checksum-sha256"))
                .or(() -> stored(Algorithm.SHA1, told.amz("checksum-sha1")))
                .or(() -> stored(Algorithm.CRC32C, told.amz("checksum-crc32c")))
                .or(() -> stored(Algorithm.CRC32, told.amz("checksum-crc32")));
    }

    private static Optional<Checksum> stored(Algorithm algorithm, Optional<String> base64) {
        // A composite value, such as "x0+A==-2", is a digest over the digests of parts, not over the object. Some
        // stores
        // tell it without a checksum type.
        if (base64.isEmpty() || base64.get().indexOf('-') >= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Checksum(
                    algorithm, HexFormat.of().formatHex(Base64.getDecoder().decode(base64.get()))));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not base64, or not of that algorithm's length
        }
    }

    /** S3's manual: the etag is the MD5 unless the object came in parts, or KMS or the customer keeps its key. */
    private static Optional<Checksum> md5(StoredObject told, String bucket) {
        boolean plain = told.amz("server-side-encryption").orElse("AES256").equals("AES256")
                && told.amz("server-side-encryption-customer-algorithm").isEmpty();
        // Buckets of S3 Express, whose names end so, have etags that look like an MD5 and are none.
        if (!plain || bucket.endsWith("--x-s3")) {
            return Optional.empty();
        }
        return told.etag()
                .map(etag -> etag.startsWith("\"") && etag.endsWith("\"") && etag.length() > 1
                        ? etag.substring(1, etag.length() - 1)
                        : etag)
                .filter(StoredChecksum::isMd5)
                .map(hex -> new Checksum(Algorithm.MD5, hex));
    }

    private static boolean isMd5(String etag) {
        return etag.length() == 32 && etag.chars().allMatch(HexFormat::isHexDigit);
    }
}
