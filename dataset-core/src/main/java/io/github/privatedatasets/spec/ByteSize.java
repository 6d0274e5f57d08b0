// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.io.Serializable;

/**
 * An exact number of bytes, from 0 to {@link Long#MAX_VALUE}.
 *
 * <p>Written as digits with at most one unit: {@code K M G T} are powers of 1000, {@code Ki Mi Gi Ti} of 1024, no unit is
 * bytes.
 *
 * @param bytes the number of bytes
 */
public record ByteSize(long bytes) implements Comparable<ByteSize>, Serializable {
    private static final String UNITS = "KMGT";
    private static final long DECIMAL = 1000;
    private static final long BINARY = 1024;

    /** Refuses a negative number with {@link InvalidSpecException}. */
    public ByteSize {
        if (bytes < 0) {
            throw new InvalidSpecException("size " + bytes + " is negative: write 0 or more bytes");
        }
    }

    /** Returns a size of so many bytes. */
    public static ByteSize ofBytes(long bytes) {
        return new ByteSize(bytes);
    }

    /**
     * Returns the size a text says, such as {@code 500M} or {@code 10Gi}.
     *
     * @throws InvalidSpecException if the text is anything else (a fraction, a sign, {@code k}, {@code GB}) or does not fit
     *     into a {@code long}; the message says where
     */
    public static ByteSize parse(String text) {
        int at = 0;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        int digits = at;
        if (digits == 0) {
            throw invalid(text, 0, "expected a digit");
        }
        int power = at < text.length() ? UNITS.indexOf(text.charAt(at)) + 1 : 0;
        at += power > 0 ? 1 : 0;
        boolean binary = power > 0 && text.startsWith("i", at);
        at += binary ? 1 : 0;
        if (at < text.length()) {
            throw invalid(text, at, at == digits ? "unknown unit" : "more than a unit");
        }
        try {
            long bytes = Long.parseLong(text, 0, digits, 10);
            return new ByteSize(Math.multiplyExact(bytes, power(binary ? BINARY : DECIMAL, power)));
        } catch (NumberFormatException | ArithmeticException e) {
            throw invalid(text, 0, "more than " + Long.MAX_VALUE + " bytes");
        }
    }

    private static long power(long base, int exponent) {
        long result = 1;
        for (int i = 0; i < exponent; i++) {
            result *= base;
        }
        return result;
    }

    private static InvalidSpecException invalid(String text, int index, String problem) {
        return new InvalidSpecException(
                "size " + PlainText.quoted(text) + ": " + problem + " at position " + (index + 1)
                        + "; write digits and one of K M G T (powers of 1000), Ki Mi Gi Ti (powers of 1024) or nothing (bytes), such as 10Gi");
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** Returns the text in the largest unit that divides it, such as {@code 5Gi}; {@link #parse} reads it back as this size. */
    @Override
    public String toString() {
        for (int power = UNITS.length(); bytes > 0 && power > 0; power--) {
            char unit = UNITS.charAt(power - 1);
            long binary = power(BINARY, power);
            if (bytes % binary == 0) {
                return bytes / binary + "" + unit + "i";
            }
            long decimal = power(DECIMAL, power);
            if (bytes % decimal == 0) {
                return bytes / decimal + "" + unit;
            }
        }
        return Long.toString(bytes);
    }
}
