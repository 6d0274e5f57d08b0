// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage.manifest;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A {@link LineFile} that its writer did not live to close: it may end anywhere, or be anything. Its lines are looked up by their first field, about in
 * their order, so that of ten million no more than some thousand are in memory. Thread-safe.
 */
final class LeftLines implements Closeable {
    /** Longer than any line of ours, whose longest field is a key of 1 KiB, percent-encoded. */
    private static final int MAX_LINE_BYTES = 1 << 14;

    private static final int MAX_PASSED = 10_000;

    private final Path file;
    private final InputStream in;
    private final byte[] buffer = new byte[4 * MAX_LINE_BYTES];
    private final Map<String, List<String>> passed = new HashMap<>();
    private int start;
    private int end;

    private LeftLines(Path file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    /** Opens the file; where none is, or something else, there are no lines. */
    static LeftLines open(Path file) throws IOException {
        boolean isFile = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS); // Opening a pipe might take for ever.
        return new LeftLines(file, isFile ? new FileInputStream(file.toFile()) : InputStream.nullInputStream());
    }

    /** Returns the fields of the next line, of which there is at least one; empty after the last line that has an end. */
    synchronized Optional<List<String>> next() throws IOException {
        for (int at = start; ; at++) {
            if (at == end) {
                at -= start;
                if (!readMore()) {
                    return Optional.empty();
                }
            }
            if (buffer[at] == '\n') {
                String line = new String(buffer, start, at - start, StandardCharsets.US_ASCII);
                start = at + 1;
                return Optional.of(LineFile.fields(line));
            }
        }
    }

    private boolean readMore() throws IOException {
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
        if (end >= MAX_LINE_BYTES) {
            throw new IOException(file + " has a line that is none of ours");
        }
        int count = in.read(buffer, end, buffer.length - end);
        end += Math.max(count, 0);
        return count > 0;
    }

    /**
     * Returns the line that begins with this field, once. One that comes much later than those around it were asked for is not found.
     */
    synchronized Optional<List<String>> take(String first) throws IOException {
        List<String> known = passed.remove(first);
        while (known == null && passed.size() < MAX_PASSED) {
            Optional<List<String>> line = next();
            if (line.isEmpty()) {
                break;
            }
            String key = line.get().get(0);
            if (key.equals(first)) {
                known = line.get();
            } else {
                passed.put(key, line.get());
            }
        }
        return Optional.ofNullable(known);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
