// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.bzip2;

import java.io.EOFException;
import java.io.IOException;

/** Decodes blocks with {@link BlockWorkspace}. Holds at most what is coded of one, 3 MiB, and 0.9 MB of what it says. */
final class BuiltInBlockDecoder implements BlockDecoder {
    private final BlockWorkspaces workspaces;
    private final BlockBits bits = new BlockBits();
    private final BlockText text = new BlockText();
    private int level;

    BuiltInBlockDecoder(BlockWorkspaces workspaces) {
        this.workspaces = workspaces;
    }

    @Override
    public void load(BitWindow window, long start, long end, int streamLevel) {
        level = streamLevel;
        bits.load(window, start, end);
    }

    @Override
    public void decode() throws IOException {
        BlockWorkspace workspace = workspaces.borrow();
        try {
            workspace.decode(bits, level, text);
        } catch (EOFException e) {
            throw e;
        } catch (IOException e) {
            // What lies behind the end was read as zeros, and may be all that is wrong.
            bits.requireLeft(0);
            throw e;
        } finally {
            workspaces.giveBack(workspace);
        }
    }

    @Override
    public void decodeFirst() throws IOException {
        decode();
    }

    @Override
    public long lengthBits() {
        return bits.taken();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        return text.read(target, offset, length);
    }
}
