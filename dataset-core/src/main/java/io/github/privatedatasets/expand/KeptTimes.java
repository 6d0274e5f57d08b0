// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as a file system keeps them. */
final class KeptTimes {
    // What ext4 keeps; others cut it further themselves.
    private static final Instant EARLIEST = Instant.ofEpochSecond(-(1L << 31));
    private static final Instant LATEST = Instant.ofEpochSecond((1L << 34) - (1L << 31) - 1);

    private KeptTimes() {}

    /** Returns the time, or the earliest or latest there can be; before 1970 in whole seconds. */
    static FileTime of(Instant time) {
        if (time.isBefore(EARLIEST)) {
            return FileTime.from(EARLIEST);
        }
        if (time.isAfter(LATEST)) {
            return FileTime.from(LATEST);
        }
        // JDK 17 hands futimes(2) negative microseconds, which it refuses (EINVAL).
        return FileTime.from(time.isBefore(Instant.EPOCH) ? time.truncatedTo(ChronoUnit.SECONDS) : time);
    }
}
