// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Remembers paths by 64 bits each, since a tree may have millions; two may be taken for one, once in many millions of trees. */
final class PathSet {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private long[] hashes = new long[1024];
    private int count;
    private boolean sorted;

    void add(String path) {
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * count);
        }
        hashes[count++] = hash(path);
        sorted = false;
    }

    boolean contains(String path) {
        if (!sorted) {
            Arrays.sort(hashes, 0, count);
            sorted = true;
        }
        return Arrays.binarySearch(hashes, 0, count, hash(path)) >= 0;
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
