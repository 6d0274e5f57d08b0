package io.github.privatedatasets.fetch;

import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteObject;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads the objects of one remote dataset for one staging: every stream resumes what breaks, and all of them end when the
 * staging is cancelled. Thread-safe.
 */
public final class DatasetReader {
    private final RemoteDataset dataset;
    private final RetryPolicy retries;
    private final TransferObserver observer;
    private final Set<ResumingStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cancelled;

    /** Makes a reader that tells the observer. */
    public DatasetReader(RemoteDataset dataset, RetryPolicy retries, TransferObserver observer) {
        this.dataset = dataset;
        this.retries = retries;
        this.observer = observer;
    }

    /** Opens all bytes of an object, proven at their end; nothing is asked of the store before the first read. */
    public ObjectStream stream(RemoteObject object) {
        return new ObjectStream(object, range(object, 0, object.sizeBytes()));
    }

    /** Opens so many bytes of an object from an offset; nothing is asked of the store before the first read. */
    ResumingStream range(RemoteObject object, long offset, long length) {
        ResumingStream stream = new ResumingStream(dataset, object, offset, length, retries, observer, open::remove);
        open.add(stream);
        if (cancelled) {
            stream.close();
        }
        return stream;
    }

    TransferObserver observer() {
        return observer;
    }

    /** Ends every stream that is open, and every one that will be opened; a read that is blocked fails at once. */
    public void cancel() {
        cancelled = true;
        open.forEach(ResumingStream::close);
    }
}
