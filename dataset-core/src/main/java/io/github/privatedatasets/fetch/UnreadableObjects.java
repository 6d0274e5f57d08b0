// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import io.github.privatedatasets.errors.DatasetAccessDeniedException;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.PinMismatchException;
import io.github.privatedatasets.errors.RevisionChangedException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spec.OneLine;
import io.github.privatedatasets.spi.EntrySink;
import io.github.privatedatasets.spi.RemoteObject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a folder that the store does not give: denied, archived, or not as they were pinned. They are found together, as far as a bounded number of
 * requests finds them, so that nobody mends a folder object by object. Thread-safe.
 */
public final class UnreadableObjects {
    /** As many as an error lists. */
    private static final int ENOUGH = 100;

    private static final int MAX_PROBES = 1000;

    private final DatasetUri uri;
    private final boolean folder;
    private final boolean pinned;
    private final AtomicInteger probes = new AtomicInteger();
    private @Nullable DatasetException reason;
    private long count;

    /**
     * Starts with none; what befalls the one object of a dataset that is no folder is thrown as it is. An object that changed is one of these
     * where the folder is {@code pinned}; else another try gets the new revision.
     */
    public UnreadableObjects(DatasetUri uri, boolean folder, boolean pinned) {
        this.uri = uri;
        this.folder = folder;
        this.pinned = pinned;
    }

    /** Refuses the object, if that is what the error means; else throws the error. */
    void add(RemoteObject object, DatasetException error, EntrySink sink) throws IOException {
        if (!folder) {
            throw error;
        }
        if (!(error instanceof DatasetAccessDeniedException
                || error instanceof UnsupportedDatasetException
                || (pinned && error instanceof RevisionChangedException))) {
            throw error;
        }
        synchronized (this) {
            reason = reason == null || rank(error) < rank(reason) ? error : reason;
            count++;
        }
        // What all of them have in common is said once, by errorFor.
        sink.refuse(
                object.path(),
                error instanceof DatasetAccessDeniedException denied
                        ? "is denied to " + denied.identity() + ": " + denied.found()
                        : error.getMessage());
    }

    /** Of several reasons the one is told that may pass soonest, with a new token, lest what came is not kept for then; next is an archive's restore. */
    private static int rank(DatasetException error) {
        return error instanceof DatasetAccessDeniedException ? 0 : error instanceof UnsupportedDatasetException ? 1 : 2;
    }

    /** Asks for one byte of an object that is not fetched any more, unless enough are known. */
    void probe(RemoteObject object, DatasetReader reader) throws IOException {
        if (folder && object.sizeBytes() > 0 && count() < ENOUGH && probes.incrementAndGet() <= MAX_PROBES) {
            try (ResumingStream first = reader.range(object, 0, 1)) {
                first.connect();
            }
        }
    }

    private synchronized long count() {
        return count;
    }

    /** Returns the error that names these refused entries, if all of them are objects that the store refused. */
    public synchronized @Nullable DatasetException errorFor(List<String> offenders, long offenderCount) {
        if (reason == null || count != offenderCount) {
            return null;
        }
        String named =
                count + (count == 1 ? " object" : " objects") + " of the folder: " + OneLine.ofFew(offenders, count);
        if (reason instanceof DatasetAccessDeniedException denied) {
            return new DatasetAccessDeniedException(uri, denied.identity(), named, denied.remedy(), denied);
        }
        return reason instanceof RevisionChangedException
                ? new PinMismatchException(uri, offenders, count)
                : new UnsupportedDatasetException(uri + " holds what cannot be read, " + named, reason);
    }
}
