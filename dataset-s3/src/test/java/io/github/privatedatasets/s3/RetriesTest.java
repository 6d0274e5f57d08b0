// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** How long a store is left alone. */
class RetriesTest {
    @RepeatedTest(20)
    void waitsLongerAfterEachFailureUpToALimit() {
        assertThat(pause(1)).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
        assertThat(pause(3)).isBetween(Duration.ofMillis(400), Duration.ofMillis(800));
        assertThat(pause(100)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    @Test
    void waitsAsLongAsTheStoreAsksForWithinReason() {
        assertThat(Retries.pauseAfter(1, Optional.of(Duration.ofSeconds(3)))).isEqualTo(Duration.ofSeconds(3));
        assertThat(Retries.pauseAfter(1, Optional.of(Duration.ofDays(300)))).isEqualTo(Duration.ofSeconds(30));
        assertThat(Retries.pauseAfter(1, Optional.of(Duration.ZERO))).isPositive();
    }

    private static Duration pause(int failures) {
        return Retries.pauseAfter(failures, Optional.empty());
    }
}
