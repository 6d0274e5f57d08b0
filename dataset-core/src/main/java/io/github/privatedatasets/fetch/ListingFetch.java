// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.IntegrityException;
import io.github.privatedatasets.spec.ListingDigest;
import io.github.privatedatasets.spi.EntryAttributes;
import io.github.privatedatasets.spi.EntrySink;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteListing;
import io.github.privatedatasets.spi.RemoteObject;
import io.github.privatedatasets.spi.Revision;
import io.github.privatedatasets.spi.Slot;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Brings the objects of a listing, a folder's or a single one, into a tree: several at a time, beginning with the first page.
 *
 * <p>What an attempt that died has left of an object is taken from there. An object whose bytes came wrong is fetched once more, all of
 * it. Objects that cannot be had are noted as refused entries, so that they are reported together, and with the keys that cannot be
 * files.
 *
 * <p>Memory is one buffer per transfer and one listing page, however many objects there are, and what {@link ReadAhead} allows. What is
 * known of each object is on disk: its name in the tree, the rest where the slot notes it.
 */
public final class ListingFetch {
    private final DatasetReader reader;
    private final EntrySink sink;
    private final Slot slot;
    private final UnreadableObjects unreadable;
    private final ProofTally proofs = new ProofTally();
    private final ListingDigest digest = ListingDigest.start();

    /** Makes a fetch that writes into the sink, notes what cannot be had, and notes in the slot how far it is. */
    public ListingFetch(DatasetReader reader, EntrySink sink, UnreadableObjects unreadable, Slot slot) {
        this.reader = reader;
        this.sink = sink;
        this.unreadable = unreadable;
        this.slot = slot;
    }

    /** Transfers every accepted object of the listing, and returns when all are in the sink. */
    public void run(RemoteListing listing, Predicate<String> accepted, TaskGroup tasks)
            throws IOException, InterruptedException {
        long bytes = 0;
        long files = 0;
        for (RemoteObject object = listing.next(); object != null; object = listing.next()) {
            if (accepted.test(object.path())) {
                digest.add(object.path(), object.sizeBytes(), object.etag());
                // A listing may tell anything; a sum that stays at its most is as far from any disk as the right one.
                bytes += Math.min(object.sizeBytes(), Long.MAX_VALUE - bytes);
                files += object.isFolderMarker() ? 0 : 1;
                RemoteObject next = object;
                tasks.submit(() -> fetch(next));
            }
        }
        reader.observer().listed(bytes, files);
        tasks.join();
    }

    private void fetch(RemoteObject object) throws IOException {
        if (!object.isFolderMarker()) {
            try {
                fetchTwice(object, new EntryAttributes(false, Optional.of(object.lastModified())));
            } catch (DatasetException e) {
                unreadable.add(object, e, sink);
            }
        } else if (object.sizeBytes() == 0) {
            // A marker's time is when somebody made the folder, and not when its content changed last.
            sink.directory(object.path(), EntryAttributes.PLAIN);
            slot.fetched(object, ObjectProof.none(object, "").label());
        } else {
            sink.refuse(object.path(), "an object with content whose key ends with /");
        }
    }

    private void fetchTwice(RemoteObject object, EntryAttributes attributes) throws IOException {
        Optional<RemoteContent> left = slot.left(object);
        ObjectStream first = left.isPresent() ? reader.stream(object, left.get()) : reader.stream(object, false);
        try {
            fetch(object, attributes, first);
        } catch (IntegrityException e) {
            reader.observer().resumed(-first.resumedBytes());
            reader.observer().retrying(e.getMessage(), 1, Duration.ZERO);
            fetch(object, attributes, reader.stream(object, true));
        }
    }

    private void fetch(RemoteObject object, EntryAttributes attributes, ObjectStream opened) throws IOException {
        try (ObjectStream content = opened) {
            slot.fetching(object);
            sink.file(object.path(), attributes, content);
            if (!content.isEnded()) {
                // The sink reads nothing more since something was refused; others may have to be as well.
                unreadable.probe(object, reader);
                return;
            }
            slot.fetched(object.withChecksum(content.checksum()), content.proof());
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
