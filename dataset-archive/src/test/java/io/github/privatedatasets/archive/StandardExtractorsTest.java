// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spi.ArchiveExtractor;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandardExtractorsTest {
    @Test
    void leavesXzNoMoreMemoryThanTheHeapHas() {
        assertThat(StandardExtractors.defaultXzMemory(1L << 40)).isEqualTo(ByteSize.parse("128Mi"));
        // Enough for xz -9, which needs 65.
        assertThat(StandardExtractors.defaultXzMemory(128L << 20)).isEqualTo(ByteSize.parse("80Mi"));
        // Too little for it: 64 are all that the serial collector has for an array then.
        assertThat(StandardExtractors.defaultXzMemory(96L << 20)).isEqualTo(ByteSize.parse("60Mi"));
    }

    @Test
    void asManyEntriesOfAZipAreReadAtATimeAsTheHeapAllows() {
        assertThat(StandardExtractors.zipThreads(8, 1L << 30)).isEqualTo(16);
        assertThat(StandardExtractors.zipThreads(8, 64L << 20)).isEqualTo(3);
        assertThat(StandardExtractors.zipThreads(8, 8L << 20)).isEqualTo(1);
        assertThat(StandardExtractors.zipThreads(Integer.MAX_VALUE, 1L << 40)).isEqualTo(52_428);
    }

    @Test
    void theDocumentedSuffixesHaveAnExtractorEach() {
        assertThat(StandardExtractors.all().stream()
                        .map(ArchiveExtractor::suffixes)
                        .flatMap(s -> s.stream()))
                .containsExactlyInAnyOrderElementsOf(List.of(
                        ".tar", ".tar.bz2", ".tar.gz", ".tar.gz2", ".tar.xz", ".tbz", ".tbz2", ".tgz", ".txz", ".zip"));
    }

    @Test
    void refusesLimitsThatLetNothingBe() {
        StandardExtractors.Builder builder = StandardExtractors.builder();

        assertThatThrownBy(() -> builder.parallelism(0)).hasMessage("parallelism must be at least 1, is 0");
        assertThatThrownBy(() -> builder.maxSparseExtents(-1)).hasMessage("maxSparseExtents must be at least 1, is -1");
    }
}
