// SPDX-License-Identifier: Apache-2.0
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
        if (text.indexOf('/') >= 0 || text.indexOf('\\') >= 0) {
            throw refused(what, text, "holds a separator: write one name, without / or \\");
        }
        if (!PlainText.isPlain(text)) {
            throw refused(what, text, "holds a control character or is not valid Unicode: write letters and digits");
        }
        if (text.charAt(0) == '.') {
            throw refused(what, text, "starts with a dot: such names are kept for bookkeeping, write another");
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw refused(what, text, "is " + bytes + " bytes long: write one of at most " + MAX_BYTES);
        }
        return text;
    }

    private static InvalidSpecException refused(String what, String text, String why) {
        return new InvalidSpecException(what + " " + PlainText.quoted(text) + " " + why);
    }
}
