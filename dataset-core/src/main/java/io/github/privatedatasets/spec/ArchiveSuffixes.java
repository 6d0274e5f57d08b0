// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The suffixes that make an object's name an archive's, in any case; the longest match counts. */
public final class ArchiveSuffixes {
    /** The ten suffixes that are always known, whether or not an extractor for them is installed. */
    public static final List<String> DOCUMENTED =
            List.of(".zip", ".tar", ".tar.bz2", ".tar.gz", ".tar.gz2", ".tar.xz", ".tbz", ".tbz2", ".tgz", ".txz");

    private final List<String> longestFirst;

    private ArchiveSuffixes(Set<String> suffixes) {
        longestFirst = suffixes.stream()
                .sorted(Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** Returns the {@link #DOCUMENTED} suffixes. */
    public static ArchiveSuffixes documented() {
        return new ArchiveSuffixes(Set.copyOf(DOCUMENTED));
    }

    /** Returns no suffix at all: no name is an archive's. */
    public static ArchiveSuffixes none() {
        return new ArchiveSuffixes(Set.of());
    }

    /**
     * Returns these suffixes and the given ones.
     *
     * @throws InvalidSpecException if one does not start with a dot, or holds anything but ASCII letters in lower case,
     *     digits, dots, {@code -}, {@code _} and {@code +} after it
     */
    public ArchiveSuffixes and(Set<String> more) {
        Set<String> all = new TreeSet<>(longestFirst);
        for (String suffix : more) {
            if (!suffix.matches("\\.[a-z0-9._+-]+")) {
                throw new InvalidSpecException("archive suffix " + PlainText.quoted(suffix)
                        + " is none: write it in lower case with a leading dot, such as .tar.gz");
            }
            all.add(suffix);
        }
        return new ArchiveSuffixes(all);
    }

    /** Returns the longest suffix the file name ends with, in lower case; empty where it has none, or is nothing else. */
    public Optional<String> of(String fileName) {
        return longestFirst.stream().filter(s -> endsWith(fileName, s)).findFirst();
    }

    // Only A to Z are folded: String's own folding also takes the Turkish dotless i and the Kelvin sign for ASCII
    // letters.
    private static boolean endsWith(String fileName, String suffix) {
        int start = fileName.length() - suffix.length();
        if (start < 1) {
            return false;
        }
        for (int i = 0; i < suffix.length(); i++) {
            char c = fileName.charAt(start + i);
            if (suffix.charAt(i) != (c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the file name without its archive suffix. */
    public String strip(String fileName) {
        return of(fileName)
                .map(s -> fileName.substring(0, fileName.length() - s.length()))
                .orElse(fileName);
    }

    /** Returns the suffixes, longest first. */
    @Override
    public String toString() {
        return String.join(" ", longestFirst);
    }
}
