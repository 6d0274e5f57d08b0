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

    /** Refuses a negative number with {@link InvalidSpecException}. */
    public ByteSize {
        if (bytes < 0) {
            throw new InvalidSpecException("size " + bytes + " is negative");
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
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        if (digits == 0) {
            throw invalid(text, 0, "expected digits");
        }
        String unit = text.substring(digits);
        int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit.charAt(0)) + 1;
        boolean binary = unit.length() == 2 && unit.charAt(1) == 'i';
        if (!unit.isEmpty() && (power == 0 || unit.length() > (binary ? 2 : 1))) {
            throw invalid(text, power == 0 ? digits : digits + 1, "unknown unit");
        }
        try {
            long bytes = Long.parseLong(text, 0, digits, 10);
            for (int i = 0; i < power; i++) {
                bytes = Math.multiplyExact(bytes, binary ? 1024L : 1000L);
            }
            return new ByteSize(bytes);
        } catch (NumberFormatException | ArithmeticException e) {
            throw invalid(text, 0, "more than " + Long.MAX_VALUE + " bytes");
        }
    }

    private static InvalidSpecException invalid(String text, int index, String problem) {
        return new InvalidSpecException(
                "size " + PathSegment.quoted(text) + ": " + problem + " at position " + (index + 1)
                        + "; write digits and one of K M G T (powers of 1000), Ki Mi Gi Ti (powers of 1024) or nothing (bytes), such as 10Gi");
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** Returns the shortest exact text that {@link #parse} reads back as this size, such as {@code 5Gi}. */
    @Override
    public String toString() {
        for (int power = UNITS.length(); bytes > 0 && power > 0; power--) {
            long binary = 1L << (10 * power);
            if (bytes % binary == 0) {
                return bytes / binary + UNITS.substring(power - 1, power) + "i";
            }
            long decimal = (long) Math.pow(1000, power);
            if (bytes % decimal == 0) {
                return bytes / decimal + UNITS.substring(power - 1, power);
            }
        }
        return Long.toString(bytes);
    }
}
