// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.tar;

import io.github.privatedatasets.archive.bzip2.Bzip2Decoder;
import io.github.privatedatasets.archive.bzip2.Bzip2Stream;
import io.github.privatedatasets.archive.deflate.DeflateDecoder;
import io.github.privatedatasets.archive.deflate.GzipStream;
import io.github.privatedatasets.archive.format.FirstBytes;
import io.github.privatedatasets.archive.xz.XzDecoder;
import io.github.privatedatasets.archive.xz.XzIndex;
import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.spi.ArchiveContent;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** Decodes the stream around a tar. The first bytes choose how, since names lie: {@code .tar.gz2} is bzip2 or gzip. */
final class TarCodec {
    private static final int LOOKED_AT = TarHeader.BLOCK_BYTES;

    /** Below this, a second request takes longer than decoding it all on one thread. */
    private static final int MIN_INDEXED_BYTES = 1 << 18;

    private final int xzMemoryLimitKib;
    private final int parallelism;
    private final LongFunction<DeflateDecoder> deflate;
    private final Bzip2Decoder bzip2;
    private final XzDecoder xz;

    /** Decodes with at most so much memory for xz, and at most so many blocks at a time where the format has blocks. */
    TarCodec(
            int xzMemoryLimitKib,
            int parallelism,
            LongFunction<DeflateDecoder> deflate,
            Bzip2Decoder bzip2,
            XzDecoder xz) {
        this.xzMemoryLimitKib = xzMemoryLimitKib;
        this.parallelism = parallelism;
        this.deflate = deflate;
        this.bzip2 = bzip2;
        this.xz = xz;
    }

    /**
     * Returns the tar's own bytes. Reads the archive's end first if its name ends in {@code xz}: an index is there, without which xz is decoded on one thread. The warnings are all of bytes that are passed over. The stream throws only {@code DatasetException}s and {@code InterruptedIOException}.
     *
     * @throws CorruptArchiveException if it is no tar, nor anything known around one; the message says what it looks like
     */
    InputStream decode(ArchiveContent content, BufferedInputStream encoded, Executor workers, Consumer<String> warnings)
            throws IOException, InterruptedException {
        String archive = content.name();
        // Before the stream is read: who holds a connection must not wait for another, where there is only one.
        boolean indexed = xz == XzDecoder.BUILT_IN
                && archive.toLowerCase(Locale.ROOT).endsWith("xz")
                && content.sizeBytes() >= MIN_INDEXED_BYTES;
        XzIndex index = indexed ? XzIndex.read(content) : null;
        encoded.mark(LOOKED_AT);
        byte[] first = encoded.readNBytes(LOOKED_AT);
        encoded.reset();
        if (startsWith(first, 0x1f, 0x8b)) {
            return DecodedStream.of(
                    archive, "gzip", encoded, in -> new GzipStream(in, deflate.apply(content.sizeBytes()), warnings));
        }
        if (startsWith(first, 'B', 'Z', 'h')) {
            return DecodedStream.of(
                    archive, "bzip2", encoded, in -> new Bzip2Stream(in, workers, parallelism, bzip2, warnings));
        }
        if (startsWith(first, 0xfd, '7', 'z', 'X', 'Z', 0)) {
            return DecodedStream.of(
                    archive, "xz", encoded, in -> xz.open(in, index, xzMemoryLimitKib, workers, parallelism));
        }
        if (TarHeader.isPlausible(first)) {
            return DecodedStream.of(archive, "tar", encoded, in -> in);
        }
        throw new CorruptArchiveException(
                archive, "it is no tar, plain or compressed: " + FirstBytes.describe(first), null);
    }

    private static boolean startsWith(byte[] bytes, int... start) {
        byte[] expected = new byte[start.length];
        for (int i = 0; i < start.length; i++) {
            expected[i] = (byte) start[i];
        }
        return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, expected, 0, start.length);
    }
}
