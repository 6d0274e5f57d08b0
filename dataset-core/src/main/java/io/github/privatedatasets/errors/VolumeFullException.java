// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

import io.github.privatedatasets.spec.ByteSize;

/** Tells that a dataset is larger, or has more entries, than its volume may hold, or more names than this process has memory for. Nothing of it was kept. */
@SuppressWarnings("serial")
public final class VolumeFullException extends DatasetException {
    private final ByteSize limit;
    private final ByteSize needed;
    private final String entry;

    /** Creates an error; {@code needed} is what the dataset came to at {@code entry}, where it went over. */
    public VolumeFullException(ByteSize limit, ByteSize needed, String entry) {
        this(
                "the volume's limit is " + shown(limit) + ", and at least " + shown(needed) + " are needed (at " + entry
                        + "): ask for a larger volumeOptions.size, as far as the service gives one",
                limit,
                needed,
                entry);
    }

    private VolumeFullException(String message, ByteSize limit, ByteSize needed, String entry) {
        super(message, false, null);
        this.limit = limit;
        this.needed = needed;
        this.entry = entry;
    }

    private static String shown(ByteSize size) {
        String bytes = size.bytes() + " bytes";
        return size.toString().equals(Long.toString(size.bytes())) ? bytes : size + " (" + bytes + ")";
    }

    /** Creates an error about the number of entries; {@link #limit} and {@link #needed} then count entries. */
    public static VolumeFullException tooManyEntries(long maxEntries, String entry) {
        return new VolumeFullException(
                "the volume may hold " + maxEntries + " entries, and there are more (at " + entry
                        + "): split the dataset, or raise the limit (TreeLimits.maxEntries)",
                ByteSize.ofBytes(maxEntries),
                ByteSize.ofBytes(maxEntries + 1),
                entry);
    }

    /** Creates an error about names that this process has no memory for; {@link #limit} is of that memory, and {@link #needed} of more. */
    public static VolumeFullException tooManyNames(long names, ByteSize memory, String entry) {
        return new VolumeFullException(
                "the names of " + names + " entries fill the memory that this process has for them, " + memory
                        + ", and there are more (at " + entry
                        + "): give it a larger heap (-Xmx), 43 bytes a name, or split the dataset",
                memory,
                ByteSize.ofBytes(memory.bytes() + 1),
                entry);
    }

    /** Returns what may be written. */
    public ByteSize limit() {
        return limit;
    }

    /** Returns what is needed at the least; the whole dataset may need more. */
    public ByteSize needed() {
        return needed;
    }

    /** Returns the entry that went over. */
    public String entry() {
        return entry;
    }
}
