package io.github.privatedatasets.archive.tar;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Where the data of a sparse file lies; between is nothing but zeros. */
final class SparseMap {
    /** As many as 16 MB of memory hold. */
    static final int MAX_EXTENTS = 1 << 20;

    private final long sizeBytes;
    private long[] numbers = new long[16];
    private int count;
    private long dataBytes;
    private long end;

    SparseMap(long sizeBytes) {
        this.sizeBytes = sizeBytes;
    }

    /** Adds the next piece of data, which must lie behind those before. */
    void add(long offset, long length) throws MalformedTarException {
        if (offset < end || length < 0 || offset > sizeBytes || length > sizeBytes - offset) {
            throw new MalformedTarException("the map of a sparse file is out of order or beyond its size");
        }
        if (count == 2 * MAX_EXTENTS) {
            throw tooManyPieces();
        }
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * count);
        }
        numbers[count++] = offset;
        numbers[count++] = length;
        end = offset + length;
        dataBytes += length;
    }

    static MalformedTarException tooManyPieces() {
        return new MalformedTarException("a sparse file has more than " + MAX_EXTENTS + " pieces");
    }

    /** Returns how many bytes of data there are. */
    long dataBytes() {
        return dataBytes;
    }

    /** Returns the whole file: its data where it belongs, and zeros between. */
    InputStream fill(InputStream data) {
        return new InputStream() {
            private long position;
            private int next;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                while (next < count && position >= numbers[next] + numbers[next + 1]) {
                    next += 2;
                }
                long hole = (next < count ? numbers[next] : sizeBytes) - position;
                if (hole > 0) {
                    int zeros = (int) Math.min(hole, length);
                    Arrays.fill(buffer, offset, offset + zeros, (byte) 0);
                    position += zeros;
                    return zeros;
                }
                if (next == count) {
                    return -1;
                }
                long left = numbers[next] + numbers[next + 1] - position;
                int read = data.read(buffer, offset, (int) Math.min(left, length));
                position += Math.max(read, 0);
                return read;
            }
        };
    }
}
