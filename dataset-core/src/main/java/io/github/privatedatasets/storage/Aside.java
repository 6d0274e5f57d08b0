// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.storage.record.Seal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of what a mover took from {@code data/NAME} and has not looked at yet.
 *
 * @param attempt the condemned tree that was meant
 * @param seal that tree's seal, since its record may be gone by the time somebody looks
 * @param right the number of the mover's right, whose heartbeat says whether it lives
 * @param unique parts it from what a mover with the same right has set aside before
 */
record Aside(String attempt, Seal seal, int right, String unique) {
    /** Starts the name of one that could not leave {@code data/}, being another user's. */
    static final String BESIDE_TREES = ".old-";

    private static final Pattern FORM =
            Pattern.compile("([0-9a-f]{32})\\.(-?[0-9]{1,18}\\.[0-9]{9})\\.([0-9]{1,9})\\.([0-9a-f]{32})");

    static Optional<Aside> parse(String fileName) {
        Matcher form = FORM.matcher(fileName);
        return form.matches()
                ? Optional.of(new Aside(
                        form.group(1), Seal.parse(form.group(2)), Integer.parseInt(form.group(3)), form.group(4)))
                : Optional.empty();
    }

    String fileName() {
        return attempt + "." + seal + "." + right + "." + unique;
    }
}
