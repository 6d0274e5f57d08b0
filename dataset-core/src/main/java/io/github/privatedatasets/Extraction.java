package io.github.privatedatasets;

import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spi.ArchiveContent;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.spi.EntrySink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Executor;

/** Runs an extractor, whoever wrote it, so that what it throws is either typed or a corrupt archive. */
final class Extraction {
    private Extraction() {}

    static void run(ArchiveExtractor extractor, ArchiveContent archive, EntrySink sink, Executor workers)
            throws DatasetException, InterruptedException {
        try {
            extractor.extract(archive, sink, workers);
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
