package io.github.privatedatasets.archive;

import io.github.privatedatasets.spi.ArchiveExtractor;
import java.util.List;

/** The extractors for {@code .zip} and {@code .tar}, plain or compressed with gzip, bzip2 or xz, under all their usual suffixes. */
public final class StandardExtractors {
    /** What {@code xz -9} needs is 65 MiB; the largest dictionary a file may ask for is 4 GiB. */
    private static final int XZ_MEMORY_LIMIT_KIB = 128 << 10;

    private StandardExtractors() {}

    /**
     * Returns all of them. Each is stateless and thread-safe.
     *
     * <p>Memory is bounded for each archive that is being expanded: 130 MiB for xz, 11 MiB for anything else, and half of the
     * heap for a zip's directory.
     */
    public static List<ArchiveExtractor> all() {
        return List.of(new ZipExtractor(), new TarExtractor(new TarCodec(XZ_MEMORY_LIMIT_KIB)));
    }
}
