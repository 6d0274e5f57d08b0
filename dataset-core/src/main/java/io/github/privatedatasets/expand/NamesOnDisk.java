// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import io.github.privatedatasets.errors.TooManyEntriesException;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names that the file system remembers, in no memory of ours: whoever makes an entry is told if it is there already. For a tree in which
 * nothing is replaced, on a file system to which only equal names are the same. In whatever order they come, and from however many threads.
 *
 * <p>After the first offender nothing is made any more. Names that come then are looked up on disk, and go into an index, of which there is
 * an end since {@link Offenders#readOn} has one. Not thread-safe.
 */
final class NamesOnDisk implements TreeNames {
    private static final Found DIRECTORY = new Found(EntryKind.DIRECTORY, true);

    private final OpenDirectories handles;
    private final Set<String> beingWritten;
    private final Offenders offenders;
    private final NameIndex notMade;

    /**
     * Returns the names of the tree that has these handles; the index itself where the file system cannot tell a name from its twin.
     *
     * @param index is given the names of what is not made
     * @param beingWritten the files that may be not on disk yet, but soon will
     */
    static TreeNames unlessFolding(
            NameIndex index, OpenDirectories handles, Set<String> beingWritten, Offenders offenders) {
        return index.folding().isExact() ? new NamesOnDisk(index, handles, beingWritten, offenders) : index;
    }

    private NamesOnDisk(NameIndex notMade, OpenDirectories handles, Set<String> beingWritten, Offenders offenders) {
        this.handles = handles;
        this.beingWritten = beingWritten;
        this.offenders = offenders;
        this.notMade = notMade;
    }

    @Override
    public @Nullable Found putIfAbsent(String path, String spelling, EntryKind kind)
            throws TooManyEntriesException, RefusedEntryException {
        if (handles.isOpen(path)) {
            return DIRECTORY;
        }
        if (offenders.isEmpty()) {
            return null;
        }
        Found found = isNotMade(OpenDirectories.parent(path)) ? null : onDiskOrSoon(path);
        if (found == null) {
            found = notMade.putIfAbsent(path, spelling, kind);
        }
        if (found != null && found.kind() != EntryKind.DIRECTORY && kind != EntryKind.DIRECTORY) {
            throw new RefusedEntryException("there is another entry of this name");
        }
        return found;
    }

    /** Then there is nothing below it to be looked for; a hostile listing may have millions of levels there. */
    private boolean isNotMade(String parent) {
        return notMade.kindOf(parent) != null;
    }

    private @Nullable Found onDiskOrSoon(String path) {
        // In this order: what is not being written any more is on disk.
        if (beingWritten.contains(path)) {
            return new Found(EntryKind.FILE, true);
        }
        try {
            return foundTaken(path);
        } catch (IOException e) {
            return null; // What is refused is refused; this would only have named one more.
        }
    }

    @Override
    public @Nullable Found foundTaken(String path) throws IOException {
        EntryKind kind = handles.kindOf(path);
        return kind == null ? null : new Found(kind, true);
    }
}
