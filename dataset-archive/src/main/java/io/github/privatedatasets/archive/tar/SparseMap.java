// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.tar;

import io.github.privatedatasets.spi.Extent;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Where the data of a sparse file lies; between is nothing but zeros. */
final class SparseMap {
    private final long sizeBytes;
    private final int maxExtents;
    private long[] numbers = new long[16];
    private int count;
    private long dataBytes;
    private long end;

    SparseMap(long sizeBytes, int maxExtents) throws MalformedTarException {
        if (sizeBytes < 0) {
            throw new MalformedTarException("the size of a sparse file is negative");
        }
        this.sizeBytes = sizeBytes;
        this.maxExtents = maxExtents;
    }

    /** Adds the next piece of data, which must lie behind those before. */
    void add(long offset, long length) throws MalformedTarException {
        if (offset < end || length < 0 || offset > sizeBytes || length > sizeBytes - offset) {
            throw new MalformedTarException("the map of a sparse file is out of order or beyond its size");
        }
        if (count / 2 == maxExtents) {
            throw tooManyPieces(maxExtents);
        }
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * count);
        }
        numbers[count++] = offset;
        numbers[count++] = length;
        end = offset + length;
        dataBytes += length;
    }

    static MalformedTarException tooManyPieces(int limit) {
        return new MalformedTarException("a sparse file has more than " + limit
                + " pieces, which is the limit (StandardExtractors' maxSparseExtents)");
    }

    /** Returns how many bytes of data there are. */
    long dataBytes() {
        return dataBytes;
    }

    /** Returns the file's length, holes included. */
    long sizeBytes() {
        return sizeBytes;
    }

    /** Returns the pieces, as a view: a list of a million of them would take 32 MB more. */
    List<Extent> extents() {
        return new Extents();
    }

    private final class Extents extends AbstractList<Extent> {
        @Override
        public Extent get(int index) {
            Objects.checkIndex(index, count / 2);
            return new Extent(numbers[2 * index], numbers[2 * index + 1]);
        }

        @Override
        public int size() {
            return count / 2;
        }
    }
}
