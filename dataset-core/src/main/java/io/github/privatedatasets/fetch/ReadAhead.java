// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The threads that fetch ranges of big objects ahead of their readers, and the memory they may do it in: one for a stager. Thread-safe.
 *
 * <p>Memory is taken by the window and given back by the window; where there is none left, a reader fetches its bytes itself. It lies outside
 * of the heap, where bytes go from a connection to a file without a copy, and is kept as long as the stager: the JVM would free it late.
 * Where a JVM has too little of that (-XX:MaxDirectMemorySize), the rest lies on the heap, and a window's worth is left to others: whatever
 * is read into the heap, or written from there, passes through a buffer outside of it that the JDK takes for each thread.
 */
public final class ReadAhead {
    /** At 100 MB/s a connection, waiting for its first byte is then about half of its time; so there are many of them. */
    private static final int WINDOW_BYTES = 4 << 20;

    private static final int BLOCK_BYTES = 256 << 10;

    private static final long MOST_BYTES = 40L << 20;

    private final Executor pool;
    private final int connections;
    private final int windowBytes;
    private final int blockBytes;
    private final int maxWindows;
    private final Deque<ByteBuffer> free = new ArrayDeque<>();
    /** Held so that it can be let go of when all else is taken. */
    private @Nullable ByteBuffer leftToOthers;

    private boolean scarce;
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

    /** Returns a block of memory outside of the heap, or on it where the JVM was given too little of the other. */
    synchronized ByteBuffer block() {
        ByteBuffer kept = free.poll();
        if (kept == null && !scarce) {
            kept = outside();
        }
        return kept == null ? ByteBuffer.allocate(blockBytes) : kept;
    }

    /** Takes a new block outside of the heap; none, then and ever after, where there is no room for it and for others. */
    private @Nullable ByteBuffer outside() {
        try {
            if (leftToOthers == null) {
                leftToOthers = ByteBuffer.allocateDirect(windowBytes);
            }
            return ByteBuffer.allocateDirect(blockBytes);
        } catch (OutOfMemoryError e) {
            scarce = true; // the JVM tries for half a second, with several collections, before it says so
            leftToOthers = null;
            return null;
        }
    }

    /** Gives back a window with its blocks, which nobody reads any more. */
    synchronized void giveWindow(Collection<ByteBuffer> blocks) {
        windows--;
        free.addAll(blocks);
    }

    /** Gives back a block that was not of a window, for the next one. */
    synchronized void giveBlock(ByteBuffer block) {
        free.add(block);
    }

    /** Returns how many windows are taken. */
    synchronized int windowsTaken() {
        return windows;
    }

    /** Returns how many blocks lie ready for the next window. */
    synchronized int blocksKept() {
        return free.size();
    }
}
