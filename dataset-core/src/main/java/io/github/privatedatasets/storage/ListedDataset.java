package io.github.privatedatasets.storage;

import io.github.privatedatasets.spi.DatasetRecord;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A directory that stands among a team's datasets.
 *
 * @param directoryName its name: {@code NAME} or {@code NAME-ETAG}
 * @param path where it stands
 * @param record what is known of it; empty for a directory of somebody's own
 */
public record ListedDataset(String directoryName, Path path, Optional<DatasetRecord> record) {}
