// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import java.util.Locale;

/** The steps of staging a dataset, in their order. */
public enum StagingStep {
    /** Looking at what stands, and asking the source; again after a wait. */
    RESOLVE,
    /** Getting the right to publish, which another stager may have. */
    CLAIM,
    /** Fetching, expanding and verifying the bytes: all at once, since they are read in one go. */
    FETCH,
    /** Putting the tree into its place. */
    PUBLISH;

    /** Returns the name in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
