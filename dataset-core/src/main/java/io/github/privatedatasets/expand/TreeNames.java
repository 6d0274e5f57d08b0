// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import io.github.privatedatasets.errors.TooManyEntriesException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Which names of a tree are taken, and by what. Not thread-safe. */
interface TreeNames {
    /** What already has a name; {@code sameSpelling} is false for another spelling of it, such as {@code A} for {@code a}. */
    record Found(EntryKind kind, boolean sameSpelling) {
        /** Refuses a directory of this path, unless it is what was found. */
        void requireDirectory(String path) throws RefusedEntryException {
            if (kind != EntryKind.DIRECTORY) {
                throw new RefusedEntryException("is a directory, and " + kind + " of the same name is there too");
            }
            if (!sameSpelling) {
                throw new RefusedEntryException(
                        "to this file system " + path + " is the same as a directory of another spelling");
            }
        }

        /** Refuses what is no directory, unless it may replace what was found. */
        void requireReplaceableBy(EntryKind other) throws RefusedEntryException {
            if (kind == EntryKind.DIRECTORY) {
                throw new RefusedEntryException("is " + other + ", and a directory of the same name is there too");
            }
            if (!sameSpelling) {
                throw new RefusedEntryException(
                        "to this file system it is the same as another entry, of another spelling");
            }
        }
    }

    /**
     * Enters a name, or returns what is known to have it already and changes nothing.
     *
     * @throws TooManyEntriesException if the heap has no room for so many names
     * @throws RefusedEntryException if nothing may replace what has the name
     */
    @Nullable
    Found putIfAbsent(String path, String spelling, EntryKind kind)
            throws TooManyEntriesException, RefusedEntryException;

    /**
     * Returns what the tree has under a name that was entered as a new one and turns out to be taken; nothing if that is none of the tree's own.
     *
     * @throws IOException if the file system does not tell
     */
    @Nullable
    Found foundTaken(String path) throws IOException;
}
