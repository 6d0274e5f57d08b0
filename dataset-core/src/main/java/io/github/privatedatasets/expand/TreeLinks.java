package io.github.privatedatasets.expand;

import io.github.privatedatasets.errors.DatasetException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The links of a tree: kept until everything else is written, checked together, then made. Not thread-safe. */
final class TreeLinks {
    /** How much text of links is kept in memory; a hundred thousand links of usual length have a tenth of it. */
    static final long MAX_CHARACTERS = 32L << 20;

    private final Map<String, String> symbolic = new LinkedHashMap<>();
    private final Map<String, String> hard = new LinkedHashMap<>();
    private final Set<String> hardTargets = new HashSet<>();
    private long characters;

    void addSymbolic(String path, String target) throws RefusedEntryException {
        keep(path, target);
        symbolic.put(path, target);
    }

    void addHard(String path, String target) throws RefusedEntryException {
        keep(path, target);
        hard.put(path, target);
        hardTargets.add(target);
    }

    private void keep(String path, String target) throws RefusedEntryException {
        characters += path.length() + target.length();
        if (characters > MAX_CHARACTERS) {
            throw new RefusedEntryException(
                    "the links' names and targets come to more than " + MAX_CHARACTERS + " characters");
        }
    }

    /** Tells whether a hard link to this path was announced. */
    boolean isHardTarget(String path) {
        return hardTargets.contains(path);
    }

    /** Notes every link that must not be made, as far as that can be told before one is. */
    void check(NameIndex names, Offenders offenders) {
        for (String link : List.copyOf(hard.keySet())) {
            try {
                settle(link, names);
            } catch (RefusedEntryException e) {
                offenders.add(link, e.reason());
            }
        }
        LinkResolver resolver = new LinkResolver(symbolic, names.folding());
        for (String link : symbolic.keySet()) {
            try {
                resolver.requireInside(link);
            } catch (RefusedEntryException e) {
                offenders.add(link, e.reason());
            }
        }
    }

    /** Leads a hard link, and those on its way, straight to a file; one to a symbolic link becomes such a link itself, as in GNU tar. */
    private void settle(String link, NameIndex names) throws RefusedEntryException {
        List<String> chain = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        String end = link;
        while (hard.containsKey(end)) {
            if (!seen.add(end)) {
                throw new RefusedEntryException("is a hard link that leads back to itself");
            }
            chain.add(end);
            end = String.valueOf(hard.get(end));
        }
        EntryKind kind = names.kindOf(end);
        if (kind == EntryKind.FILE) {
            for (String step : chain) {
                hard.put(step, end);
            }
        } else if (kind == EntryKind.SYMBOLIC_LINK && symbolic.containsKey(end)) {
            for (String step : chain) {
                hard.remove(step);
                symbolic.put(step, String.valueOf(symbolic.get(end)));
            }
        } else if (!chain.isEmpty()) {
            throw new RefusedEntryException(
                    "is a hard link to " + end + ", which is " + (kind == null ? "not there" : kind));
        }
    }

    /** Makes the links; notes those that the file system has a name for already, and those that lead outside after all. */
    void create(OpenDirectories directories, TreeFiles files, WriteFailures failures, Offenders offenders)
            throws IOException {
        for (Map.Entry<String, String> link : hard.entrySet()) {
            make(link.getKey(), offenders, directories, failures, place -> {
                try {
                    Files.createLink(place, directories.onDisk(link.getValue()));
                } catch (FileAlreadyExistsException e) {
                    throw e;
                } catch (FileSystemException | UnsupportedOperationException e) {
                    // No hard links here (CIFS, FUSE), or no more to this file (ext4: 65,000).
                    files.copy(link.getValue(), link.getKey());
                }
            });
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
