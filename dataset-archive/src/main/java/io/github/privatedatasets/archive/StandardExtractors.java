package io.github.privatedatasets.archive;

import io.github.privatedatasets.spi.ArchiveExtractor;
import java.util.List;

/** The extractors for {@code .zip} and {@code .tar}, plain or compressed with gzip, bzip2 or xz, under all their usual suffixes. */
public final class StandardExtractors {
    /** What {@code xz -9} needs is 65 MiB; the largest dictionary a file may ask for is 4 GiB. */
    private static final int MAX_XZ_MEMORY_KIB = 128 << 10;

    /** More than the processors, since a worker also waits for the store; each has a connection to it. */
    private static final int ZIP_PARALLELISM =
            Math.min(8, 2 * Runtime.getRuntime().availableProcessors());

    private StandardExtractors() {}

    /**
     * Returns all of them. Each is stateless and thread-safe.
     *
     * <p>Memory is bounded for each archive that is being expanded: 130 MiB for xz, but no more than three quarters of the
     * heap and 2 MiB; 11 MiB for any other tar; for a zip 1 MiB, or 6 MiB where entries are bzip2, for each of its workers, of
     * whom there are two for each processor and at most 8, and up to half of the heap for its directory.
     */
    public static List<ArchiveExtractor> all() {
        return List.of(
                new ZipExtractor(ZIP_PARALLELISM),
                new TarExtractor(
                        new TarCodec(xzMemoryLimitKib(Runtime.getRuntime().maxMemory()))));
    }

    // The decoder takes all of it when it meets the header: a hundred bytes can ask for it.
    static int xzMemoryLimitKib(long heapBytes) {
        return (int) Math.min(MAX_XZ_MEMORY_KIB, heapBytes / 1024 / 4 * 3);
    }
}
