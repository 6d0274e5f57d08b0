package io.github.privatedatasets.fetch;

import io.github.privatedatasets.spi.Checksum;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** A running digest of one of the kinds that stores keep. */
abstract class Digest {
    static Digest of(Checksum.Algorithm algorithm) {
        return switch (algorithm) {
            case MD5 -> new Hash("MD5");
            case SHA1 -> new Hash("SHA-1");
            case SHA256 -> new Hash("SHA-256");
            case CRC32 -> new Crc(new CRC32());
            case CRC32C -> new Crc(new CRC32C());
        };
    }

    abstract void update(byte[] buffer, int offset, int length);

    /** Returns the value over all bytes so far, in lower-case hexadecimal digits. */
    abstract String hex();

    private static final class Hash extends Digest {
        private final MessageDigest digest;

        Hash(String name) {
            try {
                digest = MessageDigest.getInstance(name);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this JVM lacks " + name, e);
            }
        }

        @Override
        void update(byte[] buffer, int offset, int length) {
            digest.update(buffer, offset, length);
        }

        @Override
        String hex() {
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    private static final class Crc extends Digest {
        private final java.util.zip.Checksum crc;

        Crc(java.util.zip.Checksum crc) {
            this.crc = crc;
        }

        @Override
        void update(byte[] buffer, int offset, int length) {
            crc.update(buffer, offset, length);
        }

        @Override
        String hex() {
            return HexFormat.of().toHexDigits((int) crc.getValue());
        }
    }
}
