// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spi;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Decodes one kind of archive: reads it, and hands its entries to a sink. It never touches the disk.
 *
 * <p><b>Threads.</b> Stateless and thread-safe: one instance expands several archives at a time.
 *
 * <p><b>Limits.</b> Memory is bounded whatever the archive says. Safety is the sink's: an extractor passes names, links and
 * sizes on as they are.
 */
public interface ArchiveExtractor {
    /** Returns the suffixes of the archives this decodes, in lower case with a leading dot, such as {@code .tar.gz}. */
    Set<String> suffixes();

    /**
     * Hands every entry of the archive to the sink, and returns when the archive's end was seen and its checksums hold.
     *
     * <p>A {@code DatasetException} from the sink or the archive's content is passed on as it is. Anything else that is wrong with
     * the archive is a {@code CorruptArchiveException}, or a plain {@code IOException} that the stager makes one of.
     *
     * @param workers may run tasks of this expansion at the same time, or later, or never: it is the pool that this very call may
     *     run on, so a task that was not seen to start must not be waited for. None may run on when this returns
     * @throws InterruptedException if the thread was interrupted
     */
    void extract(ArchiveContent archive, EntrySink sink, Executor workers) throws IOException, InterruptedException;
}
