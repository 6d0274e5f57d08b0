// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Makes names that nobody can guess and nobody has had before. */
public final class RandomName {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern ONE = Pattern.compile("[0-9a-f]{32}");

    private RandomName() {}

    /** Tells whether the text may be one of ours; everything else in our directories is left alone. */
    public static boolean isOne(String text) {
        return ONE.matcher(text).matches();
    }

    /** Returns 128 random bits as 32 hexadecimal digits. */
    public static String next() {
        byte[] bits = new byte[16];
        RANDOM.nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }
}
