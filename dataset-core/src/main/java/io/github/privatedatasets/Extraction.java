// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spi.ArchiveContent;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.spi.EntrySink;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.Executor;

/** Runs an extractor, whoever wrote it, so that what it throws is typed, or an interrupt, or a corrupt archive. */
final class Extraction {
    private Extraction() {}

    /** Also of a worker, whose pool is being shut down. */
    private static boolean isInterrupt(Throwable failure) {
        return failure instanceof ClosedByInterruptException
                || (failure instanceof InterruptedIOException && !(failure instanceof SocketTimeoutException));
    }

    static void run(ArchiveExtractor extractor, ArchiveContent archive, EntrySink sink, Executor workers)
            throws DatasetException, InterruptedException {
        try {
            extractor.extract(archive, sink, workers);
        } catch (DatasetException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // A decoder may have wrapped what the transfer or the disk said, or an interrupt; that is the truth then.
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof DatasetException told) {
                    throw told;
                }
                if (isInterrupt(cause)) {
                    Thread.interrupted();
                    InterruptedException interrupted =
                            new InterruptedException("interrupted while expanding " + archive.name());
                    interrupted.initCause(e);
                    throw interrupted;
                }
            }
            // Decoders meet damage with all kinds of exceptions, of which many have no message that says anything.
            String problem = e instanceof IOException ? e.getMessage() : null;
            throw new CorruptArchiveException(archive.name(), problem == null ? e.toString() : problem, e);
        }
    }
}
