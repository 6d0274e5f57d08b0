// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.spec.Mount;
import java.io.Closeable;
import java.util.Iterator;
import java.util.List;

/**
 * The datasets of one job, all staged, in the order of their specs.
 *
 * <p><b>Threads.</b> Thread-safe. <b>Lifecycle.</b> Closing it closes each of them.
 */
public final class StagedDatasets implements Iterable<MaterializedDataset>, Closeable {
    private final List<MaterializedDataset> datasets;

    StagedDatasets(List<MaterializedDataset> datasets) {
        this.datasets = List.copyOf(datasets);
    }

    /** Returns the datasets. */
    public List<MaterializedDataset> datasets() {
        return datasets;
    }

    /** Returns a read-only mount for each dataset, at {@code /data/NAME}. */
    public List<Mount> mounts() {
        return datasets.stream().map(MaterializedDataset::mount).toList();
    }

    @Override
    public Iterator<MaterializedDataset> iterator() {
        return datasets.iterator();
    }

    /** Closes each dataset: ephemeral volumes are removed, shared data stays. */
    @Override
    public void close() {
        Closing.all(datasets, MaterializedDataset::close);
    }
}
