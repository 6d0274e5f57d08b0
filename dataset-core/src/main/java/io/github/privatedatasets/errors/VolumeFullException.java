// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.errors;

import io.github.privatedatasets.spec.ByteSize;

/** Tells that a dataset is larger than its volume may become. Nothing of it was kept. */
@SuppressWarnings("serial")
public final class VolumeFullException extends DatasetException {
    private final ByteSize limit;
    private final ByteSize needed;
    private final String entry;

    /** Creates an error; {@code needed} is what the dataset came to at {@code entry}, where it went over. */
    public VolumeFullException(ByteSize limit, ByteSize needed, String entry) {
        super(
                "the limit is " + shown(limit) + ", and at least " + shown(needed) + " are needed (at " + entry
                        + "): raise it (in a spec by volumeOptions.size, as far as the service gives so much)",
                false,
                null);
        this.limit = limit;
        this.needed = needed;
        this.entry = entry;
    }

    private static String shown(ByteSize size) {
        String bytes = size.bytes() + " bytes";
        return size.toString().equals(Long.toString(size.bytes())) ? bytes : size + " (" + bytes + ")";
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
