package io.github.privatedatasets;

import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.VolumeRequest;
import io.github.privatedatasets.spi.HeldDataset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The datasets of one stager that are in use, so that closing it closes them. Thread-safe. */
final class OpenDatasets {
    private final Set<MaterializedDataset> open = new HashSet<>();
    private boolean closed;

    /** Makes a dataset of a tree; where the stager was closed meanwhile, the tree is let go. */
    synchronized MaterializedDataset add(
            DatasetName name, VolumeRequest.Kind storage, HeldDataset held, boolean reused) {
        if (closed) {
            held.close();
            throw new IllegalStateException("the stager was closed while " + name + " was staged");
        }
        MaterializedDataset dataset = new MaterializedDataset(name, storage, held, reused, this::remove);
        open.add(dataset);
        return dataset;
    }

    private synchronized void remove(MaterializedDataset dataset) {
        open.remove(dataset);
    }

    void close() {
        List<MaterializedDataset> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(open);
        }
        left.forEach(MaterializedDataset::close);
    }
}
