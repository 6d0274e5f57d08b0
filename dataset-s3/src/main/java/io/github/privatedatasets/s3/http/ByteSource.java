package io.github.privatedatasets.s3.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** What a server sends, with a small buffer before it for lines; read by one thread. */
final class ByteSource {
    private static final int BUFFER = 16 << 10;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;

    ByteSource(InputStream in) {
        this.in = in;
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
    int read(byte[] into, int offset, int length) throws IOException {
        if (position == limit && length >= BUFFER) {
            return in.read(into, offset, length);
        }
        if (!awaitByte()) {
            return -1;
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(buffer, position, into, offset, count);
        position += count;
        return count;
    }

    /** Reads a line without its end, which is CR LF or LF alone (RFC 9112, 2.2). */
    String line(int longest) throws IOException {
        String begun = "";
        while (true) {
            if (!awaitByte()) {
                throw new EOFException("the connection ended within an answer's header");
            }
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            String text = begun + new String(buffer, position, end - position, ISO_8859_1);
            if (text.length() > longest) {
                throw new MalformedAnswerException("a line is longer than " + longest + " bytes");
            }
            if (end < limit) {
                position = end + 1;
                return checked(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
            }
            position = limit;
            begun = text;
        }
    }

    private static String checked(String line) throws MalformedAnswerException {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                throw new MalformedAnswerException("a line holds a control character");
            }
        }
        return line;
    }
}
