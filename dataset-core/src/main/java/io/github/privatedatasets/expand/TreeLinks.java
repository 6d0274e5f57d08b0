// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.expand;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spi.WrittenEntry;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The links of a tree: kept until everything else is written, checked together, then made. Not thread-safe. */
final class TreeLinks {
    /** What a link takes in memory besides its text, here and while it is checked; measured. */
    static final int BYTES_A_LINK = 400;
    /** A character in Latin-1 takes a byte, any other two; a path is held up to twice, as is a target. */
    static final int BYTES_A_CHARACTER = 4;

    private final Map<String, String> symbolic = new LinkedHashMap<>();
    private final HardLinks hard = new HardLinks();
    private final KeptMemory memory;

    TreeLinks(KeptMemory memory) {
        this.memory = memory;
    }

    void addSymbolic(String path, String target) throws RefusedEntryException {
        keep(path, target);
        symbolic.put(path, target);
    }

    void addHard(String path, String target) throws RefusedEntryException {
        keep(path, target);
        hard.add(path, target);
    }

    private void keep(String path, String target) throws RefusedEntryException {
        memory.take(
                BYTES_A_LINK + (long) BYTES_A_CHARACTER * (path.length() + target.length()),
                "links and the times of directories");
    }

    /**
     * Forgets what a path is, since another entry is about to take its place. What it was stays under the hard links to it.
     *
     * @return the link that is now what the path was; nothing if there is none
     */
    @Nullable
    String retire(String path) {
        String heir = hard.retire(path);
        String target = symbolic.remove(path);
        if (heir != null && target != null) {
            symbolic.put(heir, target);
        }
        return heir;
    }

    /** Notes every link that must not be made, as far as that can be told before one is. */
    void check(NameIndex names, Offenders offenders) {
        hard.byOriginal().forEach((original, links) -> {
            EntryKind kind = names.kindOf(original);
            String target = symbolic.get(original);
            for (String link : links) {
                if (target != null) {
                    // As in GNU tar, a hard link to a symbolic link becomes such a link itself.
                    symbolic.put(link, target);
                } else if (kind != EntryKind.FILE) {
                    offenders.add(
                            link,
                            "is a hard link to " + original + ", which is " + (kind == null ? "not there" : kind));
                }
            }
        });
        LinkResolver resolver = new LinkResolver(symbolic, names.folding());
        for (String link : symbolic.keySet()) {
            try {
                resolver.requireInside(link);
            } catch (RefusedEntryException e) {
                offenders.add(link, e.reason());
            }
        }
    }

    /** Makes the links; notes those that the file system has a name for already, and those that lead outside after all. */
    void create(OpenDirectories directories, TreeFiles files, WriteFailures failures, Offenders offenders)
            throws IOException {
        for (Map.Entry<String, Set<String>> file : hard.byOriginal().entrySet()) {
            if (!symbolic.containsKey(file.getKey())) {
                for (String link : file.getValue()) {
                    make(
                            link,
                            offenders,
                            directories,
                            failures,
                            place -> link(file.getKey(), link, place, directories, files));
                }
            }
        }
        for (Map.Entry<String, String> link : symbolic.entrySet()) {
            make(link.getKey(), offenders, directories, failures, place -> {
                try {
                    Files.createSymbolicLink(place, place.getFileSystem().getPath(link.getValue()));
                } catch (UnsupportedOperationException e) {
                    throw new RefusedEntryException("this file system has no symbolic links");
                }
            });
        }
        requireInside(directories, offenders);
    }

    /** Tells what {@link #create} has made. */
    void tell(TreeWriter.FileListener listener) throws IOException {
        for (Map.Entry<String, Set<String>> file : hard.byOriginal().entrySet()) {
            if (!symbolic.containsKey(file.getKey())) {
                for (String link : file.getValue()) {
                    listener.written(new WrittenEntry.HardLink(link, file.getKey()));
                }
            }
        }
        for (Map.Entry<String, String> link : symbolic.entrySet()) {
            listener.written(new WrittenEntry.SymbolicLink(link.getKey(), link.getValue()));
        }
    }

    private static void link(String file, String link, Path place, OpenDirectories directories, TreeFiles files)
            throws IOException, RefusedEntryException {
        try {
            Files.createLink(place, directories.onDisk(file));
            files.countLink();
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            // No hard links here (CIFS, FUSE), or no more to this file (ext4: 65,000).
            files.copy(file, link);
        }
    }

    private static void make(
            String path, Offenders offenders, OpenDirectories directories, WriteFailures failures, LinkMaker maker)
            throws IOException {
        try {
            maker.make(directories.newEntry(path));
        } catch (RefusedEntryException e) {
            offenders.add(path, e.reason());
        } catch (FileAlreadyExistsException e) {
            offenders.add(path, "the file system has another entry under this name");
        } catch (DatasetException e) {
            throw e;
        } catch (IOException e) {
            throw failures.writing(path, e);
        }
    }

    private void requireInside(OpenDirectories directories, Offenders offenders) throws IOException {
        Path realRoot = directories.onDisk("").toRealPath();
        for (String link : symbolic.keySet()) {
            try {
                if (!directories.onDisk(link).toRealPath().startsWith(realRoot)) {
                    offenders.add(link, "is a link to " + symbolic.get(link) + ", which leads outside");
                }
            } catch (IOException e) {
                if (!leadsNowhere(e)) {
                    offenders.add(link, "is a link to " + symbolic.get(link) + ", which cannot be checked: " + e);
                }
            }
        }
    }

    /** Tells a link to nothing, through a file, or round in a circle; where they would lead was checked by their text. */
    private static boolean leadsNowhere(IOException failure) {
        String reason = failure instanceof FileSystemException f ? String.valueOf(f.getReason()) : "";
        return failure instanceof NoSuchFileException
                || reason.contains("Not a directory")
                || reason.contains("Too many levels of symbolic links");
    }

    private interface LinkMaker {
        void make(Path place) throws IOException, RefusedEntryException;
    }
}
