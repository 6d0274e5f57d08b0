package io.github.privatedatasets.expand;

import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** Times as a file system keeps them. */
final class KeptTimes {
    // What ext4 keeps; others cut it further themselves. Beyond it the JDK's own arithmetic fails (EINVAL).
    private static final Instant EARLIEST = Instant.ofEpochSecond(-(1L << 31));
    private static final Instant LATEST = Instant.ofEpochSecond((1L << 34) - (1L << 31) - 1);

    private KeptTimes() {}

    /** Returns the time, or the earliest or latest there can be. */
    static FileTime of(Instant time) {
        return FileTime.from(time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time);
    }
}
