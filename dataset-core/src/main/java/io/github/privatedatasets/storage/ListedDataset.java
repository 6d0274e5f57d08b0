// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import io.github.privatedatasets.spi.DatasetRecord;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A directory that stands among a team's datasets.
 *
 * @param directoryName its name: {@code NAME} or {@code NAME-ETAG}, of a pinned folder {@code NAME-DIGEST}
 * @param path where it stands: at that name, or as a revision beside it
 * @param record what is known of it; empty for a directory of somebody's own, and where there is a problem
 * @param lastUsed when it was last taken into use, kept in use or given back, as the file server counts time; of one that waits to be
 *     replaced, when it was staged; empty for a directory of somebody's own
 * @param holders who has it in use: processes, as {@code pid 4711 on node-3}, and named leases, as {@code lease job-17}
 * @param problem why {@code record} is empty although a dataset was staged at that name: it was changed since, its record cannot be read,
 *     or it was set aside; empty for a dataset as it should be, and for a directory of somebody's own
 */
public record ListedDataset(
        String directoryName,
        Path path,
        Optional<DatasetRecord> record,
        Optional<Instant> lastUsed,
        List<String> holders,
        Optional<String> problem) {
    /** Keeps its own copy of the list. */
    public ListedDataset {
        holders = List.copyOf(holders);
    }
}
