package io.github.privatedatasets.archive;

import io.github.privatedatasets.spi.ArchiveExtractor;
import java.util.List;

/** The extractors for {@code .zip} and {@code .tar}, plain or compressed with gzip, bzip2 or xz, under all their usual suffixes. */
public final class StandardExtractors {
    /** What {@code xz -9} needs is 65 MiB; the largest dictionary a file may ask for is 4 GiB. */
    private static final int MAX_XZ_MEMORY_KIB = 128 << 10;

    private StandardExtractors() {}

    /**
     * Returns all of them. Each is stateless and thread-safe.
     *
     * <p>Memory is bounded for each archive that is being expanded: 130 MiB for xz, but no more than three quarters of the
     * heap and 2 MiB; half of the heap for a zip's directory; and 11 MiB for anything else.
     */
    public static List<ArchiveExtractor> all() {
        return List.of(
                new ZipExtractor(),
                new TarExtractor(
                        new TarCodec(xzMemoryLimitKib(Runtime.getRuntime().maxMemory()))));
    }

    // The decoder takes all of it when it meets the header: a hundred bytes can ask for it.
    static int xzMemoryLimitKib(long heapBytes) {
        return (int) Math.min(MAX_XZ_MEMORY_KIB, heapBytes / 1024 / 4 * 3);
    }
}
