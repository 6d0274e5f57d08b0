package io.github.privatedatasets.storage;

import io.github.privatedatasets.spi.DatasetRecord;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A directory that stands among a team's datasets.
 *
 * @param directoryName its name: {@code NAME} or {@code NAME-ETAG}
 * @param path where it stands: at that name, or as a revision beside it
 * @param record what is known of it; empty for a directory of somebody's own
 * @param lastUsed when it was last taken into use, kept in use or given back, as the file server counts time; of one that waits to be
 *     replaced, when it was staged; empty for a directory of somebody's own
 * @param holders who has it in use: processes, as {@code pid 4711 on node-3}, and named leases, as {@code lease job-17}
 * @param altered whether a dataset was staged at that name but no record fits what stands there: its top directory was changed since, or
 *     it is somebody's own in the dataset's place; {@code record} is empty then
 */
public record ListedDataset(
        String directoryName,
        Path path,
        Optional<DatasetRecord> record,
        Optional<Instant> lastUsed,
        List<String> holders,
        boolean altered) {
    /** Keeps its own copy of the list. */
    public ListedDataset {
        holders = List.copyOf(holders);
    }
}
