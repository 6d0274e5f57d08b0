// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The times that directories get in the end, in the order in which they were told: 16 bytes for each besides its path. Not thread-safe. */
final class DirectoryTimes {
    private static final int CHUNK_BYTES = 1 << 13;
    private static final int HEADER_BYTES = Long.BYTES + 2 * Integer.BYTES;

    private final KeptMemory memory;
    private final List<ByteBuffer> chunks = new ArrayList<>();

    DirectoryTimes(KeptMemory memory) {
        this.memory = memory;
    }

    void add(String path, Instant time) throws RefusedEntryException {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        ByteBuffer chunk = chunkOf(HEADER_BYTES + name.length);
        chunk.putLong(time.getEpochSecond())
                .putInt(time.getNano())
                .putInt(name.length)
                .put(name);
    }

    private ByteBuffer chunkOf(int bytes) throws RefusedEntryException {
        ByteBuffer last = chunks.isEmpty() ? ByteBuffer.allocate(0) : chunks.get(chunks.size() - 1);
        if (last.remaining() >= bytes) {
            return last;
        }
        int size = Math.max(bytes, CHUNK_BYTES);
        memory.take(size, "links and the times of directories");
        chunks.add(ByteBuffer.allocate(size));
        return chunks.get(chunks.size() - 1);
    }

    /** Tells every time, so that of two for one directory the later is the last. */
    void forEach(Visitor visitor) throws IOException {
        for (ByteBuffer chunk : chunks) {
            ByteBuffer told = chunk.duplicate().flip();
            while (told.hasRemaining()) {
                Instant time = Instant.ofEpochSecond(told.getLong(), told.getInt());
                byte[] name = new byte[told.getInt()];
                told.get(name);
                visitor.visit(new String(name, StandardCharsets.UTF_8), KeptTimes.of(time));
            }
        }
    }

    /** Is told a directory's time. */
    @FunctionalInterface
    interface Visitor {
        void visit(String path, FileTime time) throws IOException;
    }
}
