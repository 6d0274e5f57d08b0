package io.github.privatedatasets.expand;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spi.ByteBudget;
import io.github.privatedatasets.spi.EntryAttributes;
import io.github.privatedatasets.spi.EntrySink;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Writes one tree below an empty directory of ours, and nothing anywhere else. */
public final class TreeWriter implements EntrySink, Closeable {
    private TreeWriter() {}

    /**
     * Starts a tree in this empty directory.
     *
     * @param refusal makes the error out of the offenders that were found
     */
    public static TreeWriter open(Path root, ByteBudget budget, Refusal refusal) throws DatasetException {
        return io.github.privatedatasets.spec.Pending.notYet();
    }

    /** Makes the links, checks the tree, sets its final modes and times, and returns what it holds. */
    public TreeSummary finish() throws DatasetException {
        return io.github.privatedatasets.spec.Pending.notYet();
    }

    @Override
    public void directory(String path, EntryAttributes attributes) throws IOException {
        io.github.privatedatasets.spec.Pending.notYet();
    }

    @Override
    public void file(String path, EntryAttributes attributes, InputStream content) throws IOException {
        io.github.privatedatasets.spec.Pending.notYet();
    }

    @Override
    public void symbolicLink(String path, String target) throws IOException {
        io.github.privatedatasets.spec.Pending.notYet();
    }

    @Override
    public void hardLink(String path, String target) throws IOException {
        io.github.privatedatasets.spec.Pending.notYet();
    }

    @Override
    public void refuse(String path, String reason) throws IOException {
        io.github.privatedatasets.spec.Pending.notYet();
    }

    /** Closes the handles; what was written stays. */
    @Override
    public void close() {}

    /** Makes an error out of offenders. */
    @FunctionalInterface
    public interface Refusal {
        /** Returns the error that names these offenders, of so many in all. */
        DatasetException of(java.util.List<String> offenders, long count);
    }
}
