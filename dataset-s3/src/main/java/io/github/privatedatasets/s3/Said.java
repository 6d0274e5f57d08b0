// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import io.github.privatedatasets.spec.OneLine;

/** What a store, or another server, says. */
final class Said {
    private static final int LONGEST = 300;

    private Said() {}

    /** Returns the text fit for one line of a message, and cut to a few hundred characters. */
    static String of(String text) {
        return OneLine.of(text.strip(), LONGEST);
    }
}
