// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.tukaani.xz.CorruptedInputException;

/**
 * LZMA2 data, decoded: chunks of LZMA and of bytes as they are, of which each says what it resets of the state before it. Takes
 * no more from what it reads than is its own.
 */
final class Lzma2Stream extends InputStream {
    /** So much is decoded at a time, and still in the processor's cache when it is looked at next. */
    private static final int MAX_DECODED = 1 << 14;

    private static final int END = 0;
    private static final int BYTES_AND_NEW_DICTIONARY = 1;
    private static final int BYTES = 2;
    private static final int LZMA = 0x80;
    private static final int LZMA_AND_NEW_STATE = 0xa0;
    private static final int LZMA_AND_NEW_PROPERTIES = 0xc0;
    private static final int LZMA_AND_NEW_DICTIONARY = 0xe0;

    private final InputStream encoded;
    private final Window window;
    private final RangeDecoder bits = new RangeDecoder();
    private final Probabilities probabilities = new Probabilities();
    private final LzmaDecoder lzma = new LzmaDecoder(bits, probabilities);
    private long encodedBytes;
    private int left;
    private boolean isLzma;
    private boolean needsDictionary = true;
    private boolean needsProperties = true;
    private boolean ended;

    Lzma2Stream(InputStream encoded, Window window) {
        this.encoded = encoded;
        this.window = window;
    }

    /** Begins anew, at what comes next. */
    void restart() {
        encodedBytes = 0;
        needsDictionary = true;
        ended = false;
    }

    /** Returns how many encoded bytes were taken. */
    long encodedBytes() {
        return encodedBytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Reads into any array; into the window's own, where the bytes are decoded to. */
    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            startChunk();
            if (ended) {
                return -1;
            }
        }
        int room = window.room();
        int start = window.position;
        int count = Math.min(Math.min(left, length), Math.min(room - start, MAX_DECODED));
        if (isLzma) {
            lzma.decode(window, start + count);
        } else {
            take(window.bytes, start, count);
            window.advance(start + count);
        }
        left -= count;
        if (left == 0 && isLzma && !lzma.isFinished()) {
            throw new CorruptedInputException("a chunk does not end where its symbols do");
        }
        if (buffer != window.bytes) {
            System.arraycopy(window.bytes, start, buffer, offset, count);
        }
        return count;
    }

    private void startChunk() throws IOException {
        int control = ended ? END : take(1);
        if (control == END) {
            ended = true;
            return;
        }
        if (control == BYTES_AND_NEW_DICTIONARY || control >= LZMA_AND_NEW_DICTIONARY) {
            needsDictionary = false;
            needsProperties = true;
            window.reset();
        } else if (needsDictionary || (control > BYTES && control < LZMA)) {
            throw new CorruptedInputException("a chunk of a kind that does not exist, or cannot be the first");
        }
        isLzma = control >= LZMA;
        if (!isLzma) {
            left = take(2) + 1;
            return;
        }
        left = ((control & 0x1f) << 16) + take(2) + 1;
        int length = take(2) + 1;
        if (control >= LZMA_AND_NEW_PROPERTIES) {
            if (!probabilities.set(take(1))) {
                throw new CorruptedInputException("LZMA properties that do not exist");
            }
            needsProperties = false;
        } else if (needsProperties) {
            throw new CorruptedInputException("a chunk without properties, which must have them");
        }
        if (control >= LZMA_AND_NEW_STATE) {
            lzma.reset();
        }
        bits.start(encoded, length);
        encodedBytes += length;
    }

    /** Takes a number, its most significant byte first. */
    private int take(int bytes) throws IOException {
        int number = 0;
        for (int i = 0; i < bytes; i++) {
            int b = encoded.read();
            if (b < 0) {
                throw new EOFException();
            }
            number = number << 8 | b;
        }
        encodedBytes += bytes;
        return number;
    }

    private void take(byte[] bytes, int offset, int length) throws IOException {
        Encoded.read(encoded, bytes, offset, length);
        encodedBytes += length;
    }
}
