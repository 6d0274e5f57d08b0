package io.github.privatedatasets.fetch;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.IntegrityException;
import io.github.privatedatasets.spec.ListingDigest;
import io.github.privatedatasets.spi.EntryAttributes;
import io.github.privatedatasets.spi.EntrySink;
import io.github.privatedatasets.spi.RemoteListing;
import io.github.privatedatasets.spi.RemoteObject;
import io.github.privatedatasets.spi.Revision;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Brings the objects of a listing, a folder's or a single one, into a tree: several at a time, beginning with the first page.
 *
 * <p>An object whose bytes came wrong is fetched once more. Objects that cannot be had are noted as refused entries, so that they are
 * reported together, and with the keys that cannot be files.
 *
 * <p>Memory is one buffer per transfer and one listing page, however many objects there are, and what {@link ReadAhead} allows.
 */
public final class ListingFetch {
    private final DatasetReader reader;
    private final EntrySink sink;
    private final Fetched fetched;
    private final UnreadableObjects unreadable;
    private final ProofTally proofs = new ProofTally();
    private final ListingDigest digest = ListingDigest.start();

    /** Makes a fetch that writes into the sink, notes what cannot be had, and tells of each object that came whole. */
    public ListingFetch(DatasetReader reader, EntrySink sink, UnreadableObjects unreadable, Fetched fetched) {
        this.reader = reader;
        this.sink = sink;
        this.unreadable = unreadable;
        this.fetched = fetched;
    }

    /** Is told of objects that came whole, by many threads. */
    @FunctionalInterface
    public interface Fetched {
        /** This object came whole, and this proved it. */
        void fetched(RemoteObject object, String proof) throws DatasetException;
    }

    /** Transfers every accepted object of the listing, and returns when all are in the sink. */
    public void run(RemoteListing listing, Predicate<String> accepted, TaskGroup tasks)
            throws IOException, InterruptedException {
        long bytes = 0;
        long files = 0;
        for (RemoteObject object = listing.next(); object != null; object = listing.next()) {
            if (accepted.test(object.path())) {
                digest.add(object.path(), object.sizeBytes(), object.etag());
                bytes += object.sizeBytes();
                files += object.isFolderMarker() ? 0 : 1;
                RemoteObject next = object;
                tasks.submit(() -> fetch(next));
            }
        }
        reader.observer().listed(bytes, files);
        tasks.join();
    }

    private void fetch(RemoteObject object) throws IOException {
        EntryAttributes attributes = new EntryAttributes(false, Optional.of(object.lastModified()));
        if (!object.isFolderMarker()) {
            try {
                fetchTwice(object, attributes);
            } catch (DatasetException e) {
                unreadable.add(object, e, sink);
            }
        } else if (object.sizeBytes() == 0) {
            sink.directory(object.path(), attributes);
            fetched.fetched(object, ObjectProof.none(object, "").label());
        } else {
            sink.refuse(object.path(), "an object with content whose key ends with /");
        }
    }

    private void fetchTwice(RemoteObject object, EntryAttributes attributes) throws IOException {
        try {
            fetch(object, attributes, false);
        } catch (IntegrityException e) {
            reader.observer().retrying(e.getMessage(), 1, Duration.ZERO);
            fetch(object, attributes, true);
        }
    }

    private void fetch(RemoteObject object, EntryAttributes attributes, boolean again) throws IOException {
        try (ObjectStream content = reader.stream(object, again)) {
            sink.file(object.path(), attributes, content);
            if (!content.isEnded()) {
                // The sink reads nothing more since something was refused; others may have to be as well.
                unreadable.probe(object, reader);
                return;
            }
            fetched.fetched(object, content.proof());
            if (object.sizeBytes() > 0) {
                proofs.add(content.proof());
            }
        }
    }

    /** Returns how many objects were accepted. */
    public long objects() {
        return digest.objects();
    }

    /** Returns what proved the objects. */
    public String proof() {
        return proofs.summary();
    }

    /** Returns the folder's revision; called once, after {@link #run}. */
    public Revision revision() {
        return Revision.ofFolder(digest.end());
    }
}
