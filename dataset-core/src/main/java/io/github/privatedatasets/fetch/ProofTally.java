// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts by what the objects of a folder were proven. Thread-safe. */
final class ProofTally {
    private final Map<String, Long> objectsByProof = new TreeMap<>();

    /** Counts an object that was proven so. */
    synchronized void add(String proof) {
        objectsByProof.merge(proof, 1L, Long::sum);
    }

    /** Returns the one proof of all objects, or each with the number of its objects. */
    synchronized String summary() {
        if (objectsByProof.isEmpty()) {
            return "no bytes to prove";
        }
        if (objectsByProof.size() == 1) {
            return objectsByProof.keySet().iterator().next();
        }
        return objectsByProof.entrySet().stream()
                .map(e -> e.getKey() + " for " + e.getValue())
                .collect(Collectors.joining(", "));
    }
}
