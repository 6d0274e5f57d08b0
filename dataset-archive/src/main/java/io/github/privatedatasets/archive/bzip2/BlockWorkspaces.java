// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.bzip2;

import java.util.concurrent.ConcurrentLinkedQueue;

/** The workspaces of those threads that decode blocks of one stream: never more than decoded at the same time. */
final class BlockWorkspaces {
    private final ConcurrentLinkedQueue<BlockWorkspace> idle = new ConcurrentLinkedQueue<>();

    /** Lends one, to be given back. */
    BlockWorkspace borrow() {
        BlockWorkspace workspace = idle.poll();
        return workspace == null ? new BlockWorkspace() : workspace;
    }

    void giveBack(BlockWorkspace workspace) {
        idle.add(workspace);
    }
}
