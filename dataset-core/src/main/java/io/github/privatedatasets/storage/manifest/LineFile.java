// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.manifest;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of lines of fields, parted by tabs and percent-encoded. Written and read as a stream, since a dataset may have ten million
 * objects. Thread-safe.
 */
final class LineFile implements Closeable {
    /** A path of 4,096 bytes takes three characters for each, and nothing else is as long. */
    private static final int MAX_LINE_CHARS = 1 << 16;

    private final Path file;
    private @Nullable OutputStream out;

    LineFile(Path file) {
        this.file = file;
    }

    synchronized void add(String... fields) throws IOException {
        if (out == null) {
            out = new BufferedOutputStream(new FileOutputStream(file.toFile(), true));
        }
        for (int i = 0; i < fields.length; i++) {
            if (i > 0) {
                out.write('\t');
            }
            out.write(encoded(fields[i].getBytes(StandardCharsets.UTF_8)));
        }
        out.write('\n');
    }

    /** Hands what was added to the system, which has it also when this process is killed. */
    synchronized void writeOut() throws IOException {
        if (out != null) {
            out.flush();
        }
    }

    /** Writes out what was added; more may be added. */
    @Override
    public synchronized void close() throws IOException {
        if (out != null) {
            OutputStream closing = out;
            out = null;
            closing.close();
        }
    }

    /** Takes in the fields of a line. */
    @FunctionalInterface
    interface LineReader {
        void read(List<String> fields) throws IOException;
    }

    /** Reads a file line by line. */
    static void read(Path file, LineReader reader) throws IOException {
        try (Reader in = new InputStreamReader(new FileInputStream(file.toFile()), StandardCharsets.US_ASCII);
                BufferedReader lines = new BufferedReader(new BoundedLines(in))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                reader.read(fields(line));
            }
        }
    }

    static List<String> fields(String line) throws IOException {
        List<String> fields = new ArrayList<>();
        for (String field : line.split("\t", -1)) {
            fields.add(decoded(field));
        }
        return fields;
    }

    /** Leaves printable ASCII as it is, so that a person can read it; the rest, blanks and % become %XX. */
    private static byte[] encoded(byte[] text) {
        if (isPlain(text)) {
            return text; // as most are, ten million times
        }
        StringBuilder encoded = new StringBuilder();
        for (byte b : text) {
            if (isPlain(b)) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return encoded.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean isPlain(byte[] text) {
        for (byte b : text) {
            if (!isPlain(b)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(byte b) {
        return b > ' ' && b < 0x7f && b != '%';
    }

    static String decoded(String text) throws IOException {
        try {
            // It reads a plus as a blank, which we write as %20.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IOException("no percent-encoded text: " + text, e);
        }
    }

    /** Refuses what no writer of ours wrote, before it takes all memory as one line. */
    private static final class BoundedLines extends FilterReader {
        private int length;

        BoundedLines(Reader in) {
            super(in);
        }

        @Override
        public int read(char[] buffer, int offset, int count) throws IOException {
            int got = super.read(buffer, offset, count);
            for (int i = offset; i < offset + got; i++) {
                length = buffer[i] == '\n' ? 0 : length + 1;
                if (length > MAX_LINE_CHARS) {
                    throw new IOException(
                            "a line is longer than " + MAX_LINE_CHARS + " characters: it was not written so");
                }
            }
            return got;
        }
    }
}
