// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.tar;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads where the data of a sparse file lies, in each of the four ways there are: in GNU's own header and blocks behind it; in records of an extended
 * header, one a number (0.0) or one for all (0.1); or in text before the data (1.0).
 */
final class SparseMapReader {
    private static final int HEADER_EXTENTS = 4;
    private static final int BLOCK_EXTENTS = 21;

    private final TarInput tar;
    private final int maxExtents;

    SparseMapReader(TarInput tar, int maxExtents) {
        this.tar = tar;
        this.maxExtents = maxExtents;
    }

    /** Returns the map, if an extended header says that the file is sparse. The data is the entry's content from here on. */
    @Nullable
    SparseMap ofPax(PaxRecords pax, TarHeader header) throws IOException, MalformedTarException {
        Long major = pax.number("GNU.sparse.major");
        if (major != null && major > 0) {
            Long size = pax.number("GNU.sparse.realsize");
            SparseMap map = new SparseMap(size == null ? header.size() : size, maxExtents);
            readText(map);
            return matched(map);
        }
        List<Long> numbers = pax.sparseNumbers(maxExtents);
        Long size = pax.number("GNU.sparse.size");
        if (numbers.isEmpty() && size == null) {
            return null;
        }
        SparseMap map = new SparseMap(size == null ? tar.left() : size, maxExtents);
        if (numbers.size() % 2 != 0) {
            throw new MalformedTarException("the map of a sparse file is cut short");
        }
        for (int i = 0; i < numbers.size(); i += 2) {
            map.add(numbers.get(i), numbers.get(i + 1));
        }
        return matched(map);
    }

    /** Lines of text, padded to a block. */
    private void readText(SparseMap map) throws IOException, MalformedTarException {
        long before = tar.left();
        InputStream text = tar.content();
        long extents = readLine(text);
        for (long i = 0; i < extents; i++) {
            long offset = readLine(text);
            map.add(offset, readLine(text));
        }
        tar.skipToBlock(before - tar.left());
    }

    private static long readLine(InputStream text) throws IOException, MalformedTarException {
        long number = 0;
        for (int digits = 0; digits < 19; digits++) {
            int c = text.read();
            if (c == '\n' && digits > 0) {
                return number;
            }
            if (c < '0' || c > '9') {
                break;
            }
            number = number * 10 + (c - '0');
        }
        throw new MalformedTarException("the map of a sparse file holds something that is no number");
    }

    /** Returns the map of an entry of GNU's own type, {@code S}. */
    SparseMap ofGnu(TarHeader header) throws IOException, MalformedTarException {
        SparseMap map = new SparseMap(header.number(483, 12, "real size"), maxExtents);
        boolean full = addExtents(map, header, 386, HEADER_EXTENTS);
        boolean more = header.at(482) != 0;
        while (more) {
            if (!full) {
                // Else a tar of nothing but such blocks, which compress to nothing, would be read for days.
                throw new MalformedTarException("the map of a sparse file goes on behind its end");
            }
            byte[] block = tar.block();
            if (block.length < TarHeader.BLOCK_BYTES) {
                throw new MalformedTarException("the tar ends within the map of a sparse file");
            }
            TarHeader extension = new TarHeader(block);
            full = addExtents(map, extension, 0, BLOCK_EXTENTS);
            more = extension.at(504) != 0;
        }
        return matched(map);
    }

    /** Returns whether there were as many as fit. */
    private static boolean addExtents(SparseMap map, TarHeader block, int from, int count)
            throws MalformedTarException {
        for (int i = 0; i < count; i++) {
            if (block.at(from + 24 * i) == 0) {
                return false;
            }
            map.add(
                    block.number(from + 24 * i, 12, "sparse offset"),
                    block.number(from + 24 * i + 12, 12, "sparse length"));
        }
        return true;
    }

    private SparseMap matched(SparseMap map) throws MalformedTarException {
        if (map.dataBytes() != tar.left()) {
            throw new MalformedTarException(
                    "a sparse file has " + tar.left() + " bytes of data, its map says " + map.dataBytes());
        }
        return map;
    }
}
