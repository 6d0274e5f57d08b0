package io.github.privatedatasets.fetch;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.errors.TransferFailedException;
import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteObject;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one object between two offsets. A connection that breaks, or ends early, is opened again at the last good
 * byte; nothing is read twice.
 *
 * <p>Read by one thread; closed by any, which frees a blocked read at once.
 */
final class ResumingStream extends InputStream {
    /** Failures count as being in a row until so many bytes came between two of them. */
    private static final long PROGRESS_BYTES = 1 << 20;

    private final RemoteDataset dataset;
    private final RemoteObject object;
    private final RetryPolicy retries;
    private final TransferObserver observer;
    private final Consumer<ResumingStream> onClose;
    private final long end;
    private long position;
    private long forgetFailuresAt;
    private int failures;
    private volatile @Nullable RemoteContent content;
    private volatile boolean closed;

    ResumingStream(
            RemoteDataset dataset,
            RemoteObject object,
            long offset,
            long length,
            RetryPolicy retries,
            TransferObserver observer,
            Consumer<ResumingStream> onClose) {
        this.dataset = dataset;
        this.object = object;
        this.position = offset;
        this.end = offset + length;
        this.retries = retries;
        this.observer = observer;
        this.onClose = onClose;
    }

    /** Opens the connection before the first read, and returns the digest over the whole object that came with it. */
    Optional<Checksum> connect() throws IOException {
        while (position < end) {
            try {
                return opened().checksum();
            } catch (IOException e) {
                pauseOrGiveUp(e);
            }
        }
        return Optional.empty();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        while (length > 0 && position < end) {
            try {
                int wanted = (int) Math.min(length, end - position);
                int count = opened().stream().read(buffer, offset, wanted);
                if (count < 0) {
                    throw new EOFException("the connection ended " + (end - position) + " bytes early");
                }
                position += count;
                if (position >= forgetFailuresAt) {
                    failures = 0;
                }
                observer.bytesRead(count);
                return count;
            } catch (IOException e) {
                pauseOrGiveUp(e);
            }
        }
        return length == 0 ? 0 : -1;
    }

    private RemoteContent opened() throws IOException {
        RemoteContent open = content;
        if (open == null) {
            if (closed) {
                throw new IOException("closed");
            }
            try {
                open = dataset.open(object, position, end - position);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
            content = open;
            if (closed) {
                open.close();
            }
        }
        return open;
    }

    private void pauseOrGiveUp(IOException problem) throws IOException {
        if (closed) {
            throw new IOException("reading " + object.path() + " was stopped", problem);
        }
        drop();
        // The store's last word (gone, denied, changed) is final; only what may pass by itself is tried again.
        if (problem instanceof DatasetException && !(problem instanceof SourceUnavailableException)) {
            throw problem;
        }
        if (problem instanceof InterruptedIOException && Thread.currentThread().isInterrupted()) {
            throw problem;
        }
        failures++;
        forgetFailuresAt = position + PROGRESS_BYTES;
        if (failures >= retries.maxFailures()) {
            throw new TransferFailedException(object.path(), position, failures, problem);
        }
        Duration pause = retries.pauseAfter(failures);
        observer.retrying(object.path() + " at byte " + position + ": " + problem.getMessage(), failures, pause);
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private InterruptedIOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException stopped = new InterruptedIOException("reading " + object.path() + " was interrupted");
        stopped.initCause(e);
        return stopped;
    }

    private void drop() {
        RemoteContent open = content;
        content = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        drop();
        onClose.accept(this);
    }
}
