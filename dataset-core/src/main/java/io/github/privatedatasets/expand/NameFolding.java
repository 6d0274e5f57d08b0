// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;
import java.util.UUID;

/**
 * Which names a file system takes for the same: all that differ in case, in Unicode normalization, in both, or in neither.
 *
 * @param ofCase whether {@code A} and {@code a} are one file
 * @param ofNormalization whether a composed and a decomposed {@code é} are one file
 */
record NameFolding(boolean ofCase, boolean ofNormalization) {
    /** Finds out by making a file in this directory and asking for it by other names; nothing of it stays. */
    static NameFolding probe(Path directory) throws IOException {
        // An accent is tried only where the JVM can write one; where it cannot, no entry with one is written either.
        String prefix = ".probe-" + UUID.randomUUID() + "-a";
        Path plain = Files.createFile(directory.resolve(prefix));
        boolean ofCase;
        try {
            ofCase = exists(directory, prefix.toUpperCase(Locale.ROOT));
        } finally {
            Files.delete(plain);
        }
        boolean ofNormalization = false;
        try {
            Path composed = Files.createFile(directory.resolve(prefix + "\u00e9"));
            try {
                ofNormalization = exists(directory, prefix + "e\u0301");
            } finally {
                Files.delete(composed);
            }
        } catch (InvalidPathException e) {
            return new NameFolding(ofCase, false);
        }
        return new NameFolding(ofCase, ofNormalization);
    }

    private static boolean exists(Path directory, String name) {
        return Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    /** Tells whether only equal names are the same. */
    boolean isExact() {
        return !ofCase && !ofNormalization;
    }

    /** Returns the one text that stands for all paths which are the same to the file system. */
    String fold(String path) {
        String folded = ofNormalization ? Normalizer.normalize(path, Normalizer.Form.NFC) : path;
        // Up, then down: so that the long s, the Kelvin sign and the sharp s meet their twins too.
        return ofCase ? folded.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT) : folded;
    }
}
