package io.github.privatedatasets.archive;

import io.github.privatedatasets.archive.tar.TarExtractor;
import io.github.privatedatasets.archive.zip.ZipExtractor;
import io.github.privatedatasets.spi.ArchiveExtractor;
import java.util.List;

/** The extractors for {@code .zip} and {@code .tar}, plain or compressed with gzip, bzip2 or xz, under all their usual suffixes. */
public final class StandardExtractors {
    /** What {@code xz -9} needs is 65 MiB; the largest dictionary a file may ask for is 4 GiB. */
    private static final int MAX_XZ_MEMORY_KIB = 128 << 10;

    /** More threads hardly help: the file system and the store are slower by then. */
    private static final int MAX_PARALLELISM = 8;

    private StandardExtractors() {}

    /**
     * Returns all of them. Each is stateless and thread-safe.
     *
     * <p>Memory is bounded for each archive that is being expanded: 130 MiB for xz of one block, but no more than three quarters of the
     * heap and 2 MiB; a quarter of the heap, at most 512 MiB, for xz of several; 12 MiB for bzip2 and 10 MiB more for each block that is
     * decoded at a time; 11 MiB for any other tar; for a zip 1 MiB, or 6 MiB where entries are bzip2, for each thread that decodes, and
     * up to half of the heap for its directory.
     */
    public static List<ArchiveExtractor> all() {
        return all(Math.min(Runtime.getRuntime().availableProcessors(), MAX_PARALLELISM));
    }

    /**
     * Returns all of them. So many workers decode blocks of a bzip2 or xz archive beside the thread that reads, and twice as many entries of a zip,
     * since those also wait for the store; {@link #all()} takes one for each processor, at most 8.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public static List<ArchiveExtractor> all(int parallelism) {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism must be at least 1, is " + parallelism);
        }
        int xzMemoryLimitKib = xzMemoryLimitKib(Runtime.getRuntime().maxMemory());
        return List.of(new ZipExtractor(2 * parallelism), new TarExtractor(xzMemoryLimitKib, parallelism));
    }

    // The decoder takes all of it when it meets the header: a hundred bytes can ask for it.
    static int xzMemoryLimitKib(long heapBytes) {
        return (int) Math.min(MAX_XZ_MEMORY_KIB, heapBytes / 1024 / 4 * 3);
    }
}
