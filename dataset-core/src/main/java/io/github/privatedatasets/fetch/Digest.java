// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import io.github.privatedatasets.spi.Checksum;
import java.nio.ByteBuffer;
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
            case CRC32 -> new Crc(new CRC32(), Integer.BYTES);
            case CRC32C -> new Crc(new CRC32C(), Integer.BYTES);
            case CRC64NVME -> new Crc(new Crc64Nvme(), Long.BYTES);
        };
    }

    /** Takes all bytes of the buffer in. */
    abstract void update(ByteBuffer buffer);

    /** Returns the value over all bytes so far, highest byte first, and begins anew. */
    abstract byte[] end();

    /** Returns the value over all bytes so far, in lower-case hexadecimal digits, and begins anew. */
    final String hex() {
        return HexFormat.of().formatHex(end());
    }

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
        void update(ByteBuffer buffer) {
            digest.update(buffer);
        }

        @Override
        byte[] end() {
            return digest.digest();
        }
    }

    private static final class Crc extends Digest {
        private final java.util.zip.Checksum crc;
        private final int bytes;

        Crc(java.util.zip.Checksum crc, int bytes) {
            this.crc = crc;
            this.bytes = bytes;
        }

        @Override
        void update(ByteBuffer buffer) {
            crc.update(buffer);
        }

        @Override
        byte[] end() {
            byte[] value =
                    ByteBuffer.allocate(Long.BYTES).putLong(crc.getValue()).array();
            crc.reset();
            return java.util.Arrays.copyOfRange(value, Long.BYTES - bytes, Long.BYTES);
        }
    }
}
