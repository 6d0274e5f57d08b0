// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import java.util.List;
import java.util.stream.Stream;

/**
 * Decides by globs which objects of a folder are part of the dataset: those that match an include, or all where there is
 * none, but none that matches an exclude.
 *
 * <p>A glob is matched against the whole path relative to the folder, in the case it is written. {@code *} is any text
 * within a segment, {@code ?} one character of it, and a segment {@code **} any number of segments, also none: {@code **}{@code /*.jpg} is every
 * {@code .jpg} at any depth, {@code train/**} all of {@code train}. Every other character means itself.
 *
 * <p>Immutable and thread-safe. The time of a match is bounded by the lengths of glob and path multiplied, whatever they are.
 */
public final class PathFilter {
    /** They stand in the record of every tree that is staged by them. */
    private static final int MAX_CHARACTERS = 1 << 16;

    private final List<Glob> include;
    private final List<Glob> exclude;

    private PathFilter(List<Glob> include, List<Glob> exclude) {
        this.include = include;
        this.exclude = exclude;
    }

    /**
     * Returns the filter of these globs.
     *
     * @throws InvalidSpecException if one of them is no glob, or all are longer than 65,536 characters together
     */
    public static PathFilter of(List<String> include, List<String> exclude) {
        long length = Stream.concat(include.stream(), exclude.stream())
                .mapToLong(String::length)
                .sum();
        if (length > MAX_CHARACTERS) {
            throw new InvalidSpecException(
                    "include and exclude are " + length + " characters long together: write at most " + MAX_CHARACTERS
                            + ", for instance globs of directories in place of the paths of files");
        }
        return new PathFilter(
                include.stream().map(Glob::parse).toList(),
                exclude.stream().map(Glob::parse).toList());
    }

    /** Refuses a text that is no glob. */
    static void requireGlob(String text) {
        Glob.parse(text);
    }

    /** Tells whether the object at this path, with {@code /} between segments, is part of the dataset. A trailing {@code /} does not count. */
    public boolean accepts(String relativePath) {
        if (include.isEmpty() && exclude.isEmpty()) {
            return true;
        }
        List<String> segments = Glob.segments(relativePath);
        return (include.isEmpty() || include.stream().anyMatch(g -> g.matches(segments)))
                && exclude.stream().noneMatch(g -> g.matches(segments));
    }

    /** Returns the globs. */
    @Override
    public String toString() {
        return "PathFilter[include=" + include + ", exclude=" + exclude + "]";
    }
}
