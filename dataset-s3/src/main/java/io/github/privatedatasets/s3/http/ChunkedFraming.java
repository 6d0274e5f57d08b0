// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A body in chunks (RFC 9112, 7.1); what follows the last one is read and forgotten. */
final class ChunkedFraming implements HttpBody.Framing {
    private static final int LONGEST_SIZE_LINE = 1 << 10;
    private static final int LONGEST_TRAILER_LINE = 16 << 10;
    private static final int MOST_TRAILERS = 100;

    private long remaining;
    private boolean begun;
    private boolean whole;

    @Override
    public int read(ByteSource in, ByteBuffer into) throws IOException {
        if (remaining == 0) {
            nextChunk(in);
            if (whole) {
                return -1;
            }
        }
        int count = in.read(into, remaining);
        if (count < 0) {
            throw new EOFException("the connection ended within a chunk");
        }
        remaining -= count;
        return count;
    }

    private void nextChunk(ByteSource in) throws IOException {
        if (begun && !in.line(LONGEST_SIZE_LINE).isEmpty()) {
            throw new MalformedAnswerException("a chunk is longer than it says");
        }
        begun = true;
        String line = in.line(LONGEST_SIZE_LINE);
        int semicolon = line.indexOf(';');
        String size = semicolon < 0 ? line : line.substring(0, semicolon).stripTrailing();
        if (size.isEmpty()
                || size.length() > 15
                || !size.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80)) {
            throw new MalformedAnswerException("the size of a chunk is no number");
        }
        remaining = Long.parseLong(size, 16);
        if (remaining == 0) {
            skipTrailers(in);
            whole = true;
        }
    }

    private static void skipTrailers(ByteSource in) throws IOException {
        for (int i = 0; i <= MOST_TRAILERS; i++) {
            if (in.line(LONGEST_TRAILER_LINE).isEmpty()) {
                return;
            }
        }
        throw new MalformedAnswerException("it has more than " + MOST_TRAILERS + " trailers");
    }

    @Override
    public boolean isWhole() {
        return whole;
    }
}
