// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProofTallyTest {
    private final ProofTally tally = new ProofTally();

    @Test
    void namesTheOneProofOfAllObjects() {
        assertThat(tally.summary()).isEqualTo("no bytes to prove");
        tally.add("CRC32C");
        tally.add("CRC32C");
        assertThat(tally.summary()).isEqualTo("CRC32C");
    }

    @Test
    void namesTheMostFrequentOfManyProofsFirst() {
        for (int parts = 1; parts <= 12; parts++) {
            tally.add("etag of " + parts + " parts");
        }
        tally.add("CRC32C");
        tally.add("CRC32C");
        assertThat(tally.summary())
                .startsWith("CRC32C for 2, etag of ")
                .endsWith(" for 1, and 3 other proofs")
                .hasSizeLessThan(300);
    }
}
