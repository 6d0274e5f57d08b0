// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.tar;

import io.github.privatedatasets.archive.bzip2.Bzip2Decoder;
import io.github.privatedatasets.archive.deflate.DeflateDecoder;
import io.github.privatedatasets.archive.pipeline.Interruption;
import io.github.privatedatasets.archive.pipeline.ReadAheadStream;
import io.github.privatedatasets.archive.xz.XzDecoder;
import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.spi.ArchiveContent;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.spi.EntrySink;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Expands tars, plain or compressed, front to back from the store.
 *
 * <p>A tar may lack the zeros that end it, and compressed data may be followed by something that is none: each by itself is taken as tar and the
 * decompressors take it. Both together are refused: so looks what has lost its rest, since the header of a member in between was damaged.
 */
public final class TarExtractor implements ArchiveExtractor {
    private static final int READ_AHEAD_BYTES = 1 << 16;

    private final TarCodec codec;
    private final TarLimits limits;
    private final boolean parallel;

    /**
     * Makes an extractor that takes at most so much memory for xz, and decodes at most so many blocks at a time where the format has blocks.
     *
     * @param deflate makes the decoder for so many compressed bytes
     */
    public TarExtractor(
            int xzMemoryLimitKib,
            int parallelism,
            LongFunction<DeflateDecoder> deflate,
            Bzip2Decoder bzip2,
            XzDecoder xz,
            TarLimits limits) {
        this.codec = new TarCodec(xzMemoryLimitKib, parallelism, deflate, bzip2, xz);
        this.limits = limits;
        this.parallel = parallelism > 1;
    }

    @Override
    public Set<String> suffixes() {
        return Set.of(".tar", ".tar.bz2", ".tar.gz", ".tar.gz2", ".tar.xz", ".tbz", ".tbz2", ".tgz", ".txz");
    }

    @Override
    public void extract(ArchiveContent archive, EntrySink sink, Executor workers)
            throws IOException, InterruptedException {
        AtomicBoolean passedOver = new AtomicBoolean();
        Consumer<String> warnings = warning -> {
            passedOver.set(true);
            sink.warn(warning);
        };
        try (InputStream raw = archive.openStream();
                BufferedInputStream encoded = new BufferedInputStream(raw, READ_AHEAD_BYTES);
                InputStream decoded =
                        new ReadAheadStream(codec.decode(archive, encoded, workers, warnings), raw, workers);
                SmallFiles small = new SmallFiles(sink, workers, SmallFiles.SLOW_NANOS)) {
            TarReader tar = new TarReader(archive.name(), decoded, limits, sink);
            for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted at the entry " + entry.path());
                }
                small.await(entry);
                if (parallel && entry.isDenseFile() && tar.left() <= SmallFiles.MAX_BYTES) {
                    small.write(entry, tar.content(), (int) tar.left());
                } else {
                    deliver(entry, tar.content(), sink);
                }
            }
            if (passedOver.get() && !tar.isEnded()) {
                throw new CorruptArchiveException(
                        archive.name(),
                        "it ends without the zeros that end a tar, and what follows the compressed data is none: it may be the rest, damaged",
                        null);
            }
            small.finish();
            // The decoder need not have read to the end; only the last byte proves the bytes.
            encoded.transferTo(OutputStream.nullOutputStream());
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            throw Interruption.of(e);
        }
    }

    private static void deliver(TarEntry entry, InputStream content, EntrySink sink) throws IOException {
        switch (entry.kind()) {
            case FILE -> {
                SparseMap map = entry.map();
                if (map == null) {
                    sink.file(entry.path(), entry.attributes(), content);
                } else {
                    sink.sparseFile(entry.path(), entry.attributes(), map.sizeBytes(), map.extents(), content);
                }
            }
            case DIRECTORY -> sink.directory(entry.path(), entry.attributes());
            case SYMBOLIC_LINK -> sink.symbolicLink(entry.path(), entry.target());
            case HARD_LINK -> sink.hardLink(entry.path(), entry.target());
            case REFUSED -> sink.refuse(entry.path(), entry.target());
        }
    }
}
