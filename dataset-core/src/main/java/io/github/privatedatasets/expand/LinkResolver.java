package io.github.privatedatasets.expand;

import java.util.ArrayDeque;
import java.util.Deque;
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
    private int depth;

    LinkResolver(Map<String, String> targets, NameFolding folding) {
        this.folding = folding;
        targets.forEach((link, target) -> this.targets.put(folding.fold(link), target));
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
        Deque<String> place = new ArrayDeque<>();
        enter(place, from);
        for (String segment : target.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".")) {
                continue;
            }
            if (segment.equals("..")) {
                if (place.pollLast() == null) {
                    return Outcome.of(Fate.OUTSIDE);
                }
                continue;
            }
            place.addLast(segment);
            // No link lies deeper; a target of thousands of levels must not be joined at each.
            String here = place.size() > PathRules.MAX_DEPTH ? "" : folding.fold(String.join("/", place));
            if (targets.containsKey(here)) {
                Outcome next = resolve(here);
                if (next.fate() != Fate.INSIDE) {
                    return next;
                }
                place.clear();
                enter(place, next.path());
            }
        }
        return new Outcome(Fate.INSIDE, String.join("/", place));
    }

    private static void enter(Deque<String> place, String path) {
        if (!path.isEmpty()) {
            for (String segment : path.split("/", -1)) {
                place.addLast(segment);
            }
        }
    }

    private enum Fate {
        INSIDE,
        OUTSIDE,
        CIRCLE,
        TOO_LONG
    }

    private record Outcome(Fate fate, String path) {
        static Outcome of(Fate fate) {
            return new Outcome(fate, "");
        }
    }
}
