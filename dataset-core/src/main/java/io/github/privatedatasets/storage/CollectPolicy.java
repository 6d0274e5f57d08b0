// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.spec.ByteSize;
import java.time.Duration;
import java.util.Optional;

/**
 * Which datasets a collection removes. Whatever it says, a dataset that is leased, or was used in the last ten minutes, stays.
 *
 * @param olderThan removes what was not used for longer than this; empty: age alone removes nothing
 * @param keepWithin then removes the least recently used until all that is left, leased or not, is no larger than this
 */
public record CollectPolicy(Optional<Duration> olderThan, Optional<ByteSize> keepWithin) {
    /** Refuses a negative age. */
    public CollectPolicy {
        if (olderThan.filter(Duration::isNegative).isPresent()) {
            throw new IllegalArgumentException("older than is negative: " + olderThan.get());
        }
    }

    /** Returns the policy that removes no dataset, only what dead processes have left. */
    public static CollectPolicy leftovers() {
        return new CollectPolicy(Optional.empty(), Optional.empty());
    }

    /** Returns a policy that also removes what was not used for longer than this. */
    public CollectPolicy olderThan(Duration age) {
        return new CollectPolicy(Optional.of(age), keepWithin);
    }

    /** Returns a policy that also removes the least recently used until the rest is no larger than this. */
    public CollectPolicy keepWithin(ByteSize size) {
        return new CollectPolicy(olderThan, Optional.of(size));
    }
}
