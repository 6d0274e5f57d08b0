// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import io.github.privatedatasets.spi.ArchiveContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** An archive in a local file, which nobody changes while it is read. */
public final class LocalArchive implements ArchiveContent {
    private final Path file;
    private final long sizeBytes;

    private LocalArchive(Path file, long sizeBytes) {
        this.file = file;
        this.sizeBytes = sizeBytes;
    }

    /** Looks at the file; an {@code IOException} if it is not there. */
    public static LocalArchive at(Path file) throws IOException {
        return new LocalArchive(file, Files.size(file));
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public InputStream openStream() throws IOException {
        return Files.newInputStream(file);
    }

    @Override
    public InputStream openRange(long offset, long length) throws IOException {
        Objects.checkFromIndexSize(offset, length, sizeBytes);
        SeekableByteChannel channel = openChannel();
        channel.position(offset);
        return new BoundedStream(Channels.newInputStream(channel), length);
    }

    @Override
    public SeekableByteChannel openChannel() throws IOException {
        return Files.newByteChannel(file);
    }
}
