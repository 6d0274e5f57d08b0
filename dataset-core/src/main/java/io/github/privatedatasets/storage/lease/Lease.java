// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.lease;

import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One holder's file in a lease folder, which keeps a tree at its place for as long as the file is there. Thread-safe. */
public final class Lease {
    /** What those have who cannot write: others do not know of them. */
    public static final Lease NONE = new Lease(null);

    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

    private final @Nullable Heartbeat heartbeat;

    private Lease(@Nullable Heartbeat heartbeat) {
        this.heartbeat = heartbeat;
    }

    static Lease of(Heartbeat heartbeat) {
        return new Lease(heartbeat);
    }

    /** Tells whether the file is there. Once somebody took its holder for dead and removed it, it is never made again. */
    public boolean isHeld() {
        return heartbeat != null && Files.exists(heartbeat.file());
    }

    /** Ends the lease. Never fails: a file that stays is found dead when this process has ended. */
    public void end() {
        if (heartbeat == null) {
            return;
        }
        try {
            heartbeat.end();
        } catch (IOException e) {
            LOG.debug("{} is left until this process has ended", heartbeat.file(), e);
        }
    }
}
