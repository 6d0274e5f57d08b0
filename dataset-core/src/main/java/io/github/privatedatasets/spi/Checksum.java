// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

import java.util.HexFormat;
import java.util.Locale;

/**
 * A digest of an object: over all its bytes, or over the digests of the parts it was uploaded in.
 *
 * @param algorithm how it is computed
 * @param hex its value in lower-case hexadecimal digits
 * @param parts of how many parts' digests, one after the other, it is the digest; 0 where it is that of the bytes themselves
 */
public record Checksum(Algorithm algorithm, String hex, int parts) {
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
        CRC32C(4),
        /** CRC-64 as the NVM Express specification has it; S3's own choice for new objects. */
        CRC64NVME(8);

        private final int bytes;

        Algorithm(int bytes) {
            this.bytes = bytes;
        }
    }

    /** Refuses a value that is not as long as the algorithm's digests are, and a negative number of parts. */
    public Checksum {
        hex = hex.toLowerCase(Locale.ROOT);
        if (HexFormat.of().parseHex(hex).length != algorithm.bytes) {
            throw new IllegalArgumentException(algorithm + " has " + algorithm.bytes + " bytes, not " + hex);
        }
        if (parts < 0) {
            throw new IllegalArgumentException("a digest cannot be over " + parts + " parts");
        }
    }

    /** A digest over all bytes of an object. */
    public Checksum(Algorithm algorithm, String hex) {
        this(algorithm, hex, 0);
    }

    /** Tells whether it is over the digests of parts, so that it can be checked only by who knows where they end. */
    public boolean isOfParts() {
        return parts > 0;
    }

    /** Returns how messages and records call it, such as {@code CRC32C}, or {@code MD5 of 3 parts}. */
    public String label() {
        return parts == 0 ? algorithm.name() : algorithm + " of " + parts + (parts == 1 ? " part" : " parts");
    }
}
