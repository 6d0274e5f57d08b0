// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a big object in order, from an offset to its end, while other threads fetch the ranges ahead of the reader.
 *
 * <p>The reader needs nobody: what no other thread has begun to fetch by the time it gets there, it fetches itself, and what broke it takes up
 * at the last good byte. So a pool without a free thread, or memory that others hold, only makes it slower. One thread reads ahead in
 * the beginning, and one more whenever the reader had to wait for bytes: as many as the network is worth.
 */
final class WindowedStream extends ObjectBytes {
    /** How far a reader that nobody helps asks at a time. */
    private static final int WINDOWS_ALONE = 8;

    private final DatasetReader reader;
    private final RemoteDataset dataset;
    private final RemoteObject object;
    private final ReadAhead ahead;
    private final TaskGroup helpers;
    private long position;
    private String noChecksumReason = "";
    private @Nullable Window waitedFor;
    private volatile @Nullable ResumingStream own;
    private volatile @Nullable ByteBuffer block;
    // Under the lock. Windows and the reader's own ranges are claimed in order, so what is unclaimed lies behind all of
    // them.
    private final Deque<Window> windows = new ArrayDeque<>();
    private long unclaimed;
    private int wanted = 1;
    private int called;
    private int running;
    private boolean closed;

    WindowedStream(
            DatasetReader reader,
            RemoteDataset dataset,
            RemoteObject object,
            long offset,
            ReadAhead ahead,
            TaskGroup helpers) {
        this.reader = reader;
        this.dataset = dataset;
        this.object = object;
        this.position = offset;
        this.unclaimed = offset;
        this.ahead = ahead;
        this.helpers = helpers;
    }

    @Override
    Optional<Checksum> connect() throws IOException {
        ResumingStream first = claimOwn(1);
        callHelpers();
        Optional<Checksum> told = first.connect();
        noChecksumReason = first.noChecksumReason();
        return told;
    }

    @Override
    String noChecksumReason() {
        return noChecksumReason;
    }

    @Override
    public boolean lends() {
        return true;
    }

    @Override
    public @Nullable ByteBuffer lend(int most) throws IOException {
        ByteBuffer kept = block;
        if (kept == null) {
            kept = ahead.block();
            block = kept;
        }
        ByteBuffer room = kept.slice(0, Math.min(most, kept.capacity()));
        ByteBuffer lent = fetchInto(room, most);
        if (lent == null && room.position() == 0) {
            ahead.giveBlock(kept);
            block = null;
            return null;
        }
        return lent == null ? room.flip() : lent;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        ByteBuffer room = ByteBuffer.wrap(buffer, offset, length);
        ByteBuffer lent = length == 0 ? null : fetchInto(room, length);
        if (lent != null) {
            room.put(lent);
        }
        int count = room.position() - offset;
        return count == 0 && length > 0 ? -1 : count;
    }

    /** Reads the next bytes into the room where the reader has to fetch them, or returns them where another did; neither at the end. */
    private @Nullable ByteBuffer fetchInto(ByteBuffer room, int most) throws IOException {
        while (!isOver()) {
            ResumingStream mine = own;
            Window window = mine == null ? headOrClaim() : null;
            if (mine != null) {
                int count = mine.read(room);
                if (count > 0) {
                    position += count;
                    return null;
                }
                leave(mine);
            } else if (window != null) {
                ByteBuffer lent = lend(window, most);
                if (lent != null) {
                    position += lent.remaining();
                    return lent;
                }
                leave(window);
            }
        }
        return null;
    }

    /** Tells whether all was read, and the last window is left: else its memory would be lost to the next. */
    private synchronized boolean isOver() {
        return position >= object.sizeBytes() && windows.isEmpty();
    }

    private @Nullable ByteBuffer lend(Window window, int most) throws IOException {
        int from = (int) (position - window.start());
        if (window != waitedFor && window.isBehind(from)) {
            waitedFor = window;
            callOneMore();
        }
        try {
            return window.lend(from, most);
        } catch (InterruptedException e) {
            throw Attempts.interrupted(object.path(), e);
        }
    }

    /** Returns the window to read from, or none after the reader claimed bytes that nobody fetches yet. */
    private synchronized @Nullable Window headOrClaim() throws IOException {
        Window head = windows.peek();
        if (head == null) {
            claimOwn(running == 0 ? WINDOWS_ALONE : 1);
        }
        return head;
    }

    private synchronized ResumingStream claimOwn(int windowCount) throws IOException {
        if (closed) {
            throw new IOException("reading " + object.path() + " was stopped");
        }
        long length = Math.min((long) windowCount * ahead.windowBytes(), object.sizeBytes() - unclaimed);
        ResumingStream claimed = reader.range(object, unclaimed, length);
        unclaimed += length;
        own = claimed;
        return claimed;
    }

    private void leave(ResumingStream mine) {
        mine.close();
        own = null;
        synchronized (this) {
            wanted = Math.max(wanted, 1); // the store answers again
        }
        callHelpers();
    }

    private void leave(Window window) {
        long end = window.start() + window.length();
        synchronized (this) {
            windows.remove(window);
            if (position < end && !closed) {
                own = reader.range(object, position, end - position);
            }
        }
        window.leave();
        callHelpers();
    }

    private void callOneMore() {
        synchronized (this) {
            if (wanted > 0 && wanted < ahead.connectionsAhead()) {
                wanted++;
            }
        }
        callHelpers();
    }

    private void callHelpers() {
        while (mayCall()) {
            if (!helpers.offer(this::help)) {
                synchronized (this) {
                    called--; // there may be a free thread the next time
                }
                return;
            }
        }
    }

    private synchronized boolean mayCall() {
        boolean may = called < wanted && unclaimed < object.sizeBytes() && !closed;
        called += may ? 1 : 0;
        return may;
    }

    private void help() throws InterruptedException {
        synchronized (this) {
            running++;
        }
        try {
            boolean whole = true;
            for (Window window = claimWindow(); window != null && whole; window = whole ? claimWindow() : null) {
                whole = window.fetch(dataset, object, reader.observer());
            }
            if (!whole) {
                rest();
            }
        } finally {
            synchronized (this) {
                running--;
                called--;
            }
        }
    }

    /** What broke for one may break for all: nobody reads ahead until the reader has got over that place by itself. */
    private synchronized void rest() {
        wanted = 0;
    }

    private synchronized @Nullable Window claimWindow() {
        if (closed || called > wanted || unclaimed >= object.sizeBytes() || !ahead.takeWindow()) {
            return null;
        }
        int length = (int) Math.min(ahead.windowBytes(), object.sizeBytes() - unclaimed);
        Window window = new Window(ahead, unclaimed, length);
        unclaimed += length;
        windows.add(window);
        return window;
    }

    @Override
    public void close() {
        List<Window> dropped;
        synchronized (this) {
            closed = true;
            dropped = List.copyOf(windows);
        }
        dropped.forEach(Window::drop);
        ResumingStream mine = own;
        if (mine != null) {
            mine.close();
        }
        reader.closed(this);
        if (holdsMemory()) {
            reader.closedEarly(this);
        }
    }

    /** Tells whether the reader, who did not come to the end, may still be reading what was lent. */
    private synchronized boolean holdsMemory() {
        return block != null || !windows.isEmpty();
    }

    /** Gives that memory back, once the stream is closed and nobody reads any more. */
    synchronized void giveBack() {
        windows.forEach(Window::leave);
        windows.clear();
        ByteBuffer kept = block;
        if (kept != null) {
            block = null;
            ahead.giveBlock(kept);
        }
    }
}
