// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.zip;

import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.spi.EntrySink;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Looks for what a zip's directory alone tells to be wrong, before any content is fetched. */
final class ZipJudgement {
    /** Else who packs an archive could choose names of one hash, so that all of them are held. */
    private static final long HASH_SEED = new SecureRandom().nextLong();

    private final ZipDirectory directory;
    private final EntrySink sink;
    private final BitSet passedOver = new BitSet();

    private ZipJudgement(ZipDirectory directory, EntrySink sink) {
        this.directory = directory;
        this.sink = sink;
    }

    /**
     * Refuses the entries that cannot be written, and returns which those are, and which directories are named again: they are not for the sink.
     *
     * @throws CorruptArchiveException if an entry cannot be read, or shares bytes with another
     */
    static BitSet refuse(ZipDirectory directory, EntrySink sink) throws IOException, InterruptedException {
        ZipJudgement judgement = new ZipJudgement(directory, sink);
        judgement.warnOfOtherBytes();
        long[] names = new long[directory.count()];
        for (int i = 0; i < names.length; i++) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while reading a zip's directory");
            }
            ZipHeader entry = directory.entry(i);
            judgement.requireOwnPlace(i, entry);
            judgement.requireReadable(entry);
            judgement.refuseDevice(i, entry);
            names[i] = hash(entry.name());
        }
        judgement.refuseTwins(names);
        return judgement.passedOver;
    }

    private void warnOfOtherBytes() {
        if (directory.bytesBefore() > 0) {
            sink.warn(directory.bytesBefore() + " bytes before the zip's first entry are ignored");
        }
        if (directory.bytesBehind() > 0) {
            sink.warn(directory.bytesBehind() + " bytes behind the zip's end are ignored");
        }
    }

    /** Entries that share bytes make a small archive expand to a huge one, and are two readings of one place. */
    private void requireOwnPlace(int n, ZipHeader entry) throws CorruptArchiveException {
        long room = directory.limit(n) - directory.offset(n);
        long least = (long) ZipDirectory.LOCAL_HEADER_BYTES + entry.rawNameLength();
        if (entry.compressedSize() > room - least) {
            throw entry.corrupt(
                    n + 1 < directory.count()
                            ? "overlaps another: it has " + room + " bytes before that one starts, and needs "
                                    + entry.compressedSize() + " and its header"
                            : "reaches beyond the archive's directory: it was cut short, or is damaged");
        }
    }

    private void requireReadable(ZipHeader entry) throws CorruptArchiveException {
        if ((entry.flags() & ZipHeader.FLAGS_ENCRYPTED) != 0) {
            throw entry.corrupt("is encrypted");
        }
        if ((entry.flags() & ZipHeader.FLAG_PATCH) != 0) {
            throw entry.corrupt("is a patch of another file, which is not supported");
        }
        if (entry.isDirectory()) {
            // Some tools give it the size it has in the file system, and no content.
            if (entry.size() > 0 && entry.compressedSize() > 0) {
                sink.warn(entry.name() + " is a directory, and has content: that is passed over, as by unzip");
            }
            return;
        }
        if (!ZipMethod.isSupported(entry.method())) {
            throw entry.corrupt("is compressed by method " + ZipMethod.shown(entry.method())
                    + ", which is not supported: pack it again with deflate");
        } else if (entry.method() == ZipHeader.STORED && entry.size() != entry.compressedSize()) {
            throw entry.corrupt("is stored, and has two sizes: " + entry.size() + " and " + entry.compressedSize());
        }
    }

    private void refuseDevice(int n, ZipHeader entry) throws IOException {
        boolean device = switch (entry.type()) {
            // What zip is given by a pipe it marks as that, and it has a content: the file that was meant.
            case ZipHeader.FIFO -> entry.size() == 0;
            case ZipHeader.CHARACTER_DEVICE, ZipHeader.BLOCK_DEVICE, ZipHeader.SOCKET -> true;
            default -> false; // A file, a directory, a link, or no type at all.
        };
        if (device) {
            passedOver.set(n);
            sink.refuse(entry.name(), "is a device, FIFO or socket (mode " + Integer.toOctalString(entry.mode()) + ")");
        }
    }

    /** Names are looked at twice, so that not all of them have to be held: only of those whose hash is not their own. */
    private void refuseTwins(long[] hashes) throws IOException {
        long[] sorted = hashes.clone();
        Arrays.sort(sorted);
        long[] repeated = repeated(sorted);
        if (repeated.length == 0) {
            return;
        }
        Map<String, Boolean> directories = new HashMap<>();
        for (int i = 0; i < hashes.length; i++) {
            if (Arrays.binarySearch(repeated, hashes[i]) >= 0) {
                ZipHeader entry = directory.entry(i);
                String name = entry.name();
                Boolean directoryBefore = directories.putIfAbsent(name, entry.isDirectory());
                if (directoryBefore != null && !passedOver.get(i)) {
                    passedOver.set(i);
                    // Who merges archives names a directory again: the first gives its time, in whatever order they are
                    // read.
                    if (!directoryBefore || !entry.isDirectory()) {
                        sink.refuse(name, "is in the archive twice");
                    }
                }
            }
        }
    }

    private static long[] repeated(long[] sorted) {
        int count = 0;
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                sorted[count++] = sorted[i];
            }
        }
        return Arrays.copyOf(sorted, count);
    }

    private static long hash(String name) {
        long hash = HASH_SEED ^ name.length();
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return hash;
    }
}
