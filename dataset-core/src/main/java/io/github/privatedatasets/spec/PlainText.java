// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

/** What a text must be to stand in one line of a message, a header or a record. */
final class PlainText {
    private static final int SHOWN = 80;

    private PlainText() {}

    /** Tells whether the text holds neither control characters (line breaks among them) nor half a surrogate pair. */
    static boolean isPlain(String text) {
        return text.codePoints().noneMatch(c -> Character.isISOControl(c) || isSurrogate(c));
    }

    /** Returns the text in quotes, shortened, with what would break or reorder a line shown as escapes. */
    static String quoted(String text) {
        StringBuilder shown = new StringBuilder("\"");
        text.codePoints().limit(SHOWN).forEach(c -> {
            if (c == '"' || c == '\\') {
                shown.append('\\').append((char) c);
            } else if (isInvisible(c)) {
                shown.append(String.format(Character.isBmpCodePoint(c) ? "\\u%04x" : "\\U%08x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.append(text.codePointCount(0, text.length()) > SHOWN ? "...\"" : "\"")
                .toString();
    }

    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            // FORMAT holds the marks that turn the reading direction of all that follows.
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    // String.codePoints() gives a surrogate only where its other half is missing.
    private static boolean isSurrogate(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }
}
