package io.github.privatedatasets.archive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StandardExtractorsTest {
    @Test
    void leavesXzNoMoreMemoryThanTheHeapHas() {
        int megabyte = 1 << 10; // in KiB

        assertThat(StandardExtractors.xzMemoryLimitKib(1L << 40)).isEqualTo(128 * megabyte);
        // Enough for xz -9, which needs 65.
        assertThat(StandardExtractors.xzMemoryLimitKib(128L << 20)).isEqualTo(96 * megabyte);
        assertThat(StandardExtractors.xzMemoryLimitKib(64L << 20)).isEqualTo(48 * megabyte);
    }
}
