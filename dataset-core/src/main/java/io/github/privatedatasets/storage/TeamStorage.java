// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.storage.disk.Flush;
import io.github.privatedatasets.storage.layout.SharedLayout;
import io.github.privatedatasets.storage.lease.Liveness;
import io.github.privatedatasets.storage.lease.Pulse;
import io.github.privatedatasets.storage.lease.TeamLeases;
import io.github.privatedatasets.storage.record.TeamRecords;
import java.nio.file.Path;

/**
 * One team's part of a shared storage, with all that works on it.
 *
 * @param layout where things lie
 * @param options what the storage goes by
 * @param liveness tells who is dead
 * @param pulse lets heartbeats beat
 * @param flush brings things to the disk
 * @param records the records of trees
 * @param leases who uses them
 * @param trees what stands
 * @param trash where trees go to be deleted
 */
record TeamStorage(
        SharedLayout layout,
        SharedOptions options,
        Liveness liveness,
        Pulse pulse,
        Flush flush,
        TeamRecords records,
        TeamLeases leases,
        TeamTrees trees,
        Trash trash) {

    static TeamStorage of(SharedLayout layout, SharedOptions options, Liveness liveness, Pulse pulse) {
        Flush flush = new Flush(options.durability() == SharedStorage.Durability.FULL);
        TeamRecords records = new TeamRecords(layout, flush);
        return new TeamStorage(
                layout,
                options,
                liveness,
                pulse,
                flush,
                records,
                new TeamLeases(layout, options.self(), liveness, pulse),
                new TeamTrees(layout, records),
                new Trash(layout));
    }

    void taken(Step step) {
        options.watcher().taken(step);
    }

    Path data() {
        return layout.data();
    }
}
