package io.github.privatedatasets.s3;

/** Text of others, made fit for one line of a message. */
final class OneLine {
    private static final int LONGEST = 300;

    private OneLine() {}

    /** Returns the text with control characters replaced and cut to a few hundred characters. */
    static String of(String text) {
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        return cut.replaceAll("\\p{Cntrl}", "?").strip();
    }
}
