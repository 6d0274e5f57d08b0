// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import io.github.privatedatasets.spec.ByteSize;

/** How much memory all takes that is kept of a tree's entries until its end, up to a limit. Thread-safe. */
final class KeptMemory {
    private final ByteSize limit;
    private long bytes;

    KeptMemory(ByteSize limit) {
        this.limit = limit;
    }

    /** Takes so many bytes, unless that would be more than there may be. */
    synchronized boolean tryTake(long more) {
        if (more > limit.bytes() - bytes) {
            return false;
        }
        bytes += more;
        return true;
    }

    /** Takes so many bytes for one more of these. */
    void take(long more, String what) throws RefusedEntryException {
        if (!tryTake(more)) {
            throw new RefusedEntryException("what is kept of " + what
                    + " up to here takes more memory than the limit of " + limit + " (TreeLimits.keptMemory)");
        }
    }
}
