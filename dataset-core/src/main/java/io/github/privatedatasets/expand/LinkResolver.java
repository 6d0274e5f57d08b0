// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import java.util.HashMap;
import java.util.Map;

/**
 * Finds where symbolic links lead, before one of them is made: exact, since everything else in the tree is a real file or
 * directory, and all links are known.
 *
 * <p>Each link is resolved once, so that the work grows with the length of all targets, however they are chained.
 */
final class LinkResolver {
    /** As many as Linux follows (path_resolution(7)). */
    static final int MAX_LINKS = 40;

    private final Map<String, String> targets = new HashMap<>();
    private final NameFolding folding;
    private final Map<String, Outcome> resolved = new HashMap<>();
    private final int longestWorthALook;
    private int depth;

    LinkResolver(Map<String, String> targets, NameFolding folding) {
        this.folding = folding;
        targets.forEach((link, target) -> this.targets.put(folding.fold(link), target));
        int longest =
                this.targets.keySet().stream().mapToInt(String::length).max().orElse(0);
        // Not to look up each of a target's thousands of levels; decomposed letters are up to four times as long.
        longestWorthALook = 4 * longest;
    }

    /**
     * Refuses a link that leads outside of the tree, itself or through others. One that leads to nothing, or round in a circle,
     * leads nowhere else either, and is kept as it is.
     */
    void requireInside(String link) throws RefusedEntryException {
        Outcome outcome = resolve(folding.fold(link));
        String leads = "is a link to " + targets.get(folding.fold(link)) + ", which leads ";
        switch (outcome.fate()) {
            case OUTSIDE -> throw new RefusedEntryException(leads + "outside");
            case TOO_LONG -> throw new RefusedEntryException(leads + "through more than " + MAX_LINKS + " links");
            case INSIDE, CIRCLE -> {
                // Stays where it belongs.
            }
        }
    }

    private Outcome resolve(String link) {
        Outcome known = resolved.get(link);
        if (known != null) {
            return known;
        }
        if (depth == MAX_LINKS) {
            return Outcome.of(Fate.TOO_LONG);
        }
        // Whoever meets this link again below has gone round in a circle.
        resolved.put(link, Outcome.of(Fate.CIRCLE));
        depth++;
        Outcome outcome = walk(OpenDirectories.parent(link), targets.getOrDefault(link, ""));
        depth--;
        resolved.put(link, outcome);
        return outcome;
    }

    private Outcome walk(String from, String target) {
        StringBuilder place = new StringBuilder(from);
        int followed = 1;
        for (String segment : target.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".")) {
                continue;
            }
            if (segment.equals("..")) {
                if (place.isEmpty()) {
                    return Outcome.of(Fate.OUTSIDE);
                }
                place.setLength(Math.max(0, place.lastIndexOf("/")));
                continue;
            }
            place.append(place.isEmpty() ? "" : "/").append(segment);
            if (place.length() <= longestWorthALook) {
                String here = folding.fold(place.toString());
                if (targets.containsKey(here)) {
                    Outcome next = resolve(here);
                    followed += next.links();
                    if (next.fate() != Fate.INSIDE) {
                        return next;
                    }
                    place.setLength(0);
                    place.append(next.path());
                }
            }
        }
        return followed > MAX_LINKS ? Outcome.of(Fate.TOO_LONG) : new Outcome(Fate.INSIDE, place.toString(), followed);
    }

    private enum Fate {
        INSIDE,
        OUTSIDE,
        CIRCLE,
        TOO_LONG
    }

    private record Outcome(Fate fate, String path, int links) {
        static Outcome of(Fate fate) {
            return new Outcome(fate, "", 0);
        }
    }
}
