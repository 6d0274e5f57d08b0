// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

/**
 * What staging does with a shared tree that stands already, where the spec pins no revision. A spec with an etag, a versionId or a
 * {@link io.github.privatedatasets.spec.DatasetPin} gets that revision under every policy, without asking the store where it stands.
 */
public enum ReusePolicy {
    /**
     * Asks the store: takes the tree if the source is unchanged, and stages the new revision if it is not. Who uses the old tree keeps it, as
     * it is and where it is.
     */
    IF_UNCHANGED,
    /**
     * Takes the tree whatever became of the source: no network, and nothing needs to be written, so a read-only mount serves too. Where none
     * stands, it is staged.
     */
    IF_PRESENT,
    /**
     * Asks the store, and fails if the source has changed since the tree was staged. Fails too if the tree that stands holds what other globs chose, or
     * was expanded otherwise, which the others replace with a warning. Where none stands, it is staged.
     */
    FAIL_IF_CHANGED
}
