// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

import io.github.privatedatasets.spec.ByteSize;

/**
 * What a dataset's tree may come to, besides its bytes: so that a hostile archive can take neither all inodes nor all memory.
 *
 * @param maxEntries how many files, directories and links; each entry of an archive counts, also one that replaces another
 * @param maxDepth how many levels, the entry's own name included; at most {@value #DEEPEST}
 * @param linkMemory how much memory may be taken by the links, which are all known before one is made: each takes some 400 bytes, and four for
 *     each character of its path and target
 */
public record TreeLimits(long maxEntries, int maxDepth, ByteSize linkMemory) {
    /** The most levels that can be asked for: while a tree is deleted each level takes two file handles. */
    public static final int DEEPEST = 1000;

    private static final long MAX_ENTRIES = 10_000_000;
    private static final int MAX_DEPTH = 256;
    private static final long LINK_MEMORY_BYTES = 256L << 20;

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

    /** Returns what holds where nobody says otherwise: ten million entries, 256 levels, 256 MiB for links, or a quarter of the heap if that is less. */
    public static TreeLimits defaults() {
        long quarter = Runtime.getRuntime().maxMemory() / 4;
        return new TreeLimits(MAX_ENTRIES, MAX_DEPTH, ByteSize.ofBytes(Math.min(LINK_MEMORY_BYTES, quarter)));
    }

    /** Returns these limits with another number of entries. */
    public TreeLimits withMaxEntries(long entries) {
        return new TreeLimits(entries, maxDepth, linkMemory);
    }

    /** Returns these limits with another number of levels. */
    public TreeLimits withMaxDepth(int depth) {
        return new TreeLimits(maxEntries, depth, linkMemory);
    }

    /** Returns these limits with other memory for links. */
    public TreeLimits withLinkMemory(ByteSize memory) {
        return new TreeLimits(maxEntries, maxDepth, memory);
    }
}
