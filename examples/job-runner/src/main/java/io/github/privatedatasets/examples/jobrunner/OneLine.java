// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

/** Text from elsewhere (names, keys, what a server said) made fit for one line of a terminal or a log. */
final class OneLine {
    private OneLine() {}

    /** Returns the text with everything that could break the line, move the cursor or hide text shown as an escape. */
    static String of(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.SURROGATE -> line.append(String.format("\\u%04x", c));
                default -> line.appendCodePoint(c);
            }
        });
        return line.toString();
    }
}
