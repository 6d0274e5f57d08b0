// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

/** Text of others, made fit for one line of a message. */
final class OneLine {
    private static final int LONGEST = 300;

    private OneLine() {}

    /** Returns the text with control characters replaced and cut to a few hundred characters. */
    static String of(String text) {
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        for (int i = 0; i < cut.length(); i++) {
            if (isUnprintable(cut.charAt(i))) {
                return replaced(cut).strip();
            }
        }
        return cut.strip();
    }

    private static String replaced(String text) {
        StringBuilder replaced = new StringBuilder(text.length());
        text.codePoints().forEach(c -> replaced.appendCodePoint(isUnprintable(c) ? '?' : c));
        return replaced.toString();
    }

    /** Controls, marks that turn the reading direction, line and paragraph separators; half of what may be one. */
    private static boolean isUnprintable(int c) {
        if (c >= ' ' && c < 0x7f) {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
