// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spec.Etag;
import io.github.privatedatasets.spec.Mount;
import io.github.privatedatasets.spec.StorageLayout;
import io.github.privatedatasets.spec.VolumeRequest;
import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.spi.Revision;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A dataset ready to be mounted: a directory that is complete, verified, and of one revision. Its content never changes while it is open and
 * {@linkplain #isLeased leased}.
 *
 * <p><b>Threads.</b> Thread-safe.
 *
 * <p><b>Lifecycle.</b> The caller closes it when the job has ended; closing the stager closes those still open.
 */
public final class MaterializedDataset implements Closeable {
    private final DatasetName name;
    private final VolumeRequest.Kind storage;
    private final HeldDataset held;
    private final StagingRun.Outcome outcome;
    private final Consumer<MaterializedDataset> onClose;

    MaterializedDataset(
            DatasetName name,
            VolumeRequest.Kind storage,
            StagingRun.Outcome outcome,
            Consumer<MaterializedDataset> onClose) {
        this.name = name;
        this.storage = storage;
        this.held = outcome.held();
        this.outcome = outcome;
        this.onClose = onClose;
    }

    /** Returns the dataset's name. */
    public DatasetName name() {
        return name;
    }

    /** Returns where it came from. */
    public DatasetUri uri() {
        return held.record().origin().uri();
    }

    /** Returns the directory on this host. */
    public Path path() {
        return held.path();
    }

    /** Returns the path in the job: {@code /data/NAME}. */
    public String mountPath() {
        return StorageLayout.mountPath(name);
    }

    /** Returns the read-only mount of {@link #path} at {@link #mountPath}. */
    public Mount mount() {
        return new Mount(path(), mountPath(), true);
    }

    /** Returns the kind of volume it stands on. */
    public VolumeRequest.Kind storage() {
        return storage;
    }

    /** Tells whether it stood there already, so that nothing was read from the store for this call. */
    public boolean isReused() {
        return outcome.reused();
    }

    /**
     * Returns how many of its bytes this call did not read from the store, since an attempt that died had left them. Zero where it is
     * {@linkplain #isReused reused} as a whole.
     */
    public long resumedBytes() {
        return outcome.resumedBytes();
    }

    /**
     * Tells whether others know that it is in use, and so leave it at its path, unchanged. False where no lease can be written, as on a read-only
     * mount, or where this process was taken for dead after minutes without a sign of life: then a clean-up may remove it.
     */
    public boolean isLeased() {
        return held.isLeased();
    }

    /**
     * Returns which state of its source it holds: an object's etag and version, or the digest over a folder's listing, which is the
     * {@link io.github.privatedatasets.spec.DatasetPin#digest} of a pin of this state.
     */
    public Revision revision() {
        return held.record().revision();
    }

    /** Returns the etag of the object it was made from; empty for a folder. */
    public Optional<Etag> etag() {
        return revision().etag();
    }

    /** Returns the version of the object it was made from, where the store has told; versions of one etag that a spec names share a tree. */
    public Optional<String> versionId() {
        return revision().versionId();
    }

    /** Returns the bytes that were written for its files: holes of sparse files are not counted. */
    public long sizeBytes() {
        return held.record().sizeBytes();
    }

    /** Returns the number of its files; a hard link is one, a symbolic link is none. */
    public long fileCount() {
        return held.record().fileCount();
    }

    /** Returns what proved its bytes, such as {@code CRC32C}, or {@code none offered} with the reason. */
    public String proof() {
        return held.record().proof();
    }

    /** Ends the use: an ephemeral volume is removed, shared data stays, and so does a named lease. A second call does nothing. */
    @Override
    public void close() {
        held.close();
        onClose.accept(this);
    }

    /** Ends the use of a dataset that nobody was given. */
    void abandon() {
        held.abandon();
        onClose.accept(this);
    }

    @Override
    public String toString() {
        return "MaterializedDataset[" + name + " at " + path() + "]";
    }
}
