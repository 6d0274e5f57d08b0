// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.bzip2;

import java.io.IOException;
import java.io.InputStream;

/** A stretch of a stream that can be read at any bit: it grows at its end by reading the stream on, and is let go at its start. */
final class BitWindow {
    private static final int READ_BYTES = 1 << 16;

    private final InputStream source;
    private byte[] bytes = new byte[2 * READ_BYTES];
    /** Where in the stream {@code bytes} begins; those before {@code from} were let go. */
    private long base;

    private int from;
    private int to;
    private boolean ended;

    BitWindow(InputStream source) {
        this.source = source;
    }

    /** Returns how many bytes are held. */
    int heldBytes() {
        return to - from;
    }

    /** Returns the bit after the last one read. */
    long endBit() {
        return 8 * (base + to);
    }

    /** Returns whether the stream has so many bits from there; reads on as far as needed. */
    boolean has(long bit, long count) throws IOException {
        while (endBit() < bit + count) {
            if (!readOn()) {
                return false;
            }
        }
        return true;
    }

    /** Reads some more; returns false at the end of the stream. */
    boolean readOn() throws IOException {
        if (ended) {
            return false;
        }
        makeRoom();
        int count = source.read(bytes, to, Math.min(READ_BYTES, bytes.length - to));
        ended = count < 0;
        to += Math.max(count, 0);
        return !ended;
    }

    private void makeRoom() {
        if (bytes.length - to >= READ_BYTES) {
            return;
        }
        byte[] roomier = heldBytes() > bytes.length / 2 ? new byte[2 * bytes.length] : bytes;
        System.arraycopy(bytes, from, roomier, 0, to - from);
        bytes = roomier;
        base += from;
        to -= from;
        from = 0;
    }

    /** Lets go all bytes before the one in which this bit lies. */
    void letGoBefore(long bit) {
        from = (int) ((bit >>> 3) - base);
    }

    /** Returns up to 48 bits, which the window has. */
    long bits(long bit, int count) {
        int first = (int) ((bit >>> 3) - base);
        int wanted = (int) (bit & 7) + count;
        int last = first + (wanted + 7) / 8;
        long value = 0;
        for (int i = first; i < last; i++) {
            value = value << 8 | (bytes[i] & 0xff);
        }
        return value >>> (8 * (last - first) - wanted) & ((1L << count) - 1);
    }

    /** Returns the bit where the first bzip2 magic begins from there on, or -1 if there is none in what was read. */
    long findMagic(long fromBit) {
        long found = Bzip2Magic.find(bytes, to, fromBit - 8 * base);
        return found < 0 ? found : found + 8 * base;
    }

    /** Copies so many whole bytes, from the one on in which the bit lies. */
    void copyBytes(long fromBit, int count, byte[] target) {
        System.arraycopy(bytes, (int) ((fromBit >>> 3) - base), target, 0, count);
    }

    /** Copies bits to whole bytes; what the last byte has over is zero. */
    void copy(long fromBit, long toBit, byte[] target, int offset) {
        int first = (int) ((fromBit >>> 3) - base);
        int shift = (int) (fromBit & 7);
        int count = (int) ((toBit - fromBit + 7) >>> 3);
        if (shift == 0) {
            System.arraycopy(bytes, first, target, offset, count);
        } else {
            for (int i = 0; i < count; i++) {
                int next = first + i + 1 < to ? bytes[first + i + 1] & 0xff : 0;
                target[offset + i] = (byte) ((bytes[first + i] & 0xff) << shift | next >>> (8 - shift));
            }
        }
        int over = (int) (8L * count - (toBit - fromBit));
        target[offset + count - 1] &= (byte) (0xff << over);
    }
}
