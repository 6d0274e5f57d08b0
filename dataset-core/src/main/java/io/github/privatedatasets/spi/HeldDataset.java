package io.github.privatedatasets.spi;

import java.io.Closeable;
import java.nio.file.Path;

/** A published tree in use: complete, and never changed at its path while it is held. Thread-safe. */
public interface HeldDataset extends Closeable {
    /** Returns where the tree stands. */
    Path path();

    /** Returns what the tree is. */
    DatasetRecord record();

    /** Ends the use: an ephemeral volume is removed, a shared tree stays. A second call does nothing. */
    @Override
    void close();
}
