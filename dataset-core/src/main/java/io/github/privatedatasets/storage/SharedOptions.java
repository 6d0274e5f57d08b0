// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.storage.lease.ProcessIdentity;
import java.time.Duration;

/**
 * What a shared storage goes by: the embedder's choices, and what only tests change.
 *
 * @param lockTimeout how long to wait for another stager of the same dataset
 * @param durability what a power cut may do
 * @param self this process, as others see it
 * @param missedAfter how long a heartbeat of another host may stay the same
 * @param locking whether locks lock; some file systems only say so
 * @param watcher is told each step
 */
record SharedOptions(
        Duration lockTimeout,
        SharedStorage.Durability durability,
        ProcessIdentity self,
        Duration missedAfter,
        boolean locking,
        Step.Watcher watcher) {

    static SharedOptions defaults() {
        return new SharedOptions(
                Duration.ofHours(1),
                SharedStorage.Durability.FULL,
                ProcessIdentity.current(),
                Duration.ofMinutes(3),
                true,
                step -> {});
    }

    SharedOptions withLockTimeout(Duration timeout) {
        return new SharedOptions(timeout, durability, self, missedAfter, locking, watcher);
    }

    SharedOptions withDurability(SharedStorage.Durability wanted) {
        return new SharedOptions(lockTimeout, wanted, self, missedAfter, locking, watcher);
    }

    SharedOptions withSelf(ProcessIdentity identity) {
        return new SharedOptions(lockTimeout, durability, identity, missedAfter, locking, watcher);
    }

    SharedOptions withMissedAfter(Duration missed) {
        return new SharedOptions(lockTimeout, durability, self, missed, locking, watcher);
    }

    SharedOptions withoutLocking() {
        return new SharedOptions(lockTimeout, durability, self, missedAfter, false, watcher);
    }

    SharedOptions withWatcher(Step.Watcher told) {
        return new SharedOptions(lockTimeout, durability, self, missedAfter, locking, told);
    }
}
