// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import io.github.privatedatasets.spi.ArchiveContent;
import io.github.privatedatasets.spi.RemoteObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An archive in its store, read as its extractor needs it; ranges may be opened by several threads, all else is one thread's. */
public final class RemoteArchive implements ArchiveContent {
    private final String name;
    private final RemoteObject object;
    private final DatasetReader reader;
    private final boolean again;
    private @Nullable ObjectStream proving;

    /** Makes the content of the archive {@code object}, called {@code name} in messages; {@code again} if its bytes came wrong before. */
    public RemoteArchive(String name, RemoteObject object, DatasetReader reader, boolean again) {
        this.name = name;
        this.object = object;
        this.reader = reader;
        this.again = again;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long sizeBytes() {
        return object.sizeBytes();
    }

    @Override
    public InputStream openStream() throws IOException {
        ObjectStream opened = reader.stream(object, again);
        if (proving == null) {
            proving = opened;
        }
        // Not the extractor's to close: what it leaves unread still has to be proven.
        return new UnclosedStream(opened);
    }

    @Override
    public InputStream openRange(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, object.sizeBytes());
        return reader.range(object, offset, length);
    }

    @Override
    public SeekableByteChannel openChannel() {
        return new RangedChannel(
                object.sizeBytes(), offset -> reader.range(object, offset, object.sizeBytes() - offset));
    }

    /**
     * Reads what the extractor left of the stream, so that all of the archive is proven.
     *
     * @return whether a digest of the store holds for all of its bytes; else only the checksums of the archive's own format do
     */
    public boolean prove() throws IOException {
        ObjectStream stream = proving;
        if (stream == null) {
            return false;
        }
        try (stream) {
            stream.drain();
        }
        return stream.isProven();
    }

    /** Returns what proved the bytes; an archive that was read through a channel has only the checksums of its own format. */
    public String proof() {
        ObjectStream stream = proving;
        return stream == null ? "checksums of the archive" : stream.proof();
    }
}
