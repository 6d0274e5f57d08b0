// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.lease;

import io.github.privatedatasets.storage.disk.DirectoryNames;
import io.github.privatedatasets.storage.layout.SharedLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Says who stages a target, by the heartbeats: the lock file is not opened, since closing it again would drop a lock of this JVM. */
public final class Holders {
    private static final String NOBODY_KNOWN = "another stager, which has not begun to fetch";

    private Holders() {}

    public static String describe(SharedLayout layout, String name, ProcessIdentity self) {
        List<String> holders = new ArrayList<>();
        try {
            for (String attempt : DirectoryNames.of(layout.staging(), ".alive")) {
                LifeSign.readUnended(layout.heartbeat(attempt))
                        .filter(beat -> beat.target().equals(name))
                        .filter(beat -> beat.owner().seenFrom(self) != ProcessIdentity.Sight.GONE)
                        .ifPresent(beat -> holders.add(beat.describe()));
            }
        } catch (IOException e) {
            return NOBODY_KNOWN; // It is only for telling.
        }
        return holders.isEmpty() ? NOBODY_KNOWN : String.join("; ", holders);
    }
}
