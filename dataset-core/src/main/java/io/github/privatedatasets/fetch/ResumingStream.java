// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteObject;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one object between two offsets. A connection that breaks, or ends early, is opened again at the last good
 * byte; nothing is read twice.
 */
final class ResumingStream extends ObjectBytes {
    private final RemoteDataset dataset;
    private final RemoteObject object;
    private final Attempts attempts;
    private final TransferObserver observer;
    private final Consumer<ObjectBytes> onClose;
    private final long end;
    private long position;
    private String noChecksumReason = "";
    private volatile @Nullable RemoteContent content;
    private volatile boolean closed;

    ResumingStream(
            RemoteDataset dataset,
            RemoteObject object,
            long offset,
            long length,
            Attempts attempts,
            TransferObserver observer,
            Consumer<ObjectBytes> onClose) {
        this.dataset = dataset;
        this.object = object;
        this.position = offset;
        this.end = offset + length;
        this.attempts = attempts;
        this.observer = observer;
        this.onClose = onClose;
    }

    @Override
    Optional<Checksum> connect() throws IOException {
        while (position < end) {
            try {
                RemoteContent open = opened();
                noChecksumReason = open.noChecksumReason();
                return open.checksum();
            } catch (IOException e) {
                pauseOrGiveUp(e);
            }
        }
        return Optional.empty();
    }

    @Override
    String noChecksumReason() {
        return noChecksumReason;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return read(ByteBuffer.wrap(buffer, offset, length));
    }

    int read(ByteBuffer into) throws IOException {
        while (into.hasRemaining() && position < end) {
            try {
                ByteBuffer part = into.slice(into.position(), (int) Math.min(into.remaining(), end - position));
                int count = BlockFill.read(opened().stream(), part);
                if (count < 0) {
                    throw new EOFException("the connection ended " + (end - position) + " bytes early");
                }
                position += count;
                into.position(into.position() + count);
                attempts.progressed(position);
                observer.bytesRead(count);
                return count;
            } catch (IOException e) {
                pauseOrGiveUp(e);
            }
        }
        return into.hasRemaining() ? -1 : 0;
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
                throw Attempts.interrupted(object.path(), e);
            }
            content = open;
            if (closed) {
                open.close();
            }
        }
        return open;
    }

    private void pauseOrGiveUp(IOException problem) throws IOException {
        drop();
        attempts.failed(position, problem);
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
        attempts.stop();
        drop();
        onClose.accept(this);
    }
}
