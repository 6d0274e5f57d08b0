// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often a question is asked before its failure is told. Bodies are not counted here: their reader goes on at the last good byte.
 *
 * @param tries how often in all
 */
record Retries(int tries) {
    /** For a look at what is there: who waits learns soon that a store is down. */
    static final Retries LOOK = new Retries(3);
    /** For a listing that has begun, whose failure would cost all that was transferred: half a minute of outage is outlasted. */
    static final Retries PERSIST = new Retries(8);
    /** For bytes, whose reader tries again by itself. */
    static final Retries NONE = new Retries(1);

    private static final long FIRST_MILLIS = 200;
    private static final long LONGEST_MILLIS = 10_000;
    private static final long LONGEST_ASKED_FOR_MILLIS = 30_000;

    /**
     * Returns the pause after so many failures, from 1: at random, so that many do not return at once, and at least as long as the store
     * asks for, up to half a minute.
     */
    static Duration pauseAfter(int failures, Optional<Duration> retryAfter) {
        long doubled = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(failures - 1, 10));
        long jittered = doubled / 2 + ThreadLocalRandom.current().nextLong(doubled / 2 + 1);
        long asked = retryAfter.map(Duration::toSeconds).orElse(0L) * 1000;
        return Duration.ofMillis(Math.max(jittered, Math.min(asked, LONGEST_ASKED_FOR_MILLIS)));
    }
}
