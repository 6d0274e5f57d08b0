// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.tar;

import io.github.privatedatasets.spi.EntrySink;
import io.github.privatedatasets.spi.LentBytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Small files that follow each other in an archive, with their bytes: what one worker writes at a time. */
final class FileBatch {
    private static final int MOST_FILES = 64;

    private final byte[] bytes;
    private final List<Part> parts = new ArrayList<>();
    private int filled;

    /** A file and where its bytes are. */
    private record Part(TarEntry file, int from, int size) {}

    /** Makes an empty batch in this memory. */
    FileBatch(byte[] memory) {
        this.bytes = memory;
    }

    byte[] memory() {
        return bytes;
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Tells whether a file of so many bytes can be added. */
    boolean hasRoom(int size) {
        return parts.size() < MOST_FILES && bytes.length - filled >= size;
    }

    /** Adds a file, of whose content so many bytes are read, or as many as there are. */
    void add(TarEntry file, InputStream content, int size) throws IOException {
        int count = content.readNBytes(bytes, filled, size);
        parts.add(new Part(file, filled, count));
        filled += count;
    }

    /** Hands the files to the sink in their order; returns how long each took on average, in nanoseconds. */
    long writeTo(EntrySink sink) throws IOException {
        long start = System.nanoTime();
        for (Part part : parts) {
            Content content = new Content(bytes, part.from(), part.size());
            sink.file(part.file().path(), part.file().attributes(), content);
            if (content.available() > 0) {
                sink.skipping(content.available());
            }
        }
        return (System.nanoTime() - start) / parts.size();
    }

    /** Returns the paths of the files. */
    List<String> paths() {
        return parts.stream().map(part -> part.file().path()).toList();
    }

    /** A file's bytes, lent where they lie. */
    private static final class Content extends ByteArrayInputStream implements LentBytes {
        Content(byte[] bytes, int from, int size) {
            super(bytes, from, size);
        }

        @Override
        public boolean lends() {
            return true;
        }

        @Override
        public @Nullable ByteBuffer lend(int most) {
            int lent = Math.min(most, available());
            ByteBuffer next = ByteBuffer.wrap(buf, pos, lent);
            skip(lent);
            return lent == 0 ? null : next;
        }
    }
}
