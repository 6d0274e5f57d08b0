// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The open connections: those in use, and those kept for the next request to the same server. Thread-safe. */
final class ConnectionPool {
    private static final long KEEP_NANOS = Duration.ofSeconds(30).toNanos();

    private final Semaphore free;
    private final Map<Origin, Deque<Connection>> idle = new HashMap<>();
    private final Set<Connection> used = new HashSet<>();
    private boolean sweeping;
    private boolean closed;

    ConnectionPool(int maxConnections) {
        free = new Semaphore(maxConnections);
    }

    /** Lets in at once who only asks, and reads the answer at once. */
    Lease enterAtOnce(Origin origin) {
        return new Lease(this, origin, false);
    }

    /** Waits until another connection may be used. */
    Lease enter(Origin origin, long deadline) throws IOException {
        try {
            if (!free.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new SocketTimeoutException("all connections stayed in use");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while all connections were in use");
        }
        return new Lease(this, origin, true);
    }

    /** Lets another in; called once for each {@link #enter}, by its lease. */
    void leave() {
        free.release();
    }

    /** Returns the connection to this server that was used last, if one is kept. */
    synchronized @Nullable Connection take(Origin origin) {
        Deque<Connection> kept = idle.get(origin);
        Connection taken = kept == null ? null : kept.pollFirst();
        if (taken != null) {
            used.add(taken);
        }
        return taken;
    }

    /** Counts a new connection among those in use; it is closed at once if the pool is. */
    synchronized void add(Connection connection) throws IOException {
        if (closed) {
            connection.close();
            throw new ClosedChannelException();
        }
        used.add(connection);
    }

    /** Keeps a connection for the next request. */
    synchronized void keep(Origin origin, Connection connection) {
        if (!used.remove(connection)) {
            return; // closed with the pool
        }
        connection.rest();
        idle.computeIfAbsent(origin, none -> new ArrayDeque<>()).addFirst(connection);
        if (!sweeping) {
            sweeping = true;
            Thread sweeper = new Thread(this::sweep, "dataset-s3-idle-connections");
            sweeper.setDaemon(true);
            try {
                sweeper.start();
            } catch (OutOfMemoryError e) {
                sweeping = false; // No thread is to be had: the next kept connection tries again.
            }
        }
    }

    /** Closes a connection, which frees who reads from it. */
    void drop(Connection connection) {
        connection.close();
        synchronized (this) {
            used.remove(connection);
        }
    }

    /** Closes connections that nobody wanted for a while, until none is left: else a store's half of them stays closed for ever. */
    private synchronized void sweep() {
        try {
            while (!idle.isEmpty()) {
                TimeUnit.NANOSECONDS.timedWait(this, KEEP_NANOS / 2);
                for (Iterator<Deque<Connection>> each = idle.values().iterator(); each.hasNext(); ) {
                    Deque<Connection> kept = each.next();
                    while (!kept.isEmpty() && kept.peekLast().hasRested(KEEP_NANOS)) {
                        kept.removeLast().close();
                    }
                    if (kept.isEmpty()) {
                        each.remove();
                    }
                }
            }
        } catch (InterruptedException e) {
            // Nobody interrupts it; were it so, the next kept connection starts another.
        } finally {
            sweeping = false;
        }
    }

    /** Does nothing while the pool is open; else there is no way to ask. */
    synchronized void requireOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    synchronized void close() {
        closed = true;
        idle.values().forEach(kept -> kept.forEach(Connection::close));
        idle.clear();
        used.forEach(Connection::close);
        used.clear();
        notifyAll();
    }
}
