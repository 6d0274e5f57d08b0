// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.Executor;

/**
 * The threads that fetch ranges of big objects ahead of their readers, and the memory they may do it in: one for a stager. Thread-safe.
 *
 * <p>Memory is taken by the window and given back by the window; where there is none left, a reader fetches its bytes itself. What is given
 * back is kept for the next window, until a dataset is staged and no other needs it.
 */
public final class ReadAhead {
    /** At 100 MB/s a connection, waiting for its first byte is then about half of its time; so there are many of them. */
    private static final int WINDOW_BYTES = 4 << 20;

    /** Small enough not to be a humongous object of the garbage collector, whatever the heap. */
    private static final int BLOCK_BYTES = 256 << 10;

    private static final long MOST_BYTES = 40L << 20;

    private final Executor pool;
    private final int connections;
    private final int windowBytes;
    private final int blockBytes;
    private final int maxWindows;
    private final Deque<byte[]> free = new ArrayDeque<>();
    private int windows;

    ReadAhead(Executor pool, int connections, int maxWindows, int windowBytes, int blockBytes) {
        this.pool = pool;
        this.connections = connections;
        this.maxWindows = maxWindows;
        this.windowBytes = windowBytes;
        this.blockBytes = blockBytes;
    }

    /** Returns one that uses up to so many connections for an object, its reader's included, and 40 MiB, or a quarter of a small heap. */
    public static ReadAhead on(Executor pool, int connections) {
        long bytes = Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 4);
        return new ReadAhead(pool, connections, (int) (bytes / WINDOW_BYTES), WINDOW_BYTES, BLOCK_BYTES);
    }

    Executor pool() {
        return pool;
    }

    /** Tells whether an object of this length is worth several connections. */
    boolean isWorthIt(long sizeBytes) {
        return connections > 1 && maxWindows > 0 && sizeBytes >= 2L * windowBytes;
    }

    /** Returns how many connections may run ahead of one reader. */
    int connectionsAhead() {
        return Math.min(connections - 1, maxWindows);
    }

    int windowBytes() {
        return windowBytes;
    }

    /** Takes the memory of a window; false where there is none left. */
    synchronized boolean takeWindow() {
        if (windows == maxWindows) {
            return false;
        }
        windows++;
        return true;
    }

    /** Returns a block of a window that was taken. */
    byte[] block() {
        byte[] kept;
        synchronized (this) {
            kept = free.poll();
        }
        return kept == null ? new byte[blockBytes] : kept;
    }

    /** Gives back a window with its blocks. */
    synchronized void giveWindow(Collection<byte[]> blocks) {
        windows--;
        free.addAll(blocks);
    }

    /** Lets go of the memory that is kept, if nobody reads ahead. */
    synchronized void trim() {
        if (windows == 0) {
            free.clear();
        }
    }

    /** Returns how many windows are taken. */
    synchronized int windowsTaken() {
        return windows;
    }
}
