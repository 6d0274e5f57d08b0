package io.github.privatedatasets.archive;

import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spi.ArchiveContent;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.spi.EntrySink;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Set;
import java.util.concurrent.Executor;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Expands zips by their central directory, in the order in which the entries lie, so that the store is read forward and once.
 *
 * <p>The directory is what counts, also where the headers before the entries say something else. An archive without entries is
 * an empty tree.
 */
final class ZipExtractor implements ArchiveExtractor {
    @Override
    public Set<String> suffixes() {
        return Set.of(".zip");
    }

    @Override
    public void extract(ArchiveContent archive, EntrySink sink, Executor workers)
            throws IOException, InterruptedException {
        try (SeekableByteChannel channel = archive.openChannel()) {
            ZipDirectory directory = ZipDirectory.read(
                    archive.name(), channel, Runtime.getRuntime().maxMemory() / 2);
            try (ZipFile zip = open(archive.name(), directory.channel())) {
                new ZipEntries(archive.name(), zip, directory).deliver(sink);
            }
        } catch (InterruptedIOException e) {
            throw TarExtractor.interrupted(e);
        }
    }

    private static ZipFile open(String archive, SeekableByteChannel channel) throws IOException {
        try {
            return ZipFile.builder()
                    .setSeekableByteChannel(channel)
                    // Else it reads every local header first: the whole archive, just to open it.
                    .setIgnoreLocalFileHeader(true)
                    .setUseUnicodeExtraFields(false)
                    .get();
        } catch (DatasetException | InterruptedIOException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The library wraps what it found into an error that names only the channel's class.
            Throwable found = e.getCause() == null ? e : e.getCause();
            throw new CorruptArchiveException(
                    archive, "its zip directory is damaged (" + EntryNames.shown(found.toString()) + ")", e);
        }
    }
}
