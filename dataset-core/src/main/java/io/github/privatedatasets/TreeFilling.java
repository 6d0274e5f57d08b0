package io.github.privatedatasets;

import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.DatasetNotFoundException;
import io.github.privatedatasets.errors.UnsafeArchiveException;
import io.github.privatedatasets.errors.UnsafeKeysException;
import io.github.privatedatasets.expand.TreeSummary;
import io.github.privatedatasets.expand.TreeWriter;
import io.github.privatedatasets.fetch.DatasetReader;
import io.github.privatedatasets.fetch.FolderFetch;
import io.github.privatedatasets.fetch.RemoteArchive;
import io.github.privatedatasets.fetch.TaskGroup;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.spi.DatasetOrigin;
import io.github.privatedatasets.spi.DatasetRecord;
import io.github.privatedatasets.spi.RemoteListing;
import io.github.privatedatasets.spi.RemoteObject;
import io.github.privatedatasets.spi.Revision;
import io.github.privatedatasets.spi.Slot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Fetches, expands and verifies one resolved dataset into a staging directory: streaming, without a temporary copy. */
final class TreeFilling {
    private final ResolvedDataset dataset;
    private final DatasetName name;
    private final StagingServices services;
    private final RunEvents events;

    TreeFilling(ResolvedDataset dataset, DatasetName name, StagingServices services, RunEvents events) {
        this.dataset = dataset;
        this.name = name;
        this.services = services;
        this.events = events;
    }

    /** What the bytes turned out to be. */
    private record Content(Revision revision, String proof) {}

    /** Fills the slot's directory, and returns what it holds. After a failure nothing writes there any more. */
    DatasetRecord fill(Path directory, Slot slot) throws IOException, InterruptedException {
        try (TreeWriter tree = TreeWriter.open(directory, slot.budget(), this::refusal)) {
            Content content = dataset.extractor().isPresent()
                    ? expand(dataset.extractor().get(), dataset.object().orElseThrow(), tree, slot)
                    : fetchObjects(tree, slot);
            TreeSummary summary = tree.finish();
            return new DatasetRecord(
                    DatasetOrigin.of(dataset.spec()),
                    content.revision(),
                    summary.sizeBytes(),
                    summary.fileCount(),
                    content.proof());
        }
    }

    private DatasetException refusal(java.util.List<String> offenders, long count) {
        String uri = dataset.spec().uri().toString();
        return dataset.extractor().isPresent()
                ? new UnsafeArchiveException(uri, offenders, count)
                : new UnsafeKeysException(uri, offenders, count);
    }

    private Content fetchObjects(TreeWriter tree, Slot slot) throws IOException, InterruptedException {
        FolderFetch[] fetch = new FolderFetch[1];
        TransferMeter meter = new TransferMeter(
                name,
                events,
                slot,
                () -> dataset.object().isPresent() ? dataset.sizeBytes() : fetch[0].totalBytes(),
                tree::filesWritten);
        DatasetReader reader = new DatasetReader(dataset.remote(), services.retries(), meter);
        fetch[0] = new FolderFetch(reader, tree, slot::fetched);
        try (RemoteListing listing = dataset.remote().list();
                TaskGroup tasks = new TaskGroup(services.pool(), services.parallelTransfers(), reader::cancel)) {
            fetch[0].run(
                    listing,
                    path -> dataset.object().isPresent()
                            || dataset.spec().filter().accepts(path),
                    tasks);
        }
        meter.tell();
        if (fetch[0].objects() == 0) {
            throw new DatasetNotFoundException(dataset.spec().uri(), "no object passes include and exclude");
        }
        return new Content(
                dataset.object().isPresent() ? dataset.knownRevision().orElseThrow() : fetch[0].revision(),
                fetch[0].proof());
    }

    private Content expand(ArchiveExtractor extractor, RemoteObject object, TreeWriter tree, Slot slot)
            throws IOException, InterruptedException {
        TransferMeter meter =
                new TransferMeter(name, events, slot, () -> OptionalLong.of(object.sizeBytes()), tree::filesWritten);
        DatasetReader reader = new DatasetReader(dataset.remote(), services.retries(), meter);
        RemoteArchive archive = new RemoteArchive(dataset.spec().uri().toString(), object, reader);
        String[] proof = new String[1];
        try (TaskGroup tasks = new TaskGroup(services.pool(), 1, reader::cancel)) {
            tasks.submit(() -> {
                extract(extractor, archive, tree);
                proof[0] = archive.prove();
            });
            tasks.join();
        }
        meter.tell();
        slot.fetched(object, proof[0]);
        return new Content(dataset.knownRevision().orElseThrow(), proof[0]);
    }

    private static void extract(ArchiveExtractor extractor, RemoteArchive archive, TreeWriter tree)
            throws IOException, InterruptedException {
        try {
            extractor.extract(archive, tree);
        } catch (DatasetException e) {
            throw e;
        } catch (IOException | UncheckedIOException | IllegalArgumentException | IllegalStateException e) {
            // A decoder may have wrapped what the transfer or the disk said; that is the truth then.
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof DatasetException told) {
                    throw told;
                }
            }
            throw new CorruptArchiveException(archive.name(), String.valueOf(e.getMessage()), e);
        }
    }
}
