// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A range of an object that one thread fetches while another, behind it, reads what has come.
 *
 * <p>It is fetched once: where the connection breaks, the window ends early, and its reader, who knows how often to try, goes on from there.
 */
final class Window {
    private final ReadAhead memory;
    private final long start;
    private final int length;
    private final List<ByteBuffer> blocks = new ArrayList<>();
    private int filled;
    private boolean ended;
    private boolean dropped;
    private boolean left;
    private boolean returned;
    private @Nullable RemoteContent content;

    /** Makes a window whose memory was taken; {@link #leave} gives it back. */
    Window(ReadAhead memory, long start, int length) {
        this.memory = memory;
        this.start = start;
        this.length = length;
    }

    long start() {
        return start;
    }

    int length() {
        return length;
    }

    /** Fetches; tells whether all of it came. The store's refusals are for its reader to hear, who asks again. */
    boolean fetch(RemoteDataset dataset, RemoteObject object, TransferObserver observer) throws InterruptedException {
        try {
            if (!isDropped()) {
                copy(opened(dataset.open(object, start, length)).stream(), observer);
            }
        } catch (InterruptedIOException e) {
            if (Thread.interrupted()) {
                InterruptedException interrupted = new InterruptedException("interrupted while reading ahead");
                interrupted.initCause(e);
                throw interrupted;
            }
        } catch (IOException e) {
            return false; // its reader finds that bytes are missing
        } finally {
            end();
        }
        return isWhole();
    }

    private RemoteContent opened(RemoteContent open) {
        synchronized (this) {
            content = open;
            if (!dropped) {
                return open;
            }
        }
        open.close();
        return open;
    }

    private void copy(InputStream stream, TransferObserver observer) throws IOException {
        int at = 0;
        while (at < length) {
            ByteBuffer block = memory.block();
            synchronized (this) {
                blocks.add(block);
            }
            for (ByteBuffer room = block.slice(0, Math.min(block.capacity(), length - at)); room.hasRemaining(); ) {
                int count = BlockFill.read(stream, room);
                if (count < 0) {
                    return;
                }
                at += count;
                observer.bytesRead(count);
                synchronized (this) {
                    filled = at;
                    notifyAll();
                }
            }
        }
    }

    private void end() {
        RemoteContent open;
        synchronized (this) {
            ended = true;
            open = content;
            content = null;
            notifyAll();
        }
        if (open != null) {
            open.close();
        }
        giveBackIfDone();
    }

    private synchronized boolean isWhole() {
        return filled == length;
    }

    private synchronized boolean isDropped() {
        return dropped;
    }

    /** Tells whether a read from there would have to wait. */
    synchronized boolean isBehind(int from) {
        return from >= filled && !ended;
    }

    /**
     * Returns what has come from an offset in the window, at most so many bytes, after waiting for the first; null where no more will come. They
     * stay as they are until the window is {@link #leave left}.
     */
    synchronized @Nullable ByteBuffer lend(int from, int most) throws InterruptedException {
        while (isBehind(from) && !dropped) {
            wait();
        }
        if (dropped || from >= filled) {
            return null;
        }
        int blockBytes = blocks.get(0).capacity();
        int inBlock = from % blockBytes;
        return blocks.get(from / blockBytes)
                .slice(inBlock, Math.min(Math.min(most, filled - from), blockBytes - inBlock));
    }

    /** Ends the window for its reader, who uses nothing any more that was lent: its memory is the next one's. */
    void leave() {
        synchronized (this) {
            left = true;
        }
        drop();
        giveBackIfDone();
    }

    /** Ends the window, whoever fetches, waits for it or still reads what was lent; it keeps its memory until it is left. */
    void drop() {
        RemoteContent open;
        synchronized (this) {
            dropped = true;
            open = content;
            notifyAll();
        }
        if (open != null) {
            open.close();
        }
    }

    /** Blocks that are still written to, or read, are nobody else's. */
    private synchronized void giveBackIfDone() {
        if (ended && left && !returned) {
            returned = true;
            memory.giveWindow(blocks);
        }
    }
}
