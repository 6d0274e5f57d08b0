// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Reads a store's bytes into a buffer wherever that lies: without a copy if their stream is a channel too. */
final class BlockFill {
    private static final int COPIED_BYTES = 16 << 10;

    private BlockFill() {}

    /** Reads some bytes, at most so many as there is room for; -1 at the end. */
    static int read(InputStream stream, ByteBuffer into) throws IOException {
        int count = readSome(stream, into);
        if (count == 0 && into.hasRemaining()) {
            throw new IOException("the source gives neither bytes nor an end");
        }
        return count;
    }

    private static int readSome(InputStream stream, ByteBuffer into) throws IOException {
        if (into.hasArray()) {
            int count = stream.read(into.array(), into.arrayOffset() + into.position(), into.remaining());
            into.position(into.position() + Math.max(count, 0));
            return count;
        }
        if (stream instanceof ReadableByteChannel channel) {
            return channel.read(into);
        }
        byte[] copied = new byte[Math.min(COPIED_BYTES, into.remaining())];
        int count = stream.read(copied);
        into.put(copied, 0, Math.max(count, 0));
        return count;
    }
}
