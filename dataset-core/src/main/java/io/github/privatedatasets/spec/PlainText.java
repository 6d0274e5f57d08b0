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

    /** Returns the text in quotes, shortened, fit for one line. */
    static String quoted(String text) {
        return "\"" + OneLine.of(text.replace("\\", "\\\\").replace("\"", "\\\""), SHOWN) + "\"";
    }

    // String.codePoints() gives a surrogate only where its other half is missing.
    private static boolean isSurrogate(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }
}
