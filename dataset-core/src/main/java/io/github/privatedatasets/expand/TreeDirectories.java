// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import io.github.privatedatasets.spi.EntryAttributes;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.attribute.BasicFileAttributeView;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Makes the tree's directories, each once, and gives them their times in the end. Not thread-safe. */
final class TreeDirectories {
    private final NameIndex names;
    private final OpenDirectories handles;
    private final EntryCount entries;
    private final WriteFailures failures;
    private final Offenders offenders;
    private final Map<String, Instant> modified = new HashMap<>();
    // Most entries lie beside the one before them.
    private String lastParent = "";

    TreeDirectories(
            NameIndex names, OpenDirectories handles, EntryCount entries, WriteFailures failures, Offenders offenders) {
        this.names = names;
        this.handles = handles;
        this.entries = entries;
        this.failures = failures;
        this.offenders = offenders;
    }

    /** Makes a directory the dataset names; its parents are there. */
    void add(String path, EntryAttributes attributes) throws IOException, RefusedEntryException {
        NameIndex.Found found = names.putIfAbsent(path, path, EntryKind.DIRECTORY);
        if (found == null) {
            create(path);
        } else {
            requireDirectory(path, found);
        }
        attributes.modified().ifPresent(time -> modified.put(path, time));
    }

    /** Makes the directories above an entry that are not there yet. */
    void makeParents(String path) throws IOException, RefusedEntryException {
        String parent = OpenDirectories.parent(path);
        if (parent.equals(lastParent)) {
            return;
        }
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            String above = path.substring(0, slash);
            NameIndex.Found found = names.putIfAbsent(above, above, EntryKind.DIRECTORY);
            if (found == null) {
                entries.add(above);
                create(above);
            } else if (found.kind() != EntryKind.DIRECTORY) {
                throw new RefusedEntryException("lies below " + above + ", which is " + found.kind());
            } else {
                requireDirectory(above, found);
            }
        }
        lastParent = parent;
    }

    private static void requireDirectory(String path, NameIndex.Found found) throws RefusedEntryException {
        if (found.kind() != EntryKind.DIRECTORY) {
            throw new RefusedEntryException("is a directory, and " + found.kind() + " of the same name is there too");
        }
        if (!found.sameSpelling()) {
            throw new RefusedEntryException(
                    "to this file system " + path + " is the same as a directory of another spelling");
        }
    }

    private void create(String path) throws IOException, RefusedEntryException {
        if (!offenders.isEmpty()) {
            return;
        }
        try {
            handles.create(path);
        } catch (FileAlreadyExistsException e) {
            throw new RefusedEntryException("the file system has another entry under the name " + path);
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

    /** Sets the directories' times, which making entries in them has changed. */
    void finish() throws IOException {
        for (Map.Entry<String, Instant> directory : modified.entrySet()) {
            try (OpenDirectories.Open handle = handles.use(directory.getKey())) {
                handle.stream()
                        .getFileAttributeView(BasicFileAttributeView.class)
                        .setTimes(KeptTimes.of(directory.getValue()), null, null);
            } catch (IOException e) {
                throw failures.writing(directory.getKey(), e);
            }
        }
        try {
            handles.finishRoot();
        } catch (IOException e) {
            throw failures.writing("", e);
        }
    }
}
