// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.zip;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Neighbouring entries of a zip that are fetched by one request.
 *
 * @param first the index of the first entry
 * @param end the index after the last entry
 * @param offset where the first entry's header starts
 * @param length how many bytes are fetched
 */
record ZipRun(int first, int end, long offset, long length) {
    /** A request costs a round trip to the store, so that more are a waste; fewer leave workers without work in the end. */
    private static final long MOST_BYTES = 8 << 20;

    private static final long LEAST_BYTES = 256 << 10;
    private static final int RUNS_PER_WORKER = 4;

    /** The longest extra field, and the longest data descriptor: what an entry may take beyond what its directory says. */
    private static final long UNKNOWN_BYTES = 0xffff + 24;

    /**
     * Divides the archive among so many workers. An entry that is larger than a run is one by itself; those come first, the largest
     * before the others, so that the last worker to end is not late by much.
     */
    static List<ZipRun> plan(ZipDirectory directory, int workers) {
        int count = directory.count();
        if (count == 0) {
            return List.of();
        }
        long total = directory.limit(count - 1) - directory.offset(0);
        long usual = Math.max(LEAST_BYTES, Math.min(MOST_BYTES, total / workers / RUNS_PER_WORKER));
        List<ZipRun> runs = new ArrayList<>();
        int first = 0;
        long end = end(directory, 0);
        for (int i = 1; i <= count; i++) {
            long nextEnd = i < count ? end(directory, i) : Long.MAX_VALUE;
            long start = directory.offset(first);
            // What lies between two entries is skipped only if that saves something.
            if (i == count || end < directory.limit(i - 1) || nextEnd - start > usual) {
                runs.add(new ZipRun(first, i, start, end - start));
                first = i;
            }
            end = nextEnd;
        }
        runs.sort(Comparator.comparingLong(run -> run.length > usual ? -run.length : 0));
        return runs;
    }

    private static long end(ZipDirectory directory, int n) {
        ZipHeader entry = directory.entry(n);
        long most = directory.offset(n)
                + ZipDirectory.LOCAL_HEADER_BYTES
                + entry.rawNameLength()
                + entry.compressedSize()
                + UNKNOWN_BYTES;
        return Math.min(most, directory.limit(n));
    }
}
