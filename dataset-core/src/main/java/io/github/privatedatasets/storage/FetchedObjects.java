package io.github.privatedatasets.storage;

import io.github.privatedatasets.spi.RemoteObject;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The list of an attempt's objects, beside its record: a line each of path, size, etag, version, checksum and proof. Thread-safe.
 */
final class FetchedObjects implements Closeable {
    private final LineFile file;

    FetchedObjects(Path file) {
        this.file = new LineFile(file);
    }

    void add(RemoteObject object, String proof) throws IOException {
        String checksum = object.checksum()
                .map(known -> known.algorithm().name().toLowerCase(Locale.ROOT) + ":" + known.hex())
                .orElse("");
        file.add(
                object.path(),
                Long.toString(object.sizeBytes()),
                object.etag().value(),
                object.versionId().orElse(""),
                checksum,
                proof);
    }

    /** Writes out what was added; the list may be added to again. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}
