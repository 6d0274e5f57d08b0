package io.github.privatedatasets.fetch;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often a broken transfer is tried again, and after which pauses.
 *
 * @param maxFailures failures in a row, without a worthwhile number of bytes between them, after which it is given up
 * @param firstPause the pause before the first new try; it doubles with each
 * @param longestPause no pause is longer
 */
public record RetryPolicy(int maxFailures, Duration firstPause, Duration longestPause) {
    /** Eight failures, pauses from 200 ms to 10 s: about half a minute of outage is outlasted. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(8, Duration.ofMillis(200), Duration.ofSeconds(10));

    /** Returns the pause after so many failures, from 1, with jitter so that many readers do not return at once. */
    Duration pauseAfter(int failures) {
        long longest = longestPause.toMillis();
        long doubled = Math.min(longest, firstPause.toMillis() << Math.min(failures - 1, 20));
        return Duration.ofMillis(doubled / 2 + ThreadLocalRandom.current().nextLong(doubled / 2 + 1));
    }
}
