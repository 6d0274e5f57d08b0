// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.zip;

import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.spi.ArchiveContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A zip's central directory in memory, as the archive has it, with its entries in the order in which they lie.
 *
 * <p>Immutable. It takes the directory's own bytes, and {@value #MEMORY_PER_ENTRY} bytes for each entry while it is made and judged.
 */
final class ZipDirectory {
    /** What an entry's own header, and its name, take at least. */
    static final int LOCAL_HEADER_BYTES = 30;

    /** An index and an offset, and a boxed index in two arrays while they are sorted; a hash while names are compared. */
    private static final int MEMORY_PER_ENTRY = 60;

    /** What may stand behind the last entry: nobody checks it. */
    private static final int DIGITAL_SIGNATURE = 0x05054b50;

    private final String archive;
    private final ZipEnd end;
    private final ByteBuffer bytes;
    private final int[] headers;
    private final long[] offsets;

    private ZipDirectory(String archive, ZipEnd end, ByteBuffer bytes, int count) throws CorruptArchiveException {
        this.archive = archive;
        this.end = end;
        this.bytes = bytes;
        headers = new int[count];
        offsets = new long[count];
        int at = 0;
        for (int i = 0; i < count; i++) {
            headers[i] = at;
            offsets[i] = placeOf(at);
            at += ZipHeader.length(bytes, at);
        }
        sort();
    }

    /**
     * Reads the directory, which the archive's end tells where to find: by one request, or two if it is large.
     *
     * @param allowedMemory how many bytes it may take
     * @throws CorruptArchiveException if there is none, or it is not as the archive's end says
     * @throws UnsupportedDatasetException if it takes more
     */
    static ZipDirectory read(ArchiveContent archive, long allowedMemory) throws IOException, InterruptedException {
        ZipTail tail = ZipTail.read(archive, ZipEnd.TAIL_BYTES);
        ZipEnd end = ZipEnd.read(archive, tail);
        requireMemory(archive.name(), end.sizeBytes(), Math.min(allowedMemory, Integer.MAX_VALUE - 8));
        ByteBuffer bytes = tail.from(archive, end.start(), (int) end.sizeBytes());
        int count = count(archive.name(), end, bytes);
        end.requireNoOtherZip(archive);
        requireMemory(archive.name(), end.sizeBytes() + (long) count * MEMORY_PER_ENTRY, allowedMemory);
        return new ZipDirectory(archive.name(), end, bytes, count);
    }

    /** Counts the entries, and not as claimed: so that it is known whether they fit into memory. */
    private static int count(String archive, ZipEnd end, ByteBuffer bytes) throws CorruptArchiveException {
        int count = 0;
        long at = 0;
        while (at <= bytes.capacity() - ZipHeader.BYTES && bytes.getInt((int) at) == ZipHeader.SIGNATURE) {
            at += ZipHeader.length(bytes, (int) at);
            count++;
        }
        if (at > bytes.capacity() || (count != end.entries() && (end.zip64() || (count & 0xffff) != end.entries()))) {
            throw new CorruptArchiveException(
                    archive, "its directory holds " + count + " entries, its end record says " + end.entries(), null);
        }
        boolean signed = at <= bytes.capacity() - Integer.BYTES && bytes.getInt((int) at) == DIGITAL_SIGNATURE;
        if (at < bytes.capacity() && !signed) {
            throw new CorruptArchiveException(
                    archive, "its directory holds " + (bytes.capacity() - at) + " bytes that are no entry", null);
        }
        if (count == 0 && end.start() > 0) {
            // As a forged end record says, to hide what another reader would find.
            throw new CorruptArchiveException(
                    archive, "it has no entries, and yet " + end.start() + " bytes before its directory", null);
        }
        return count;
    }

    private static void requireMemory(String archive, long needed, long allowed) throws UnsupportedDatasetException {
        if (needed > allowed) {
            throw new UnsupportedDatasetException(archive + " cannot be expanded here: its directory needs about "
                    + (needed >> 20) + " MiB of memory, " + (allowed >> 20)
                    + " MiB are allowed: give the JVM more (-Xmx) or raise the limit (StandardExtractors' zipDirectoryMemory), or pack it"
                    + " as a tar");
        }
    }

    private long placeOf(int at) throws CorruptArchiveException {
        ZipHeader header = new ZipHeader(archive, bytes, at);
        long offset = header.statedOffset() + end.prefixBytes();
        if (offset < 0 || offset > end.start() - LOCAL_HEADER_BYTES) {
            throw header.corrupt("lies beyond the archive's directory: it was cut short, or is damaged");
        }
        return offset;
    }

    private void sort() {
        boolean sorted = true; // as nearly every tool writes it
        for (int i = 1; i < offsets.length; i++) {
            sorted &= offsets[i - 1] <= offsets[i];
        }
        if (sorted) {
            return;
        }
        int[] order = IntStream.range(0, offsets.length)
                .boxed()
                .sorted(Comparator.comparingLong(i -> offsets[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] unsorted = headers.clone();
        Arrays.setAll(headers, i -> unsorted[order[i]]);
        Arrays.sort(offsets);
    }

    /** Returns how many bytes stand before the first entry, and are none of it. */
    long bytesBefore() {
        return offsets.length > 0 ? offsets[0] : 0;
    }

    /** Returns how many bytes stand behind the zip, and are none of it. */
    int bytesBehind() {
        return end.bytesBehind();
    }

    /** Returns how many entries there are. */
    int count() {
        return headers.length;
    }

    /** Returns the n-th entry, in the order in which they lie. */
    ZipHeader entry(int n) {
        try {
            return new ZipHeader(archive, bytes, headers[n]);
        } catch (CorruptArchiveException e) {
            throw new IllegalStateException("it could be read before", e);
        }
    }

    /** Returns where the n-th entry's own header starts. */
    long offset(int n) {
        return offsets[n];
    }

    /** Returns where the n-th entry ends at the latest: where the next one starts, or the directory. */
    long limit(int n) {
        return n + 1 < offsets.length ? offsets[n + 1] : end.start();
    }
}
