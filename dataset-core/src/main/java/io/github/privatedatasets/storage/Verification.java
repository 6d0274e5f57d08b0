// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import java.nio.file.Path;
import java.util.List;

/**
 * How one tree compares with what was recorded when it was staged.
 *
 * @param directoryName the dataset's directory, as listed
 * @param path where the tree stands
 * @param differences what is not as it was staged, each with its path in the tree; the first thousand, and then how many more there are
 */
public record Verification(String directoryName, Path path, List<String> differences) {
    /** How closely to look. */
    public enum Depth {
        /** Compares names, sizes, modes and the targets of links; reads no content. */
        FAST,
        /** Reads every file, with its holes, and compares its digest too. */
        DEEP
    }

    /** Keeps its own copy of the list. */
    public Verification {
        differences = List.copyOf(differences);
    }

    /** Tells whether everything is as it was staged. */
    public boolean isSound() {
        return differences.isEmpty();
    }
}
