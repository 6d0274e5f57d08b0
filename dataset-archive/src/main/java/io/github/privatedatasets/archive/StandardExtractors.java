// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive;

import io.github.privatedatasets.archive.bzip2.Bzip2Decoder;
import io.github.privatedatasets.archive.deflate.DeflateDecoder;
import io.github.privatedatasets.archive.tar.TarExtractor;
import io.github.privatedatasets.archive.tar.TarLimits;
import io.github.privatedatasets.archive.xz.XzDecoder;
import io.github.privatedatasets.archive.zip.ZipExtractor;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spi.ArchiveExtractor;
import java.util.List;
import java.util.function.LongFunction;

/** The extractors for {@code .zip} and {@code .tar}, plain or compressed with gzip, bzip2 or xz, under all their usual suffixes. */
public final class StandardExtractors {
    /** What {@code xz -9} needs is 65 MiB; the largest dictionary a file may ask for is 4 GiB. */
    private static final ByteSize XZ_MEMORY = ByteSize.parse("128Mi");

    /** Real ones have kilobytes; a map of holes may have more. */
    private static final ByteSize EXTENDED_HEADER = ByteSize.parse("8Mi");

    private static final int SPARSE_EXTENTS = 1 << 20;

    /** Tapes and images are padded, but a bomb must end. */
    private static final ByteSize IGNORED = ByteSize.parse("1Gi");

    private static final long BZIP2_ENTRY_BYTES = 10 << 20;

    /** More threads hardly help: the file system and the store are slower by then. */
    private static final int MAX_PARALLELISM = 8;

    private StandardExtractors() {}

    /**
     * Returns all of them, with the defaults of {@link #builder}. Each is stateless and thread-safe.
     *
     * <p>Memory is bounded for each archive that is being expanded: 130 MiB for xz of one block, but no more than five eighths of the
     * heap and 2 MiB; a quarter of the heap, at most 512 MiB, for xz of several; about 10 MiB for bzip2 and as much for each block that is
     * decoded at a time, of which there are fewer where they would take half of the heap; 11 MiB for any other tar, and for each tar 8 MiB more where small files are slow to write; for
     * a zip 1 MiB, or 10 MiB where entries are bzip2, for each thread that decodes, of which there are fewer where 10 MiB each would be half of the heap, and up to
     * half of the heap for its directory.
     */
    public static List<ArchiveExtractor> all() {
        return builder().build();
    }

    // The decoder takes all of it when it meets the header: a hundred bytes can ask for it. It is one array, which must
    // fit into what the serial and the
    // parallel collector leave beside their young generation: two thirds, less what else is there.
    static ByteSize defaultXzMemory(long heapBytes) {
        return ByteSize.ofBytes(Math.min(XZ_MEMORY.bytes(), heapBytes / 8 * 5));
    }

    /** Returns how many entries of a zip to read at a time: an entry may be bzip2, whoever packed it chose. */
    static int zipThreads(int parallelism, long heapBytes) {
        return (int) Math.max(1, Math.min(2L * parallelism, heapBytes / 2 / BZIP2_ENTRY_BYTES));
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects what the extractors go by; not thread-safe. Every method returns this builder. */
    public static final class Builder {
        private int parallelism = Math.min(Runtime.getRuntime().availableProcessors(), MAX_PARALLELISM);
        private ByteSize xzMemory = defaultXzMemory(Runtime.getRuntime().maxMemory());
        private ByteSize zipDirectoryMemory =
                ByteSize.ofBytes(Runtime.getRuntime().maxMemory() / 2);
        private ByteSize extendedHeader = EXTENDED_HEADER;
        private int sparseExtents = SPARSE_EXTENTS;
        private ByteSize ignored = IGNORED;
        private boolean libraryDecoders;

        private Builder() {}

        /**
         * Sets how many workers decode blocks of a bzip2 or xz archive beside the thread that reads; twice as many entries of a zip are read at a time, since those
         * also wait for the store. Without, one for each processor, at most 8.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder parallelism(int workers) {
            parallelism = positive("parallelism", workers);
            return this;
        }

        /** Sets how much memory one decoder of xz may take, which is the dictionary that the data asks for; 128 MiB, and five eighths of the heap, without. */
        public Builder xzMemory(ByteSize memory) {
            xzMemory = memory;
            return this;
        }

        /** Sets how long the extended headers and long names before one entry of a tar may be, all together; 8 MiB without. They are held in memory. */
        public Builder maxExtendedHeader(ByteSize size) {
            extendedHeader = size;
            return this;
        }

        /**
         * Sets how many pieces of data a sparse file of a tar may have; 1,048,576 without. Each takes 16 bytes of memory, and up to 48 more while its map is read.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder maxSparseExtents(int extents) {
            sparseExtents = positive("maxSparseExtents", extents);
            return this;
        }

        /** Sets how many bytes of a tar that are no entry's may be read and dropped, such as those after its end; 1 GiB without. */
        public Builder maxIgnored(ByteSize size) {
            ignored = size;
            return this;
        }

        /** Sets how much memory the directory of a zip may take, some 130 bytes an entry besides its name; half of the heap without. */
        public Builder zipDirectoryMemory(ByteSize memory) {
            zipDirectoryMemory = memory;
            return this;
        }

        /**
         * Sets whether deflate data is always decoded by {@link java.util.zip.Inflater}, bzip2 by Commons Compress and xz by XZ for Java, which is
         * not told where blocks begin, more slowly, in place of the decoders built in here, which take the same data and give the same bytes; not, without.
         */
        public Builder libraryDecoders(boolean wanted) {
            libraryDecoders = wanted;
            return this;
        }

        private static int positive(String option, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(option + " must be at least 1, is " + value);
            }
            return value;
        }

        /** Returns the extractors. */
        public List<ArchiveExtractor> build() {
            LongFunction<DeflateDecoder> deflate =
                    libraryDecoders ? size -> DeflateDecoder.library() : DeflateDecoder::suitedTo;
            Bzip2Decoder bzip2 = libraryDecoders ? Bzip2Decoder.COMMONS_COMPRESS : Bzip2Decoder.BUILT_IN;
            XzDecoder xz = libraryDecoders ? XzDecoder.XZ_FOR_JAVA : XzDecoder.BUILT_IN;
            int xzMemoryLimitKib = (int) Math.min(Integer.MAX_VALUE, xzMemory.bytes() / 1024);
            return List.of(
                    new ZipExtractor(
                            zipThreads(parallelism, Runtime.getRuntime().maxMemory()),
                            zipDirectoryMemory.bytes(),
                            deflate,
                            bzip2),
                    new TarExtractor(
                            xzMemoryLimitKib,
                            parallelism,
                            deflate,
                            bzip2,
                            xz,
                            new TarLimits(extendedHeader, sparseExtents, ignored)));
        }
    }
}
