// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The right to use a connection for one request, which ends once, whoever ends it. */
final class Lease {
    private final ConnectionPool pool;
    private final Origin origin;
    private final boolean counted;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable Connection connection;

    /** Creates a lease; {@code counted} if another may come in when it ends. */
    Lease(ConnectionPool pool, Origin origin, boolean counted) {
        this.pool = pool;
        this.origin = origin;
        this.counted = counted;
    }

    /** Takes the connection to the server that was used last, if one is kept. */
    @Nullable
    Connection takeKept() {
        Connection kept = pool.take(origin);
        connection = kept;
        return kept;
    }

    /** Takes a new connection, in place of the one it has. */
    void take(Connection fresh) throws IOException {
        discard();
        connection = fresh;
        pool.add(fresh);
    }

    /** Ends the use of a connection that the next request may have. */
    void keep() {
        Connection kept = connection;
        if (kept != null && ended.compareAndSet(false, true)) {
            try {
                pool.keep(origin, kept);
            } finally {
                leave();
            }
        }
    }

    /** Ends the use, and the connection with it. */
    void drop() {
        if (ended.compareAndSet(false, true)) {
            discard();
            leave();
        }
    }

    private void leave() {
        if (counted) {
            pool.leave();
        }
    }

    private void discard() {
        Connection discarded = connection;
        if (discarded != null) {
            pool.drop(discarded);
        }
    }
}
