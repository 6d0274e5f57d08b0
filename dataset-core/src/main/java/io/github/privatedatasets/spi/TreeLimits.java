// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

import io.github.privatedatasets.spec.ByteSize;

/**
 * What a dataset's tree may come to, besides its bytes: so that a hostile archive can take neither all inodes nor all memory.
 *
 * @param maxEntries how many files, directories and links; each entry of an archive counts, also one that replaces another
 * @param maxDepth how many levels, the entry's own name included; at most {@value #DEEPEST}
 * @param keptMemory how much memory may be taken by what is kept of entries until the tree's end: a link takes some 400 bytes and four for
 *     each character of its path and target, as all are known before one is made; the time of a directory 16 bytes and its path; a sparse file
 *     250 bytes and its path
 */
public record TreeLimits(long maxEntries, int maxDepth, ByteSize keptMemory) {
    /** The most levels that can be asked for: while a tree is deleted each level takes two file handles. */
    public static final int DEEPEST = 1000;

    private static final long MAX_ENTRIES = 10_000_000;
    private static final int MAX_DEPTH = 256;
    private static final long KEPT_MEMORY_BYTES = 256L << 20;

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one of them lets no tree be
     */
    public TreeLimits {
        if (maxEntries < 1) {
            throw new IllegalArgumentException("maxEntries must be at least 1, is " + maxEntries);
        }
        if (maxDepth < 1 || maxDepth > DEEPEST) {
            throw new IllegalArgumentException("maxDepth must be from 1 to " + DEEPEST + ", is " + maxDepth);
        }
    }

    /** Returns what holds where nobody says otherwise: ten million entries, 256 levels, 256 MiB for what is kept of entries, or a quarter of the heap if that is less. */
    public static TreeLimits defaults() {
        long quarter = Runtime.getRuntime().maxMemory() / 4;
        return new TreeLimits(MAX_ENTRIES, MAX_DEPTH, ByteSize.ofBytes(Math.min(KEPT_MEMORY_BYTES, quarter)));
    }

    /** Returns these limits with another number of entries. */
    public TreeLimits withMaxEntries(long entries) {
        return new TreeLimits(entries, maxDepth, keptMemory);
    }

    /** Returns these limits with another number of levels. */
    public TreeLimits withMaxDepth(int depth) {
        return new TreeLimits(maxEntries, depth, keptMemory);
    }

    /** Returns these limits with other memory for what is kept of entries. */
    public TreeLimits withKeptMemory(ByteSize memory) {
        return new TreeLimits(maxEntries, maxDepth, memory);
    }
}
