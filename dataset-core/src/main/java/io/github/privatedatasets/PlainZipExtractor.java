// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import io.github.privatedatasets.spi.ArchiveContent;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.spi.EntryAttributes;
import io.github.privatedatasets.spi.EntrySink;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Expands the zip files that a unit test makes, so that it needs no archive module: names and bytes, no links or modes. */
final class PlainZipExtractor implements ArchiveExtractor {
    @Override
    public Set<String> suffixes() {
        return Set.of(".zip");
    }

    @Override
    public void extract(ArchiveContent archive, EntrySink sink, Executor workers)
            throws IOException, InterruptedException {
        try (ZipInputStream zip = new ZipInputStream(archive.openStream())) {
            boolean any = false;
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                any = true;
                EntryAttributes attributes = new EntryAttributes(
                        false, Optional.ofNullable(entry.getLastModifiedTime()).map(time -> time.toInstant()));
                if (entry.isDirectory()) {
                    sink.directory(entry.getName(), attributes);
                } else {
                    sink.file(entry.getName(), attributes, zip);
                }
            }
            if (!any) {
                throw new IOException("it holds no zip entry");
            }
        }
    }
}
