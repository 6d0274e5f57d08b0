package io.github.privatedatasets.spi;

import java.util.HexFormat;
import java.util.Locale;

/**
 * A digest over all bytes of an object.
 *
 * @param algorithm how it is computed
 * @param hex its value in lower-case hexadecimal digits
 */
public record Checksum(Algorithm algorithm, String hex) {
    /** The digests that stores keep. */
    public enum Algorithm {
        /** MD5, as some etags are. */
        MD5(16),
        /** SHA-1. */
        SHA1(20),
        /** SHA-256. */
        SHA256(32),
        /** CRC-32 as in zip and gzip. */
        CRC32(4),
        /** CRC-32 with the Castagnoli polynomial. */
        CRC32C(4);

        private final int bytes;

        Algorithm(int bytes) {
            this.bytes = bytes;
        }
    }

    /** Refuses a value that is not as long as the algorithm's digests are. */
    public Checksum {
        hex = hex.toLowerCase(Locale.ROOT);
        if (HexFormat.of().parseHex(hex).length != algorithm.bytes) {
            throw new IllegalArgumentException(algorithm + " has " + algorithm.bytes + " bytes, not " + hex);
        }
    }
}
