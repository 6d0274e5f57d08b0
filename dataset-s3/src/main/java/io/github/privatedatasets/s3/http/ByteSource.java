// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a server sends, with a small buffer before it for lines; read by one thread. */
final class ByteSource {
    private static final int BUFFER = 16 << 10;

    private final InputStream in;
    private final @Nullable TimedInput wire;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;

    /** Makes a source of what comes over a wire as it is. */
    ByteSource(TimedInput wire) {
        this.in = wire;
        this.wire = wire;
    }

    /** Makes a source of what something above the wire makes of it. */
    ByteSource(InputStream in) {
        this.in = in;
        this.wire = null;
    }

    /** Returns how many bytes are here already. */
    int buffered() {
        return limit - position;
    }

    /** Waits until at least a byte is here; tells whether one came before the end. */
    boolean awaitByte() throws IOException {
        if (position == limit) {
            position = 0;
            limit = Math.max(0, in.read(buffer, 0, BUFFER));
        }
        return position < limit;
    }

    /** Reads bytes of a body, past the buffer where there are none in it; -1 at the end. */
    int read(ByteBuffer into) throws IOException {
        if (position == limit && into.remaining() >= BUFFER) {
            if (into.hasArray()) {
                int count = in.read(into.array(), into.arrayOffset() + into.position(), into.remaining());
                into.position(into.position() + Math.max(0, count));
                return count;
            }
            if (wire != null) {
                return wire.read(into);
            }
        }
        if (!awaitByte()) {
            return -1;
        }
        int count = Math.min(into.remaining(), limit - position);
        into.put(buffer, position, count);
        position += count;
        return count;
    }

    /** Reads at most so many bytes of a body. */
    int read(ByteBuffer into, long most) throws IOException {
        ByteBuffer part = into.slice(into.position(), (int) Math.min(into.remaining(), most));
        int count = read(part);
        into.position(into.position() + part.position());
        return count;
    }

    /** Reads a line without its end, which is CR LF or LF alone (RFC 9112, 2.2). */
    String line(int longest) throws IOException {
        String line = through(longest, false);
        int end = line.length() - 1;
        return line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end);
    }

    /** Reads lines up to an empty one, with their ends: all at once, since most heads come in one piece. */
    String lines(int longest) throws IOException {
        return through(longest, true);
    }

    private String through(int longest, boolean emptyLine) throws IOException {
        StringBuilder begun = new StringBuilder(0);
        boolean lineIsEmpty = true;
        boolean afterReturn = false;
        while (true) {
            if (!awaitByte()) {
                throw new EOFException("the connection ended within an answer's header");
            }
            for (int at = position; at < limit; at++) {
                byte b = buffer[at];
                check(b, afterReturn);
                afterReturn = b == '\r';
                if (b == '\n') {
                    if (lineIsEmpty || !emptyLine) {
                        String text = begun.append(taken(at + 1)).toString();
                        checkLength(text.length(), longest);
                        return text;
                    }
                    lineIsEmpty = true;
                } else if (b != '\r') {
                    lineIsEmpty = false;
                }
            }
            begun.append(taken(limit));
            checkLength(begun.length(), longest);
        }
    }

    private String taken(int end) {
        String text = new String(buffer, position, end - position, ISO_8859_1);
        position = end;
        return text;
    }

    private static void checkLength(int length, int longest) throws MalformedAnswerException {
        if (length > longest) {
            throw new MalformedAnswerException("its header, or a line of it, has more than " + longest + " bytes");
        }
    }

    private static void check(byte b, boolean afterReturn) throws MalformedAnswerException {
        boolean control = (b >= 0 && b < ' ' && b != '\t' && b != '\r' && b != '\n') || b == 0x7f;
        if (control || (afterReturn && b != '\n')) {
            throw new MalformedAnswerException("its header holds a control character");
        }
    }
}
