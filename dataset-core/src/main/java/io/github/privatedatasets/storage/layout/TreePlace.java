// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.layout;

/** The two places at which a tree can be leased; each has a lease folder of its own. */
public enum TreePlace {
    /** {@code data/NAME}. */
    IN_PLACE("T"),
    /** {@code revisions/ATTEMPT}, beside a tree that is in use. */
    BESIDE("R");

    private final String letter;

    TreePlace(String letter) {
        this.letter = letter;
    }

    public String letter() {
        return letter;
    }
}
