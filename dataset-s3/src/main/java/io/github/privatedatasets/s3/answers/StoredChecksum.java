// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.answers;

import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.Checksum.Algorithm;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which digest of an object a store's answer tells, if any. */
public final class StoredChecksum {
    /** The strongest first. */
    private static final Algorithm[] KEPT = {
        Algorithm.SHA256, Algorithm.SHA1, Algorithm.CRC64NVME, Algorithm.CRC32C, Algorithm.CRC32
    };

    private static final String[] HEADERS = {
        "checksum-sha256", "checksum-sha1", "checksum-crc64nvme", "checksum-crc32c", "checksum-crc32"
    };

    private static final int MAX_PARTS = 10_000;

    private StoredChecksum() {}

    /**
     * Returns the best digest that is told with a whole object: one over its bytes, also the etag where it is one; else one over the digests of
     * the parts it was uploaded in.
     */
    public static Optional<Checksum> ofWhole(StoredObject told, String bucket) {
        Checksum etag = ofEtag(told, bucket);
        Checksum best = null;
        boolean composite =
                told.amz("checksum-type").filter("COMPOSITE"::equals).isPresent();
        for (int i = 0; i < KEPT.length; i++) {
            String value = told.amz(HEADERS[i]).orElse(null);
            Checksum stored = value == null ? null : stored(KEPT[i], value, composite, etag);
            if (stored != null && (best == null || (best.isOfParts() && !stored.isOfParts()))) {
                best = stored;
            }
        }
        boolean preferred = best != null && (!best.isOfParts() || etag == null || etag.isOfParts());
        return Optional.ofNullable(preferred ? best : etag);
    }

    /** Returns the etag that is told with a range where it is a digest; another value may be that of the range. */
    public static Optional<Checksum> ofRange(StoredObject told, String bucket) {
        return Optional.ofNullable(ofEtag(told, bucket));
    }

    /** Says why an answer tells no digest. */
    public static String reasonForNone(StoredObject told, String bucket) {
        if (!isPlain(told)) {
            return "the store tells no digest, and the etag of an encrypted object is none";
        }
        return isExpress(bucket)
                ? "the store tells no digest, and the etags of S3 Express are none"
                : "the store tells no digest, and the etag is none";
    }

    /**
     * A composite value, such as {@code x0+A==-2}, is a digest over the digests of parts. Some stores tell it without a type, some a type
     * without the number, which is that of the etag then.
     */
    private static @Nullable Checksum stored(
            Algorithm algorithm, String value, boolean composite, @Nullable Checksum etag) {
        int dash = value.indexOf('-');
        int parts = 0;
        if (dash >= 0) {
            parts = parts(value.substring(dash + 1));
        } else if (composite) {
            parts = etag == null ? 0 : etag.parts();
        }
        if (parts == 0 && (composite || dash >= 0)) {
            return null;
        }
        try {
            byte[] digest = Base64.getDecoder().decode(dash < 0 ? value : value.substring(0, dash));
            return new Checksum(algorithm, HexFormat.of().formatHex(digest), parts);
        } catch (IllegalArgumentException e) {
            return null; // not base64, or not of that algorithm's length
        }
    }

    /** S3's manual: the etag is the MD5, or that of the parts' MD5s, unless KMS or the customer keeps the object's key. */
    private static @Nullable Checksum ofEtag(StoredObject told, String bucket) {
        if (!isPlain(told) || isExpress(bucket)) {
            return null;
        }
        String etag = told.etag().orElse("");
        if (etag.length() > 1 && etag.startsWith("\"") && etag.endsWith("\"")) {
            etag = etag.substring(1, etag.length() - 1);
        }
        if (etag.length() < 32 || !etag.chars().limit(32).allMatch(HexFormat::isHexDigit)) {
            return null;
        }
        if (etag.length() == 32) {
            return new Checksum(Algorithm.MD5, etag);
        }
        int parts = etag.charAt(32) == '-' ? parts(etag.substring(33)) : 0;
        return parts == 0 ? null : new Checksum(Algorithm.MD5, etag.substring(0, 32), parts);
    }

    private static boolean isPlain(StoredObject told) {
        return told.amz("server-side-encryption").orElse("AES256").equals("AES256")
                && told.amz("server-side-encryption-customer-algorithm").isEmpty();
    }

    /** Buckets of S3 Express, whose names end so, have etags that look like an MD5 and are none. */
    private static boolean isExpress(String bucket) {
        return bucket.endsWith("--x-s3");
    }

    /** Returns the number of parts, or 0 where it is none. */
    private static int parts(String digits) {
        boolean number =
                !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int parts = number ? Integer.parseInt(digits) : 0;
        return parts <= MAX_PARTS ? parts : 0;
    }
}
