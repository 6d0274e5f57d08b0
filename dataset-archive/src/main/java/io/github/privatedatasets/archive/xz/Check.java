// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Checksum;
import org.tukaani.xz.CorruptedInputException;
import org.tukaani.xz.UnsupportedOptionsException;
import org.tukaani.xz.XZ;

/** What proves the bytes of a block; none of them, where the stream was made without. */
abstract class Check {
    private final int bytes;

    private Check(int bytes) {
        this.bytes = bytes;
    }

    /** Starts one of this type, which is in the stream's header. */
    static Check ofType(int type) throws UnsupportedOptionsException {
        return switch (type) {
            case XZ.CHECK_NONE -> new Sum(0, new CRC32());
            case XZ.CHECK_CRC32 -> new Sum(Integer.BYTES, new CRC32());
            case XZ.CHECK_CRC64 -> new Sum(Long.BYTES, new Crc64());
            case XZ.CHECK_SHA256 -> new Digest(sha256());
            default -> throw new UnsupportedOptionsException("a check of type " + type + " is not supported");
        };
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns how many bytes it takes in the file. */
    int bytes() {
        return bytes;
    }

    /** Takes in some of the block. */
    abstract void update(byte[] buffer, int offset, int length);

    /** Returns what the file has to say of what was taken in. */
    abstract byte[] value();

    /** Reads it, and requires that it is this one. */
    void verify(InputStream encoded) throws IOException {
        if (!Arrays.equals(Encoded.read(encoded, bytes), value())) {
            throw new CorruptedInputException("the check of a block does not match");
        }
    }

    private static final class Sum extends Check {
        private final Checksum sum;

        private Sum(int bytes, Checksum sum) {
            super(bytes);
            this.sum = sum;
        }

        @Override
        void update(byte[] buffer, int offset, int length) {
            if (bytes() > 0) {
                sum.update(buffer, offset, length);
            }
        }

        @Override
        byte[] value() {
            byte[] value = new byte[bytes()];
            for (int i = 0; i < value.length; i++) {
                value[i] = (byte) (sum.getValue() >>> (Byte.SIZE * i));
            }
            return value;
        }
    }

    private static final class Digest extends Check {
        private final MessageDigest digest;

        private Digest(MessageDigest digest) {
            super(digest.getDigestLength());
            this.digest = digest;
        }

        @Override
        void update(byte[] buffer, int offset, int length) {
            digest.update(buffer, offset, length);
        }

        @Override
        byte[] value() {
            return digest.digest();
        }
    }
}
