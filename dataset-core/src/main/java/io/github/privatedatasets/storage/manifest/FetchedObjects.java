// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.manifest;

import io.github.privatedatasets.spi.Checksum;
import io.github.privatedatasets.spi.RemoteObject;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The list of an attempt's objects, beside its record: a line each of path, size, etag, version, checksum and proof. Thread-safe.
 */
final class FetchedObjects implements Closeable {
    /** Path, size, etag, version: what comes first in a line. */
    private static final int REVISION_FIELDS = 4;

    private final LineFile file;

    FetchedObjects(Path file) {
        this.file = new LineFile(file);
    }

    void add(RemoteObject object, String proof) throws IOException {
        List<String> line = new ArrayList<>(revision(object));
        line.add(object.checksum().map(FetchedObjects::text).orElse(""));
        line.add(proof);
        file.add(line.toArray(String[]::new));
    }

    /** Such as {@code crc32c:1c291ca3}, or {@code md5:7b3c799ee8b11a11c798c8b41bed8502-2} where it is one over two parts. */
    private static String text(Checksum known) {
        return known.algorithm().name().toLowerCase(Locale.ROOT) + ":" + known.hex()
                + (known.isOfParts() ? "-" + known.parts() : "");
    }

    /** Returns the fields of a line that say which revision of which object it is about. */
    static List<String> revision(RemoteObject object) {
        return List.of(
                object.path(),
                Long.toString(object.sizeBytes()),
                object.etag().value(),
                object.versionId().orElse(""));
    }

    /** Tells whether a line is about this very revision of the object. */
    static boolean isOf(RemoteObject object, List<String> line) {
        return line.size() > REVISION_FIELDS && line.subList(0, REVISION_FIELDS).equals(revision(object));
    }

    /** Returns why no checksum stands in such a line, as its proof says it. */
    static String noChecksumReason(List<String> line) {
        String proof = line.size() > REVISION_FIELDS + 1 ? line.get(REVISION_FIELDS + 1) : "";
        return proof.substring(proof.indexOf(": ") < 0 ? proof.length() : proof.indexOf(": ") + 2);
    }

    /** Returns the checksum that stands in such a line. */
    static Optional<Checksum> checksum(List<String> line) throws IOException {
        String text = line.get(REVISION_FIELDS);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            String[] parts = text.split("[:-]", -1);
            return Optional.of(new Checksum(
                    Checksum.Algorithm.valueOf(parts[0].toUpperCase(Locale.ROOT)),
                    parts[1],
                    parts.length == 2 ? 0 : Integer.parseInt(parts[2])));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException("no checksum: " + text, e);
        }
    }

    void writeOut() throws IOException {
        file.writeOut();
    }

    /** Writes out what was added; the list may be added to again. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}
