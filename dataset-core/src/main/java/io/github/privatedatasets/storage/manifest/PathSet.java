// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.manifest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Remembers paths by 64 bits each, since a tree may have millions; two may be taken for one, once in many millions of trees. */
final class PathSet {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** Not one array that doubles: while it is copied, it would take three times as much. */
    private static final int CHUNK = 1 << 20;

    private final List<long[]> sortedChunks = new ArrayList<>();
    private long[] last = new long[1024];
    private int count;
    private boolean sorted;

    void add(String path) {
        if (count == CHUNK) {
            Arrays.sort(last);
            sortedChunks.add(last);
            last = new long[CHUNK];
            count = 0;
        } else if (count == last.length) {
            last = Arrays.copyOf(last, 2 * count);
        }
        last[count++] = hash(path);
        sorted = false;
    }

    boolean contains(String path) {
        if (!sorted) {
            Arrays.sort(last, 0, count);
            sorted = true;
        }
        long hash = hash(path);
        return Arrays.binarySearch(last, 0, count, hash) >= 0
                || sortedChunks.stream().anyMatch(chunk -> Arrays.binarySearch(chunk, hash) >= 0);
    }

    /** FNV-1a. */
    private static long hash(String path) {
        long hash = FNV_OFFSET;
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash;
    }
}
