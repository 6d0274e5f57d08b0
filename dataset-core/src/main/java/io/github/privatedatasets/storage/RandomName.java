package io.github.privatedatasets.storage;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes names that nobody can guess and nobody has had before. */
final class RandomName {
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomName() {}

    /** Returns 128 random bits as 32 hexadecimal digits. */
    static String next() {
        byte[] bits = new byte[16];
        RANDOM.nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }
}
