package io.github.privatedatasets.archive;

import io.github.privatedatasets.spi.ArchiveContent;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.spi.EntrySink;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.Executor;

/** Expands tars, plain or compressed, front to back from the store. */
final class TarExtractor implements ArchiveExtractor {
    private static final int READ_AHEAD_BYTES = 1 << 16;

    private final TarCodec codec;

    TarExtractor(TarCodec codec) {
        this.codec = codec;
    }

    @Override
    public Set<String> suffixes() {
        return Set.of(".tar", ".tar.bz2", ".tar.gz", ".tar.gz2", ".tar.xz", ".tbz", ".tbz2", ".tgz", ".txz");
    }

    @Override
    public void extract(ArchiveContent archive, EntrySink sink, Executor workers)
            throws IOException, InterruptedException {
        try (InputStream raw = archive.openStream();
                BufferedInputStream encoded = new BufferedInputStream(raw, READ_AHEAD_BYTES);
                InputStream decoded = new ReadAheadStream(codec.decode(archive, encoded, workers), workers)) {
            TarReader tar = new TarReader(archive.name(), decoded);
            for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                deliver(entry, tar.content(), sink);
            }
            // The decoder need not have read to the end; only the last byte proves the bytes.
            encoded.transferTo(OutputStream.nullOutputStream());
        } catch (InterruptedIOException e) {
            throw interrupted(e);
        }
    }

    private static void deliver(TarEntry entry, InputStream content, EntrySink sink)
            throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted at the entry " + entry.path());
        }
        switch (entry.kind()) {
            case FILE -> sink.file(entry.path(), entry.attributes(), content);
            case DIRECTORY -> sink.directory(entry.path(), entry.attributes());
            case SYMBOLIC_LINK -> sink.symbolicLink(entry.path(), entry.target());
            case HARD_LINK -> sink.hardLink(entry.path(), entry.target());
            case REFUSED -> sink.refuse(entry.path(), entry.target());
        }
    }

    /** Returns what an interrupted read or write is to the caller; one that only timed out stays an {@code IOException}. */
    static InterruptedException interrupted(InterruptedIOException e) throws InterruptedIOException {
        if (!Thread.interrupted()) {
            throw e;
        }
        InterruptedException interrupted = new InterruptedException(e.getMessage());
        interrupted.initCause(e);
        return interrupted;
    }
}
