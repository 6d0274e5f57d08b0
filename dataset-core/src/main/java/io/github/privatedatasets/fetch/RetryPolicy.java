// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import io.github.privatedatasets.errors.SourceUnavailableException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often a broken transfer is tried again, and after which pauses.
 *
 * @param maxFailures failures in a row, without a worthwhile number of bytes between them, after which it is given up
 * @param firstPause the pause before the first new try; it doubles with each
 * @param longestPause no pause is longer, unless the store asks for one
 */
public record RetryPolicy(int maxFailures, Duration firstPause, Duration longestPause) {
    /** Eight failures, pauses from 200 ms to 10 s: about half a minute of outage is outlasted. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(8, Duration.ofMillis(200), Duration.ofSeconds(10));

    /** A store that asks for a longer rest does not get it from a job that waits. */
    private static final Duration LONGEST_ASKED = Duration.ofMinutes(1);

    /**
     * Returns the pause after so many failures, from 1, with jitter so that many readers do not return at once; at least as long as the store
     * asked for with the last of them.
     */
    Duration pauseAfter(int failures, Exception last) {
        long longest = longestPause.toMillis();
        long doubled = Math.min(longest, firstPause.toMillis() << Math.min(failures - 1, 20));
        long asked = last instanceof SourceUnavailableException unavailable
                ? Math.min(unavailable.retryAfter().orElse(Duration.ZERO).toMillis(), LONGEST_ASKED.toMillis())
                : 0;
        long jitter = ThreadLocalRandom.current().nextLong(doubled / 2 + 1);
        return Duration.ofMillis(Math.max(doubled / 2, asked) + jitter);
    }
}
