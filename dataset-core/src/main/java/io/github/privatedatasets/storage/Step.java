// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

/** The steps between which a stager may die; the names are those of the publish protocol, with A for adoption and G for collection. */
enum Step {
    C0_LOCKED,
    C0_LOOKED,
    C1_SWEPT,
    C1_RECOVERED,
    D1_ALIVE,
    D1_BEGUN,
    D2_FLUSHED,
    D2_SEALED,
    D3_LEASED,
    D4_WRITTEN,
    D4_RECORDED,
    P1_LOOKED,
    P2_CONDEMNED,
    R2_CONDEMNED,
    R3_CONDEMNED,
    Q1_ENTITLED,
    Q1_LOOKED,
    Q1_ASIDE,
    Q2_IN_TRASH,
    Q4_FORGOTTEN,
    R4_PROMOTED,
    P3_COMMITTED,
    P4_COMMITTED_BESIDE,
    P5_CONFIRMED,
    H1_LEASED,
    H3_LEASED,
    ENDED,
    UNLOCKED,
    A1_SEALED,
    A2_LISTED,
    A3_LEASED,
    G1_LEASES_ENDED,
    G6_RECORD_FORGOTTEN;

    /** Is told each step once it is taken; the seam at which tests end a process. */
    @FunctionalInterface
    interface Watcher {
        void taken(Step step);
    }
}
