// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.manifest;

import io.github.privatedatasets.spi.DatasetOrigin;
import io.github.privatedatasets.spi.RemoteObject;
import io.github.privatedatasets.spi.WrittenEntry;
import io.github.privatedatasets.storage.layout.SharedLayout;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What an attempt writes down while it makes its tree: the lists that stay with its record, and the journal that goes once it is published.
 * Thread-safe.
 */
public final class AttemptNotes implements Closeable {
    /** About what is fetched again of small objects after a kill: what was not written out by then. */
    private static final long WRITE_OUT_EVERY_BYTES = 1 << 20;

    private final List<Path> lists;
    private final Path journalFile;
    private final FetchedObjects objects;
    private final WrittenFiles files;
    private final Journal journal;
    private final AtomicLong bytesNotWrittenOut = new AtomicLong();

    public AttemptNotes(SharedLayout layout, String name, String attempt, DatasetOrigin origin) {
        lists = List.of(layout.objects(name, attempt), layout.files(name, attempt));
        journalFile = layout.journal(name, attempt);
        objects = new FetchedObjects(lists.get(0));
        files = new WrittenFiles(lists.get(1));
        journal = new Journal(journalFile, origin);
    }

    public void fetching(RemoteObject object) throws IOException {
        journal.fetching(object);
    }

    public void growing(WrittenEntry.File soFar) throws IOException {
        journal.growing(soFar);
        journal.writeOut();
    }

    public void fetched(RemoteObject object, String proof) throws IOException {
        objects.add(object, proof);
        journal.fetched(object);
        if (bytesNotWrittenOut.addAndGet(object.sizeBytes()) >= WRITE_OUT_EVERY_BYTES) {
            bytesNotWrittenOut.set(0);
            files.writeOut();
            objects.writeOut();
            journal.writeOut();
        }
    }

    public void wrote(WrittenEntry entry) throws IOException {
        files.wrote(entry);
    }

    public void removed(String path) throws IOException {
        files.removed(path);
    }

    /** Tells whether any byte of the tree may be read by what is noted. */
    public boolean vouchForBytes() {
        return journal.vouches();
    }

    /** Returns the lists that stay. */
    public List<Path> lists() {
        return lists;
    }

    /** Writes out what was noted; more may be. */
    @Override
    public void close() throws IOException {
        try (files;
                journal) {
            objects.close();
        }
    }

    /** Removes the journal, once nobody needs to read from the tree. */
    public void forgetJournal() throws IOException {
        Files.deleteIfExists(journalFile);
    }
}
