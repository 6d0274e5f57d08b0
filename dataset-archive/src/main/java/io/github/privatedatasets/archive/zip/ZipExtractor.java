package io.github.privatedatasets.archive.zip;

import io.github.privatedatasets.archive.pipeline.Interruption;
import io.github.privatedatasets.spi.ArchiveContent;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.spi.EntrySink;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Expands zips by their central directory: the entries in parallel, straight from the store by ranged reads of some 8 MiB.
 *
 * <p>The directory is what counts; where an entry's own header, the directory or the end records contradict one another, the
 * archive is refused. So are entries that share bytes, have one name, are encrypted, or hold more or less than they say. An
 * archive without entries is an empty tree. A FIFO that has content is the file that it was when it was packed; what a directory claims
 * as content is passed over. What stands before the zip, behind it, or between its entries is passed over.
 *
 * <p><b>Limits.</b> Memory: at most 400 KiB for each worker, and 5 MiB more for one that decodes bzip2; and the directory, as much as it is
 * given. Neither grows with the entries' sizes.
 */
public final class ZipExtractor implements ArchiveExtractor {
    private final int parallelism;
    private final long directoryBytes;

    /** Makes an extractor in which at most so many threads expand one archive, the caller and workers, and whose directory takes at most half of the heap. */
    public ZipExtractor(int parallelism) {
        this(parallelism, Runtime.getRuntime().maxMemory() / 2);
    }

    /** Makes an extractor in which at most so many threads expand one archive, the caller and workers, and whose directory takes at most so much memory. */
    public ZipExtractor(int parallelism, long directoryBytes) {
        this.parallelism = parallelism;
        this.directoryBytes = directoryBytes;
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
            BitSet refused = ZipJudgement.refuse(directory, sink);
            List<ZipRun> runs = ZipRun.plan(directory, parallelism);
            new ZipExpansion(archive, directory, refused, sink, runs)
                    .run(workers, Math.min(parallelism, runs.size()) - 1);
        } catch (InterruptedIOException e) {
            throw Interruption.of(e);
        }
    }
}
