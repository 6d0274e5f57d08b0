// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How long the parts are in which an object was uploaded; the last one is what is left. */
final class PartSizes {
    /** In the MiB that upload tools choose: their defaults first. */
    private static final int[] USUAL_MIB = {8, 5, 16, 15, 64, 50, 100, 10, 32, 128, 20, 25, 256, 512, 1024};

    private static final long MIB = 1 << 20;

    private final long[] sizes;
    private final int parts;

    private PartSizes(int parts, long... sizes) {
        this.parts = parts;
        this.sizes = sizes;
    }

    /** Returns parts that are all as long as the first, but for the last. */
    static PartSizes even(long first, int parts) {
        return new PartSizes(parts, first);
    }

    /** Returns parts of these lengths; the last is not given, as it is what is left. */
    static PartSizes of(long... allButLast) {
        return new PartSizes(allButLast.length + 1, allButLast);
    }

    /** Returns parts of these lengths, if so many parts can make up an object of this length. */
    static Optional<PartSizes> ofAll(List<Long> sizes, int parts, long objectBytes) {
        long left = objectBytes;
        for (long size : sizes) {
            if (size < 0 || size > left) {
                return Optional.empty();
            }
            left -= size;
        }
        return sizes.size() == parts && left == 0
                ? Optional.of(of(sizes.stream()
                        .limit(parts - 1)
                        .mapToLong(Long::longValue)
                        .toArray()))
                : Optional.empty();
    }

    /** Tells whether an object of this length can have so many parts that are all as long as the first, but for the last. */
    static boolean fitEvenly(long first, int parts, long objectBytes) {
        return first > 0 && (objectBytes + first - 1) / first == parts;
    }

    /** Returns the sizes that upload tools choose and that fit, the most usual first; at most so many. */
    static List<PartSizes> guess(int parts, long objectBytes, int most) {
        List<PartSizes> guesses = new ArrayList<>();
        if (parts == 1) {
            guesses.add(even(objectBytes, 1));
            return guesses;
        }
        for (int mib : USUAL_MIB) {
            if (guesses.size() < most && fitEvenly(mib * MIB, parts, objectBytes)) {
                guesses.add(even(mib * MIB, parts));
            }
        }
        // A tool that must double its size to stay below 10,000 parts, or was told another: a whole number of MiB that
        // fits alone.
        long first = ((objectBytes + parts - 1) / parts + MIB - 1) / MIB * MIB;
        if (guesses.isEmpty() && fitEvenly(first, parts, objectBytes)) {
            guesses.add(even(first, parts));
        }
        return guesses;
    }

    /** Returns how many parts there are. */
    int count() {
        return parts;
    }

    /** Returns the length of a part, from 1; what is behind the last but one is all one part. */
    long of(int part) {
        return part >= parts ? Long.MAX_VALUE : sizes[Math.min(part, sizes.length) - 1];
    }
}
