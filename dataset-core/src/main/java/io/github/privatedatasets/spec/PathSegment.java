package io.github.privatedatasets.spec;

import java.nio.charset.StandardCharsets;

/** The rule that makes a text one safe name in a directory of ours: it never leaves it, hides in it, or means two things. */
final class PathSegment {
    static final int MAX_BYTES = 255;

    private PathSegment() {}

    /** Returns the text, or refuses it, naming it as {@code what}. */
    static String require(String what, String text) {
        if (text.isEmpty()) {
            throw new InvalidSpecException(what + " is empty: write one name, such as mnist");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '/' || c == '\\') {
                throw new InvalidSpecException(
                        what + " " + quoted(text) + " holds a separator: it must be one name, without / or \\");
            }
            if (Character.isISOControl(c)) {
                throw new InvalidSpecException(
                        what + " " + quoted(text) + " holds a control character at position " + (i + 1));
            }
            if (Character.isSurrogate(c)) {
                if (Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1))) {
                    i++;
                } else {
                    throw new InvalidSpecException(
                            what + " " + quoted(text) + " is not valid Unicode at position " + (i + 1));
                }
            }
        }
        if (text.charAt(0) == '.') {
            throw new InvalidSpecException(what + " " + quoted(text)
                    + " starts with a dot: such names are kept for bookkeeping, write another");
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new InvalidSpecException(what + " is " + bytes + " bytes long, a name has at most " + MAX_BYTES);
        }
        return text;
    }

    /** Returns the text in quotes, shortened, with control characters shown as escapes: fit for a one-line message. */
    static String quoted(String text) {
        StringBuilder shown = new StringBuilder("\"");
        text.codePoints().limit(80).forEach(c -> {
            if (Character.isISOControl(c) || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.append(text.codePointCount(0, text.length()) > 80 ? "...\"" : "\"")
                .toString();
    }
}
