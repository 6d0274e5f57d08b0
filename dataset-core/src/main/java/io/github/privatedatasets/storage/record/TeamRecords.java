// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.record;

import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.storage.disk.DirectoryNames;
import io.github.privatedatasets.storage.disk.Flush;
import io.github.privatedatasets.storage.disk.SmallFiles;
import io.github.privatedatasets.storage.layout.SharedLayout;
import io.github.privatedatasets.storage.layout.TeamModes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The records of a team's trees, one file an attempt, never overwritten. */
public final class TeamRecords {
    private final SharedLayout layout;
    private final Flush flush;

    public TeamRecords(SharedLayout layout, Flush flush) {
        this.layout = layout;
        this.flush = flush;
    }

    /**
     * Finds the record of the tree that stands under the name with this seal.
     *
     * @throws StorageFailureException if there is none, but one that cannot be read: it may be that of the tree
     */
    public Optional<PublishRecord> bySeal(String name, Seal seal) throws IOException {
        StorageFailureException unreadable = null;
        for (String attempt : attempts(name)) {
            try {
                Optional<PublishRecord> record = byAttempt(name, attempt);
                if (record.isPresent() && record.get().seal().isSameAs(seal)) {
                    return record;
                }
            } catch (StorageFailureException e) {
                unreadable = e;
            }
        }
        if (unreadable != null) {
            throw unreadable;
        }
        return Optional.empty();
    }

    /** Finds the record of an attempt. */
    public Optional<PublishRecord> byAttempt(String name, String attempt) throws IOException {
        Path file = layout.record(name, attempt);
        try {
            return Optional.of(read(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Returns the attempts under this name that have a record. */
    public List<String> attempts(String name) throws IOException {
        return DirectoryNames.of(layout.records(name), ".json");
    }

    /** Returns the attempts under this name that have a list of any kind, whose record may be missing. */
    public List<String> listsOf(String name) throws IOException {
        List<String> lists = new ArrayList<>(DirectoryNames.of(layout.records(name), ".objects"));
        lists.addAll(DirectoryNames.of(layout.records(name), ".files"));
        lists.addAll(DirectoryNames.of(layout.records(name), ".journal"));
        return lists;
    }

    /** Returns the names under which something is recorded. */
    public List<String> names() throws IOException {
        return DirectoryNames.of(layout.records());
    }

    /** Writes a record down (D4): it is there whole, or not at all. */
    public void write(String name, PublishRecord record, Runnable written) throws IOException {
        Path unfinished = layout.unfinishedRecord(record.attempt());
        SmallFiles.write(unfinished, record.toText());
        TeamModes.adoptFile(layout, unfinished);
        flush.one(unfinished);
        written.run();
        Files.move(unfinished, layout.record(name, record.attempt()), StandardCopyOption.ATOMIC_MOVE);
        flush.one(layout.records(name));
        flush.one(layout.records());
    }

    /** Removes the record of an attempt whose tree has gone from staging to the trash, and so stands nowhere. */
    public void forget(String name, String attempt) throws IOException {
        SmallFiles.delete(layout.record(name, attempt));
        SmallFiles.delete(layout.objects(name, attempt));
        SmallFiles.delete(layout.files(name, attempt));
        SmallFiles.delete(layout.journal(name, attempt));
    }

    private static PublishRecord read(Path file) throws IOException {
        String text;
        try {
            text = SmallFiles.read(file);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageFailureException(
                    file,
                    "the record of a dataset cannot be read (" + e.getMessage()
                            + "): give this user the right to, or see to the storage",
                    e);
        }
        try {
            return PublishRecord.parse(text);
        } catch (PublishRecord.NewerFormatException e) {
            throw new StorageFailureException(
                    file,
                    "the record of a dataset cannot be read, since it " + e.getMessage()
                            + ": leave it and its dataset as they are, and use the version that wrote it, or a newer one",
                    e);
        } catch (IOException e) {
            throw new StorageFailureException(
                    file,
                    "the record of a dataset cannot be read (" + e.getMessage()
                            + "): remove that file and the dataset's directory, and it is staged anew",
                    e);
        }
    }
}
