// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

/** How large a spec may be: far above what a job asks for, and far below what costs time or memory to refuse. */
final class SpecLimits {
    /** Characters of a text. */
    static final int MAX_TEXT = 1 << 20;
    /** Characters of one value: S3 keys have up to 1024 bytes, session tokens a few thousand characters. */
    static final int MAX_VALUE = 16 * 1024;
    /** Lists and mappings within each other: datasets, dataset, volumeOptions and room for a mistake. */
    static final int MAX_DEPTH = 16;
    /** Lists and mappings within each other in what is passed over: time to read them grows with their depth. */
    static final int MAX_DEPTH_PASSED_OVER = 100;
    /** Values, keys, lists and mappings in all that are read. */
    static final int MAX_NODES = 100_000;
    /** Datasets of one job. */
    static final int MAX_DATASETS = 1000;

    private int nodes;

    /** Counts one more node at this place, at this depth from 0. */
    void admit(Place place, int depth) {
        if (depth > MAX_DEPTH) {
            throw place.refuse(
                    "lists and mappings are nested more than " + MAX_DEPTH + " deep: a spec needs three levels");
        }
        if (++nodes > MAX_NODES) {
            throw place.refuse(
                    "more than " + MAX_NODES + " keys and values: write at most " + MAX_DATASETS + " datasets");
        }
    }

    /** Counts one more value. */
    void admit(Place place, int depth, String value) {
        admit(place, depth);
        if (value.length() > MAX_VALUE) {
            throw place.refuse("a value is " + value.length() + " characters long: write at most " + MAX_VALUE);
        }
    }
}
