// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.ownextractor;

import io.github.privatedatasets.spi.ArchiveContent;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.spi.EntryAttributes;
import io.github.privatedatasets.spi.EntrySink;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.zip.GZIPInputStream;

/**
 * Expands {@code train.jsonl.gz} to the one file {@code train.jsonl}, so that jobs need not unpack it each.
 *
 * <p>It only reads, and hands over names and bytes: what is safe to write, limits, times and modes are the sink's. What the decoder throws over bad
 * data becomes the archive's error.
 */
final class GzippedLines implements ArchiveExtractor {
    @Override
    public Set<String> suffixes() {
        return Set.of(".jsonl.gz", ".ndjson.gz");
    }

    @Override
    public void extract(ArchiveContent archive, EntrySink sink, Executor workers)
            throws IOException, InterruptedException {
        String name = archive.name();
        String file = name.substring(name.lastIndexOf('/') + 1, name.length() - ".gz".length());
        try (InputStream encoded = archive.openStream();
                InputStream lines = new GZIPInputStream(encoded)) {
            sink.file(file, EntryAttributes.PLAIN, lines);
            // To the last byte, which proves all of them; the decoder stops at what it takes for the end.
            if (encoded.transferTo(OutputStream.nullOutputStream()) > 0) {
                sink.warn("bytes after the end of the gzip data are ignored");
            }
        }
    }
}
