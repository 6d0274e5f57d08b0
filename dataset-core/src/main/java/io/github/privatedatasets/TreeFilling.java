// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.DatasetNotFoundException;
import io.github.privatedatasets.errors.IntegrityException;
import io.github.privatedatasets.errors.UnsafeArchiveException;
import io.github.privatedatasets.errors.UnsafeKeysException;
import io.github.privatedatasets.expand.TreeSummary;
import io.github.privatedatasets.expand.TreeWriter;
import io.github.privatedatasets.fetch.DatasetReader;
import io.github.privatedatasets.fetch.ListingFetch;
import io.github.privatedatasets.fetch.RemoteArchive;
import io.github.privatedatasets.fetch.TaskGroup;
import io.github.privatedatasets.fetch.UnreadableObjects;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.spi.ByteBudget;
import io.github.privatedatasets.spi.DatasetOrigin;
import io.github.privatedatasets.spi.DatasetRecord;
import io.github.privatedatasets.spi.RemoteListing;
import io.github.privatedatasets.spi.RemoteObject;
import io.github.privatedatasets.spi.Revision;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.spi.WrittenEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Fetches, expands and verifies one resolved dataset into a staging directory: streaming, without a temporary copy. */
final class TreeFilling {
    private final ResolvedDataset dataset;
    private final DatasetName name;
    private final StagingServices services;
    private final RunEvents events;
    private final Consumer<String> warned;
    private final UnreadableObjects unreadable;
    private boolean again;
    private long resumedBytes;
    private volatile boolean archiveProven;

    TreeFilling(
            ResolvedDataset dataset,
            DatasetName name,
            StagingServices services,
            RunEvents events,
            Consumer<String> warned) {
        this.dataset = dataset;
        this.name = name;
        this.services = services;
        this.events = events;
        this.warned = warned;
        unreadable = new UnreadableObjects(
                dataset.spec().uri(),
                dataset.object().isEmpty(),
                dataset.spec().pin().isPresent());
    }

    /**
     * Tells whether a new try, from an empty directory, may come out better: the bytes of an archive were wrong, or may have been. True once.
     */
    boolean isWorthAnother(DatasetException failure) {
        boolean worth = !again
                && dataset.extractor().isPresent()
                && (failure instanceof IntegrityException
                        || (failure instanceof CorruptArchiveException && !archiveProven));
        again |= worth;
        return worth;
    }

    /** What the bytes turned out to be. */
    private record Content(Revision revision, String proof) {}

    /** Fills the slot's directory, and returns what it holds. After a failure nothing writes there any more. */
    DatasetRecord fill(Path directory, Slot slot) throws IOException, InterruptedException {
        try (TreeWriter tree = open(directory, slot.budget())) {
            tree.tell(new TreeWriter.FileListener() {
                @Override
                public void written(WrittenEntry entry) throws IOException {
                    slot.wrote(entry);
                }

                @Override
                public void growing(WrittenEntry.File soFar) throws IOException {
                    slot.growing(soFar);
                }

                @Override
                public boolean keeps(IOException failure) {
                    return dataset.extractor().isEmpty() && Download.isCutOff(failure);
                }

                @Override
                public void removed(String path) throws IOException {
                    slot.removed(path);
                }
            });
            TransferMeter meter = new TransferMeter(name, events, slot, dataset.sizeBytes(), tree::filesWritten);
            Content content;
            try (DatasetReader reader =
                            new DatasetReader(dataset.remote(), services.retries(), services.ahead(), meter);
                    TaskGroup tasks = new TaskGroup(services.pool(), services.parallelTransfers(), reader::cancel)) {
                content = dataset.extractor().isPresent()
                        ? expand(dataset.extractor().get(), reader, tree, slot, tasks)
                        : fetchObjects(reader, tree, slot, tasks);
            }
            meter.tell();
            resumedBytes = meter.resumedBytes();
            TreeSummary summary = tree.finish();
            return new DatasetRecord(
                    DatasetOrigin.of(dataset.spec()),
                    content.revision(),
                    // What counted for the limit, so that the limit's answer stays the same when the tree is reused.
                    slot.budget().spentBytes(),
                    summary.fileCount(),
                    content.proof());
        }
    }

    private TreeWriter open(Path directory, ByteBudget budget) throws DatasetException {
        return dataset.extractor().isPresent()
                ? TreeWriter.open(directory, budget, services.treeLimits(), warned, this::refusal)
                : TreeWriter.openForObjects(directory, budget, services.treeLimits(), warned, this::refusal);
    }

    /** Returns how many bytes of the last tree that was filled were taken from what an attempt that died had left. */
    long resumedBytes() {
        return resumedBytes;
    }

    private DatasetException refusal(List<String> offenders, long count) {
        String uri = dataset.spec().uri().toString();
        DatasetException notGiven = unreadable.errorFor(offenders, count);
        if (notGiven != null) {
            return notGiven;
        }
        return dataset.extractor().isPresent()
                ? new UnsafeArchiveException(uri, offenders, count)
                : new UnsafeKeysException(uri, offenders, count);
    }

    private Content fetchObjects(DatasetReader reader, TreeWriter tree, Slot slot, TaskGroup tasks)
            throws IOException, InterruptedException {
        ListingFetch fetch = new ListingFetch(reader, tree, unreadable, slot);
        // A folder's revision is that of the listing which is fetched now, whatever an earlier one said.
        Optional<Revision> ofObject = dataset.object().flatMap(object -> dataset.knownRevision());
        try (RemoteListing listing = dataset.remote().list()) {
            fetch.run(
                    listing,
                    path -> ofObject.isPresent() || dataset.spec().filter().accepts(path),
                    tasks);
        }
        if (fetch.objects() == 0) {
            throw new DatasetNotFoundException(dataset.spec().uri(), "no object passes include and exclude");
        }
        return new Content(ofObject.orElseGet(fetch::revision), fetch.proof());
    }

    private Content expand(
            ArchiveExtractor extractor, DatasetReader reader, TreeWriter tree, Slot slot, TaskGroup tasks)
            throws IOException, InterruptedException {
        RemoteObject object = dataset.object().orElseThrow();
        RemoteArchive archive = new RemoteArchive(dataset.spec().uri().toString(), object, reader, again);
        tasks.submit(() -> {
            try {
                Extraction.run(extractor, archive, tree, services.pool());
            } catch (CorruptArchiveException e) {
                // Bytes that came wrong look corrupt too: then that is what is wrong.
                archiveProven = archive.prove();
                throw e;
            }
            archive.prove();
        });
        tasks.join();
        slot.fetched(object, archive.proof());
        return new Content(dataset.knownRevision().orElseThrow(), archive.proof());
    }
}
