// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.zip;

import io.github.privatedatasets.archive.bzip2.Bzip2Decoder;
import io.github.privatedatasets.archive.deflate.DeflateDecoder;
import io.github.privatedatasets.archive.pipeline.Interruption;
import io.github.privatedatasets.spi.ArchiveContent;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.spi.EntrySink;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongFunction;

/**
 * Expands zips by their central directory: the entries in parallel, straight from the store by ranged reads of some 8 MiB.
 *
 * <p>The directory is what counts; where an entry's own header, the directory or the end records contradict one another, the
 * archive is refused. So are entries that share bytes, have one name (but directories, of which the first counts; a slash alone is the root), are encrypted, or hold more or less than they say. An
 * archive without entries is an empty tree. A FIFO that has content is the file that it was when it was packed; what a directory claims
 * as content is passed over. What stands before the zip, or behind it, is passed over with a warning, and so, without one, is what stands between
 * its entries. But where another zip stands before it, such as the one that holds it and was cut short, or an unfinished one behind it, the archive is refused.
 *
 * <p><b>Limits.</b> Memory: at most 400 KiB for each worker, and 9 MiB more for one that decodes bzip2 (14 of data made to need them, or with
 * the library's decoder); and the directory, as much as it is given. Neither grows with the entries' sizes.
 */
public final class ZipExtractor implements ArchiveExtractor {
    private final int parallelism;
    private final long directoryBytes;
    private final LongFunction<DeflateDecoder> deflate;
    private final Bzip2Decoder bzip2;

    /** Makes an extractor in which at most so many threads expand one archive, the caller and workers, and whose directory takes at most half of the heap. */
    public ZipExtractor(int parallelism) {
        this(parallelism, Runtime.getRuntime().maxMemory() / 2, DeflateDecoder::suitedTo, Bzip2Decoder.BUILT_IN);
    }

    /**
     * Makes an extractor in which at most so many threads expand one archive, the caller and workers, and whose directory takes at most so much memory.
     *
     * @param deflate makes the decoder for so many compressed bytes
     */
    public ZipExtractor(
            int parallelism, long directoryBytes, LongFunction<DeflateDecoder> deflate, Bzip2Decoder bzip2) {
        this.parallelism = parallelism;
        this.directoryBytes = directoryBytes;
        this.deflate = deflate;
        this.bzip2 = bzip2;
    }

    @Override
    public Set<String> suffixes() {
        return Set.of(".zip");
    }

    @Override
    public void extract(ArchiveContent archive, EntrySink sink, Executor workers)
            throws IOException, InterruptedException {
        try {
            ZipDirectory directory = ZipDirectory.read(archive, directoryBytes);
            BitSet passedOver = ZipJudgement.refuse(directory, sink);
            List<ZipRun> runs = ZipRun.plan(directory, parallelism);
            new ZipExpansion(archive, directory, passedOver, sink, runs, deflate, bzip2)
                    .run(workers, Math.min(parallelism, runs.size()) - 1);
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            throw Interruption.of(e);
        }
    }
}
