package io.github.privatedatasets.storage;

import io.github.privatedatasets.spi.RemoteObject;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The list of an attempt's objects, beside its record: a line each of path, size, etag, version, checksum and proof, parted by tabs
 * and percent-encoded. Streamed, since a dataset may have ten million. Thread-safe.
 */
final class FetchedObjects implements Closeable {
    private final Path file;
    private @Nullable Writer out;

    FetchedObjects(Path file) {
        this.file = file;
    }

    synchronized void add(RemoteObject object, String proof) throws IOException {
        if (out == null) {
            out = new BufferedWriter(
                    new OutputStreamWriter(new FileOutputStream(file.toFile(), true), StandardCharsets.US_ASCII));
        }
        String checksum = object.checksum()
                .map(known -> known.algorithm().name().toLowerCase(Locale.ROOT) + ":" + known.hex())
                .orElse("");
        field(out, encoded(object.path()), '\t');
        field(out, Long.toString(object.sizeBytes()), '\t');
        field(out, encoded(object.etag().value()), '\t');
        field(out, encoded(object.versionId().orElse("")), '\t');
        field(out, encoded(checksum), '\t');
        field(out, encoded(proof), '\n');
    }

    private static void field(Writer out, String text, char end) throws IOException {
        out.write(text);
        out.write(end);
    }

    /** Writes out what was added; the list may be added to again. */
    @Override
    public synchronized void close() throws IOException {
        if (out != null) {
            Writer closing = out;
            out = null;
            closing.close();
        }
    }

    /** Leaves printable ASCII as it is, so that a person can read it; the rest, blanks and % become %XX of their UTF-8 bytes. */
    static String encoded(String text) {
        if (isPlain(text)) {
            return text; // as most are, ten million times
        }
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 0x7f && b != '%') {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '%') {
                return false;
            }
        }
        return true;
    }
}
