package io.github.privatedatasets.s3;

import java.util.regex.Pattern;

/** Text of others, made fit for one line of a message. */
final class OneLine {
    private static final int LONGEST = 300;
    // Controls, marks that turn the reading direction, line and paragraph separators.
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private OneLine() {}

    /** Returns the text with control characters replaced and cut to a few hundred characters. */
    static String of(String text) {
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        return UNPRINTABLE.matcher(cut).replaceAll("?").strip();
    }
}
