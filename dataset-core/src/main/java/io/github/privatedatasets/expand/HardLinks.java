// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which names of the tree are one file: the path that has, or will have, the content, and the links to it. Not thread-safe.
 *
 * <p>As the links of a file system do, a link leads to what its target is, not to the target's name: when another entry replaces the target, the
 * content stays under the links. Every change takes about the same time, however many links there are.
 */
final class HardLinks {
    private final Map<String, Group> groups = new LinkedHashMap<>();

    private static final class Group {
        private String original;
        private Set<String> links = new LinkedHashSet<>();
        private @Nullable Group mergedInto;

        private Group(String original) {
            this.original = original;
        }

        /** Returns the group that this one has become part of, however often. */
        private Group root() {
            Group root = this;
            for (Group next = mergedInto; next != null; next = next.mergedInto) {
                root = next;
            }
            // So that the way is short the next time.
            if (root != this) {
                mergedInto = root;
            }
            return root;
        }
    }

    /**
     * Adds a link, whose path no other entry has, to what is or will be at the target.
     *
     * @throws RefusedEntryException if that is this link itself
     */
    void add(String link, String target) throws RefusedEntryException {
        Group group = groups.computeIfAbsent(target, Group::new).root();
        Group own = groups.getOrDefault(link, new Group(link)).root();
        if (own == group) {
            throw new RefusedEntryException("is a hard link that leads back to itself");
        }
        // Those that came before, and led to this link.
        if (own.links.size() > group.links.size()) {
            Set<String> more = own.links;
            more.addAll(group.links);
            group.links = more;
        } else {
            group.links.addAll(own.links);
        }
        own.links = Set.of();
        own.mergedInto = group;
        group.links.add(link);
        groups.put(link, group);
    }

    /**
     * Forgets a path whose entry is about to be replaced. Returns the link under which its content stays, which now has it; nothing where no link
     * is left to it, or the path was a link itself.
     */
    @Nullable
    String retire(String path) {
        Group group = groups.get(path);
        if (group == null) {
            return null;
        }
        group = group.root();
        if (!group.original.equals(path)) {
            groups.remove(path);
            group.links.remove(path);
            return null;
        }
        if (group.links.isEmpty()) {
            return null;
        }
        String heir = group.links.iterator().next();
        group.links.remove(heir);
        group.original = heir;
        groups.remove(path);
        return heir;
    }

    /** Returns each path that links lead to, with the links. */
    Map<String, Set<String>> byOriginal() {
        Map<String, Set<String>> all = new LinkedHashMap<>();
        for (Group group : groups.values()) {
            Group root = group.root();
            if (!root.links.isEmpty()) {
                all.put(root.original, root.links);
            }
        }
        return all;
    }
}
