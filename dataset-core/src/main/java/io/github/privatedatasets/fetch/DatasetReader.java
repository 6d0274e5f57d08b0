// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteObject;
import io.github.privatedatasets.spi.Slot;
import java.io.Closeable;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads the objects of one remote dataset for one staging: every stream resumes what breaks, and all of them end when the
 * staging is cancelled. Thread-safe.
 */
public final class DatasetReader implements Closeable {
    private final RemoteDataset dataset;
    private final RetryPolicy retries;
    private final ReadAhead ahead;
    private final TransferObserver observer;
    private final TaskGroup helpers;
    private final Set<ObjectBytes> open = ConcurrentHashMap.newKeySet();
    private final Set<WindowedStream> unfinished = ConcurrentHashMap.newKeySet();
    private volatile boolean cancelled;

    /** Makes a reader that tells the observer. */
    public DatasetReader(RemoteDataset dataset, RetryPolicy retries, ReadAhead ahead, TransferObserver observer) {
        this.dataset = dataset;
        this.retries = retries;
        this.ahead = ahead;
        this.observer = observer;
        // As many as the streams call: each of them knows its most.
        this.helpers = new TaskGroup(ahead.pool(), Integer.MAX_VALUE, this::cancel);
    }

    /**
     * Opens all bytes of an object, proven at their end.
     *
     * @param again whether they came wrong before: then nothing is taken for granted that the store can be asked
     * @throws IOException if the store had to be asked about the object, and refused
     */
    public ObjectStream stream(RemoteObject object, boolean again) throws IOException {
        Attempts attempts = attempts(object);
        boolean inRanges = ahead.isWorthIt(object.sizeBytes());
        RemoteObject described = inRanges ? described(object, attempts) : object;
        return proven(described, from(object, 0), attempts, again);
    }

    /**
     * Opens all bytes of an object, proven at their end, of which the first were left by an attempt that died; closes those in the end.
     *
     * @throws IOException if the store had to be asked about the object, and refused
     */
    ObjectStream stream(RemoteObject object, RemoteContent left) throws IOException {
        Attempts attempts = attempts(object);
        ContinuedBytes bytes = opened(new ContinuedBytes(this, object, left));
        boolean described = false;
        try {
            RemoteObject known = left.checksum().isPresent() ? object.withChecksum(left.checksum()) : object;
            if (object.sizeBytes() > Slot.GROWTH_BYTES) {
                known = described(known, attempts); // Of one that did not come whole, the store was not yet heard.
            }
            described = true;
            return proven(known, bytes, attempts, false);
        } finally {
            if (!described) {
                bytes.close();
            }
        }
    }

    /**
     * An object's digest comes with the whole of it, but not with its ranges. Only that is taken: who goes on with a version that the listing did
     * not tell needs a permission to name versions.
     */
    private RemoteObject described(RemoteObject object, Attempts attempts) throws IOException {
        return object.checksum().isPresent()
                ? object
                : object.withChecksum(
                        attempts.until(() -> dataset.describe(object)).checksum());
    }

    /** Asks the store about an object, as often as the retry policy allows. */
    public RemoteObject describe(RemoteObject object) throws IOException {
        return attempts(object).until(() -> dataset.describe(object));
    }

    private ObjectStream proven(RemoteObject object, ObjectBytes bytes, Attempts attempts, boolean everyPart) {
        return new ObjectStream(
                object, bytes, attempts, new ProofChoice(dataset, object, attempts, ahead, helpers, everyPart));
    }

    /** Opens an object's bytes from an offset to the end; nothing is asked of the store before the first read. */
    ObjectBytes from(RemoteObject object, long offset) {
        long length = object.sizeBytes() - offset;
        return ahead.isWorthIt(length)
                ? opened(new WindowedStream(this, dataset, object, offset, ahead, helpers))
                : range(object, offset, length);
    }

    /** Opens so many bytes of an object from an offset; nothing is asked of the store before the first read. */
    ResumingStream range(RemoteObject object, long offset, long length) {
        return opened(new ResumingStream(dataset, object, offset, length, attempts(object), observer, this::closed));
    }

    private Attempts attempts(RemoteObject object) {
        return new Attempts(object.path(), retries, observer);
    }

    private <T extends ObjectBytes> T opened(T stream) {
        open.add(stream);
        if (cancelled) {
            stream.close();
        }
        return stream;
    }

    void closed(ObjectBytes stream) {
        open.remove(stream);
    }

    /** Notes a stream whose memory is given back when nobody reads any more. */
    void closedEarly(WindowedStream stream) {
        unfinished.add(stream);
    }

    TransferObserver observer() {
        return observer;
    }

    /** Ends every stream that is open, and every one that will be opened; a read that is blocked fails at once. */
    public void cancel() {
        cancelled = true;
        open.forEach(ObjectBytes::close);
    }

    /** Cancels, and returns when no thread reads ahead any more; comes when nobody reads the streams any more. */
    @Override
    public void close() {
        helpers.close();
        unfinished.forEach(WindowedStream::giveBack);
    }
}
