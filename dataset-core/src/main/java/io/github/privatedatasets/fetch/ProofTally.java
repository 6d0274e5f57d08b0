// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts by what the objects of a folder were proven. Thread-safe. */
final class ProofTally {
    /** It stands in a record; objects of many parts have a proof for each number of parts. */
    private static final int MAX_TOLD = 10;

    private final Map<String, Long> objectsByProof = new TreeMap<>();

    /** Counts an object that was proven so. */
    synchronized void add(String proof) {
        objectsByProof.merge(proof, 1L, Long::sum);
    }

    /** Returns the one proof of all objects, or the {@value #MAX_TOLD} most frequent, each with the number of its objects. */
    synchronized String summary() {
        if (objectsByProof.isEmpty()) {
            return "no bytes to prove";
        }
        if (objectsByProof.size() == 1) {
            return objectsByProof.keySet().iterator().next();
        }
        String most = objectsByProof.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(MAX_TOLD)
                .map(e -> e.getKey() + " for " + e.getValue())
                .collect(Collectors.joining(", "));
        int others = objectsByProof.size() - MAX_TOLD;
        return others > 0 ? most + ", and " + others + " other proofs" : most;
    }
}
