package io.github.privatedatasets.spec;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
     * @throws InvalidSpecException if one is not in lower case, does not start with a dot, or holds a separator
     */
    public ArchiveSuffixes and(Set<String> more) {
        Set<String> all = new TreeSet<>(longestFirst);
        for (String suffix : more) {
            if (suffix.length() < 2
                    || suffix.charAt(0) != '.'
                    || !suffix.equals(suffix.toLowerCase(Locale.ROOT))
                    || suffix.chars().anyMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c))) {
                throw new InvalidSpecException("archive suffix " + PathSegment.quoted(suffix)
                        + " is none: write it in lower case with a leading dot, such as .tar.gz");
            }
            all.add(suffix);
        }
        return new ArchiveSuffixes(all);
    }

    /** Returns the longest suffix the file name ends with, in lower case; empty where it has none, or is nothing else. */
    public Optional<String> of(String fileName) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        return longestFirst.stream()
                .filter(s -> lower.length() > s.length() && lower.endsWith(s))
                .findFirst();
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
