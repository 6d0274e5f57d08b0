// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.errors.NameConflictException;
import io.github.privatedatasets.spi.DatasetOrigin;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What stands in a team's folder. Looks only; writes nothing. */
final class TeamTrees {
    private final SharedLayout layout;
    private final TeamRecords records;

    TeamTrees(SharedLayout layout, TeamRecords records) {
        this.layout = layout;
        this.records = records;
    }

    /** Takes one look at {@code data/NAME} and at the record of what stands there (S1, S2, P1). */
    Standing look(String name) throws IOException {
        Path tree = layout.tree(name);
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(tree, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return new Standing.Absent();
        }
        if (!attributes.isDirectory()) {
            return new Standing.NoDirectory(attributes.isSymbolicLink() ? "a link" : "a file");
        }
        Seal seal = Seal.of(attributes.lastModifiedTime());
        Optional<PublishRecord> record = records.bySeal(name, seal);
        if (record.isPresent()) {
            return new Standing.Recorded(record.get());
        }
        return isEmpty(tree) ? new Standing.Absent() : new Standing.Unrecorded(seal);
    }

    /** Looks again where no record is found, until two looks agree: only then is it a person's (C2). For use under the lock. */
    Standing lookTwice(String name) throws IOException {
        Standing last = look(name);
        while (last instanceof Standing.Unrecorded) {
            Standing again = look(name);
            if (again.equals(last)) {
                return again;
            }
            last = again;
        }
        return last;
    }

    /**
     * Returns what stands for a target: of its source, any revision; {@code data/NAME} first, then those beside it.
     *
     * @param locked whether the target's lock is held, so that what has no record can be called a person's
     */
    List<SeenTree> recall(String name, DatasetOrigin asked, boolean locked) throws IOException {
        List<SeenTree> found = new ArrayList<>();
        Standing standing = locked ? lookTwice(name) : look(name);
        if (standing instanceof Standing.Recorded recorded) {
            requireSameSource(name, recorded.record().dataset().origin(), asked);
            found.add(new SeenTree(recorded.record(), TreePlace.IN_PLACE));
        } else if (locked && !(standing instanceof Standing.Absent)) {
            throw personsOwn(name, standing, asked);
        }
        for (PublishRecord revision : revisions(name, asked)) {
            found.add(new SeenTree(revision, TreePlace.BESIDE));
        }
        return found;
    }

    /** A tree that was seen standing. */
    record SeenTree(PublishRecord record, TreePlace place) {}

    /** Returns the error that says a person's file or directory stands where the dataset belongs. */
    NameConflictException personsOwn(String name, Standing standing, DatasetOrigin asked) throws IOException {
        return new NameConflictException(layout.tree(name), describe(name, standing), asked.toString());
    }

    private String describe(String name, Standing standing) throws IOException {
        if (standing instanceof Standing.NoDirectory file) {
            return file.kind() + " of somebody's own";
        }
        return hasRecordInPlace(name)
                ? "a directory that was changed by hand since a dataset was staged there, or is somebody's own"
                        + " (verify tells; if it is not needed, remove it)"
                : "a directory of somebody's own";
    }

    /** Returns whether a record says that a dataset was staged at {@code data/NAME} itself, fitting what stands there or not. */
    boolean hasRecordInPlace(String name) throws IOException {
        for (String attempt : records.attempts(name)) {
            if (!isRevision(attempt)) {
                return true;
            }
        }
        return false;
    }

    /** Refuses a record of another source than asked for. */
    void requireSameSource(String name, DatasetOrigin standing, DatasetOrigin asked) throws NameConflictException {
        if (!standing.isSameSourceAs(asked)) {
            throw new NameConflictException(layout.tree(name), standing.toString(), asked.toString());
        }
    }

    /** Returns the trees beside {@code data/NAME} that are of this source (S3), the latest first. */
    List<PublishRecord> revisions(String name, DatasetOrigin source) throws IOException {
        List<PublishRecord> found = new ArrayList<>();
        for (String attempt : records.attempts(name)) {
            if (isRevision(attempt)) {
                records.byAttempt(name, attempt)
                        .filter(record -> record.dataset().origin().isSameSourceAs(source))
                        .ifPresent(found::add);
            }
        }
        found.sort(Comparator.comparing(PublishRecord::recordedAt).reversed());
        return found;
    }

    /** Returns what movers took from {@code data/NAME} and have not put back or thrown away. */
    List<Path> setAside(String name) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Aside aside : aside(name)) {
            for (Path path : List.of(layout.aside(name).resolve(aside.fileName()), besideTrees(aside))) {
                if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                    found.add(path);
                }
            }
        }
        return found;
    }

    /** Returns those of them that are not what their mover meant: somebody's own, or another tree, and no garbage. */
    List<Path> takenByMistake(String name) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Aside aside : aside(name)) {
            for (Path path : List.of(layout.aside(name).resolve(aside.fileName()), besideTrees(aside))) {
                if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !hasSeal(path, aside.seal())) {
                    found.add(path);
                }
            }
        }
        return found;
    }

    /** Returns what was ever set aside of the name and not cleared up after, be it there or not. */
    Set<Aside> aside(String name) throws IOException {
        Set<Aside> found = new LinkedHashSet<>();
        for (String entry : DirectoryNames.of(layout.aside(name))) {
            boolean isMark = entry.endsWith(Trash.MARK);
            Aside.parse(isMark ? entry.substring(0, entry.length() - Trash.MARK.length()) : entry)
                    .ifPresent(found::add);
        }
        return found;
    }

    /** Returns where another user's tree is set aside: under the very folder it stood in, which it cannot leave. */
    Path besideTrees(Aside aside) {
        return layout.data().resolve(Aside.BESIDE_TREES + aside.fileName());
    }

    /** Returns the file that says something is set aside there. */
    Path mark(String name, Aside aside) {
        return layout.aside(name).resolve(aside.fileName() + Trash.MARK);
    }

    /** Returns the names of which movers have set something aside. */
    List<String> namesSetAside() throws IOException {
        List<String> names = new ArrayList<>();
        for (String name : DirectoryNames.of(layout.aside())) {
            if (!DirectoryNames.of(layout.aside(name)).isEmpty()) {
                names.add(name);
            }
        }
        return names;
    }

    boolean isRevision(String attempt) {
        return Files.isDirectory(layout.revision(attempt), LinkOption.NOFOLLOW_LINKS);
    }

    boolean hasSeal(String name, Seal seal) throws IOException {
        return hasSeal(layout.tree(name), seal);
    }

    /** Tells whether a directory of this seal stands at the path. */
    static boolean hasSeal(Path tree, Seal seal) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(tree, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isDirectory() && seal.isSameAs(Seal.of(attributes.lastModifiedTime()));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            return !entries.iterator().hasNext();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException e) {
            return true;
        } catch (AccessDeniedException e) {
            return false; // Locked up, so it is somebody's.
        }
    }
}
