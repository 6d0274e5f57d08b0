// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.errors.DatasetAccessDeniedException;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.RevisionChangedException;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.errors.TransferFailedException;
import io.github.privatedatasets.spec.OneLine;
import io.github.privatedatasets.spi.DatasetRecord;
import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.spi.Slot;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings one resolved dataset into a claimed slot, trying again what may come out better. Used by one thread, once. */
final class Download {
    private static final Logger LOG = LoggerFactory.getLogger(Download.class);

    /** How often an attempt whose directory somebody took away is begun again. */
    private static final int MAX_ATTEMPTS = 4;

    private final ResolvedDataset dataset;
    private final LoggedName name;
    private final StagingServices services;
    private final RunEvents events;
    private final StepClock clock;
    private final Consumer<String> warned;

    Download(
            ResolvedDataset dataset,
            LoggedName name,
            StagingServices services,
            RunEvents events,
            StepClock clock,
            Consumer<String> warned) {
        this.dataset = dataset;
        this.name = name;
        this.services = services;
        this.events = events;
        this.clock = clock;
        this.warned = warned;
    }

    /**
     * Fills the slot and publishes. What came is left in the slot for the next to read from, where the next may get further: after an
     * interrupt, also of a thread of the host's pool, or where the network failed, a token expired, or an object was replaced meanwhile.
     *
     * @param place where the tree is to stand
     */
    StagingRun.Outcome into(Slot slot, Path place) throws IOException, InterruptedException {
        try {
            return publish(slot, place);
        } catch (InterruptedException
                | InterruptedIOException
                | TransferFailedException
                | SourceUnavailableException
                | DatasetAccessDeniedException
                | RevisionChangedException e) {
            slot.leave();
            throw e;
        }
    }

    /** Tells whether a failure says nothing about the bytes that came before it: the network's, an expired token's, or that of a transfer which was stopped. */
    static boolean isCutOff(IOException failure) {
        return !(failure instanceof DatasetException)
                || failure instanceof TransferFailedException
                || failure instanceof SourceUnavailableException
                || failure instanceof DatasetAccessDeniedException;
    }

    private StagingRun.Outcome publish(Slot slot, Path place) throws IOException, InterruptedException {
        for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
            try {
                Optional<StagingRun.Outcome> published = publishOnce(slot);
                if (published.isPresent()) {
                    return published.get();
                }
                warned.accept("attempt " + attempt + " was taken away from its staging directory: it is made again");
            } catch (StorageFailureException e) {
                if (!slot.makeRoom(e)) {
                    throw e;
                }
                warned.accept("attempt " + attempt
                        + " is made again without what dead ones had left, which is removed: " + e.getMessage());
            }
        }
        throw new StorageFailureException(
                place, "the staging directory was taken away " + MAX_ATTEMPTS + " times: see who removes it", null);
    }

    private Optional<StagingRun.Outcome> publishOnce(Slot slot) throws IOException, InterruptedException {
        TreeFilling filling = new TreeFilling(dataset, name.name(), services, events, warned);
        Optional<DatasetRecord> record = fill(slot, filling);
        if (record.isEmpty()) {
            return Optional.empty();
        }
        clock.done(StagingStep.FETCH, outcome(record.get(), filling.resumedBytes()));
        Optional<HeldDataset> published = slot.publish(record.get());
        published.ifPresent(held -> clock.done(StagingStep.PUBLISH, held.path().toString()));
        return published.map(held -> new StagingRun.Outcome(held, false, filling.resumedBytes()));
    }

    private static String outcome(DatasetRecord record, long resumedBytes) {
        return "files: " + record.fileCount() + ", bytes: " + record.sizeBytes()
                + (resumedBytes > 0 ? ", of which an attempt that died had left: " + resumedBytes : "")
                + ", proof: " + record.proof();
    }

    /** Fills a directory, and another one where bytes came wrong; empty when it was taken away meanwhile. */
    private Optional<DatasetRecord> fill(Slot slot, TreeFilling filling) throws IOException, InterruptedException {
        try {
            return fillOnce(slot, filling);
        } catch (DatasetException e) {
            if (!filling.isWorthAnother(e)) {
                throw e;
            }
            LOG.warn("{}: everything is fetched once more: {}", name, OneLine.of(String.valueOf(e.getMessage())));
            events.tell(listener -> listener.retried(name.name(), e.getMessage(), 1, Duration.ZERO));
            return fillOnce(slot, filling);
        }
    }

    private static Optional<DatasetRecord> fillOnce(Slot slot, TreeFilling filling)
            throws IOException, InterruptedException {
        Path directory = slot.begin();
        try {
            return Optional.of(filling.fill(directory, slot));
        } catch (StorageFailureException e) {
            if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
