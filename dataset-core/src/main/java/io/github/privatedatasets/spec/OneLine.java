// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.util.List;

/**
 * Text of others, such as names, keys and what a server says, made fit for one line of a message or a log.
 *
 * <p>The messages of the library's errors have been through it. What {@code toString} of a name or a URI returns has not: whoever prints that does this.
 */
public final class OneLine {
    private static final int FEW = 5;
    private static final int LONGEST_OF_FEW = 400;
    private static final int LONGEST_TOGETHER = 1000;

    private OneLine() {}

    /**
     * Returns the text with an escape in place of what breaks a line, does not print, or turns the reading direction: a backslash with {@code u} and four
     * digits, or with {@code U} and eight. What is escaped already stays as it is.
     */
    public static String of(String text) {
        if (text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            return text;
        }
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isInvisible(c)) {
                line.append(String.format(Character.isBmpCodePoint(c) ? "\\u%04x" : "\\U%08x", c));
            } else {
                line.appendCodePoint(c);
            }
        });
        return line.toString();
    }

    /** Returns the text like that, but no more than its first so many characters, with dots where there were more. */
    public static String of(String text, int longest) {
        return of(
                text.codePointCount(0, text.length()) > longest
                        ? text.substring(0, text.offsetByCodePoints(0, longest)) + "..."
                        : text);
    }

    /**
     * Returns the first few of {@code count} texts like that, and how many there are besides: no more than leave room for the rest of a message where only
     * 4 KiB of it are kept, as of a container that has ended.
     */
    public static String ofFew(List<String> first, long count) {
        StringBuilder line = new StringBuilder();
        int named = 0;
        for (String text : first) {
            String shown = of(text, LONGEST_OF_FEW);
            if (named == FEW || (named > 0 && line.length() + shown.length() > LONGEST_TOGETHER)) {
                break;
            }
            line.append(named == 0 ? "" : "; ").append(shown);
            named++;
        }
        return named < count ? line + "; and " + (count - named) + " more" : line.toString();
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
}
