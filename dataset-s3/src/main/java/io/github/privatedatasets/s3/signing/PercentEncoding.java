// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.signing;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Text as it stands in a target and in what is signed: all but letters, digits and {@code -._~} as {@code %XX} of UTF-8. */
public final class PercentEncoding {
    private static final String HEX = "0123456789ABCDEF";

    private PercentEncoding() {}

    /** Returns one part of a target. */
    public static String of(String text) {
        return encoded(text, false);
    }

    /** Returns a key, whose slashes stay; so do {@code .} and {@code ..} and two slashes in a row, which mean themselves. */
    public static String ofKey(String key) {
        return encoded(key, true);
    }

    private static String encoded(String text, boolean keepsSlash) {
        byte[] bytes = text.getBytes(UTF_8);
        StringBuilder encoded = new StringBuilder(bytes.length + 16);
        for (byte b : bytes) {
            char c = (char) (b & 0xff);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (letterOrDigit || c == '-' || c == '.' || c == '_' || c == '~' || (c == '/' && keepsSlash)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return encoded.toString();
    }
}
