// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import io.github.privatedatasets.spi.EntryAttributes;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.attribute.BasicFileAttributeView;
import org.jspecify.annotations.Nullable;

/** Makes the tree's directories, each once, and gives them their times in the end. Not thread-safe. */
final class TreeDirectories {
    private final TreeNames names;
    private final OpenDirectories handles;
    private final EntryCount entries;
    private final WriteFailures failures;
    private final Offenders offenders;
    private final DirectoryTimes modified;
    // Most entries lie beside the one before them.
    private String lastParent = "";

    TreeDirectories(
            TreeNames names,
            OpenDirectories handles,
            EntryCount entries,
            WriteFailures failures,
            Offenders offenders,
            KeptMemory memory) {
        this.names = names;
        this.handles = handles;
        this.entries = entries;
        this.failures = failures;
        this.offenders = offenders;
        this.modified = new DirectoryTimes(memory);
    }

    /** Makes a directory the dataset names; its parents are there. */
    void add(String path, EntryAttributes attributes) throws IOException, RefusedEntryException {
        TreeNames.Found found = enter(path);
        if (found != null) {
            found.requireDirectory(path);
        }
        if (attributes.modified().isPresent()) {
            modified.add(path, attributes.modified().get());
        }
    }

    /** Makes the directories above an entry that are not there yet. */
    void makeParents(String path) throws IOException, RefusedEntryException {
        String parent = OpenDirectories.parent(path);
        if (parent.equals(lastParent)) {
            return;
        }
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            String above = path.substring(0, slash);
            TreeNames.Found found = enter(above);
            if (found == null) {
                entries.add(above);
            } else if (found.kind() != EntryKind.DIRECTORY) {
                throw new RefusedEntryException("lies below " + above + ", which is " + found.kind());
            } else {
                found.requireDirectory(above);
            }
        }
        lastParent = parent;
    }

    /** Makes a directory, unless something of this tree is known to have its name, which is returned then. */
    private TreeNames.@Nullable Found enter(String path) throws IOException, RefusedEntryException {
        TreeNames.Found found = names.putIfAbsent(path, path, EntryKind.DIRECTORY);
        return found == null && offenders.isEmpty() ? create(path) : found;
    }

    private TreeNames.@Nullable Found create(String path) throws IOException, RefusedEntryException {
        try {
            return handles.create(path) ? null : taken(path);
        } catch (FileSystemException e) {
            if (WriteFailures.isNameNotTaken(e)) {
                throw new RefusedEntryException(
                        "the file system does not take the name " + path + ": " + e.getReason());
            }
            throw failures.writing(path, e);
        } catch (IOException e) {
            throw failures.writing(path, e);
        }
    }

    private TreeNames.Found taken(String path) throws IOException, RefusedEntryException {
        TreeNames.Found found = names.foundTaken(path);
        if (found == null) {
            throw new RefusedEntryException("the file system has another entry under the name " + path);
        }
        return found;
    }

    /** Sets the directories' times, which making entries in them has changed. */
    void finish() throws IOException {
        modified.forEach((path, time) -> {
            try (OpenDirectories.Open handle = handles.use(path)) {
                handle.stream()
                        .getFileAttributeView(BasicFileAttributeView.class)
                        .setTimes(time, null, null);
            } catch (IOException e) {
                throw failures.writing(path, e);
            }
        });
        try {
            handles.finishRoot();
        } catch (IOException e) {
            throw failures.writing("", e);
        }
    }
}
