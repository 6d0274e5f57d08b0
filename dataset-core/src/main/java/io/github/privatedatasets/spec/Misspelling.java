// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the key that somebody may have meant. */
final class Misspelling {
    private Misspelling() {}

    /** Returns the known key nearest to the one found, where it is near: a third of it may be wrong. */
    static Optional<String> nearest(String found, Collection<String> known) {
        String plain = plain(found);
        return known.stream()
                .filter(k -> distance(plain, plain(k)) <= Math.max(1, plain.length() / 3))
                .min(Comparator.comparingInt(k -> distance(plain, plain(k))));
    }

    // awsAccessKeyId is accessKeyId, aws_access_key_id and access-key-id elsewhere.
    private static String plain(String key) {
        String letters = key.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return letters.startsWith("aws") ? letters.substring("aws".length()) : letters;
    }

    /** Counts the letters to insert, delete, replace or swap with their neighbour (optimal string alignment). */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replace = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + replace);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
