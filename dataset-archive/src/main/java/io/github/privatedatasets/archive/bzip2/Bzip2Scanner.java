// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.bzip2;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Guesses where the blocks of bzip2 data lie: each from a magic to the next. A magic that is none, inside a block, makes a wrong guess,
 * after which it is set right by {@link #restart}.
 */
final class Bzip2Scanner {
    private final BitWindow window;
    private final int maxHeldBytes;
    /** Where the block began whose end is looked for; -1 before there is one. */
    private long open = -1;

    private int level;
    private long scanned;

    /** Scans a window, and makes it hold hardly more than so many bytes. */
    Bzip2Scanner(BitWindow window, int maxHeldBytes) {
        this.window = window;
        this.maxHeldBytes = maxHeldBytes;
    }

    /** Goes on from this bit, in a stream of this level. */
    void restart(long bit, int streamLevel) {
        open = -1;
        scanned = bit;
        level = streamLevel;
    }

    /** Returns how far it has looked. */
    long scannedTo() {
        return scanned;
    }

    /** Returns the next block, or nothing if its end is not within the window and what may be read into it. */
    @Nullable
    Piece next() throws IOException {
        while (true) {
            long magic = window.findMagic(scanned);
            if (magic < 0) {
                scanned = Math.max(scanned, window.endBit() - Bzip2Magic.BITS + 1);
                if (window.heldBytes() >= maxHeldBytes || !window.readOn()) {
                    return null;
                }
                continue;
            }
            Piece piece = open < 0 ? null : new Piece(open, magic, level);
            open = magic;
            scanned = magic + 1;
            if (window.bits(magic, Bzip2Magic.BITS) == Bzip2Magic.END_OF_STREAM) {
                open = -1;
                enterNextStream(magic);
            }
            if (piece != null) {
                return piece;
            }
        }
    }

    private void enterNextStream(long magic) throws IOException {
        long header = Bzip2Stream.afterEndOfStream(magic);
        if (window.has(header, Bzip2Stream.HEADER_BITS)) {
            int next = Bzip2Stream.level((int) window.bits(header, Bzip2Stream.HEADER_BITS));
            if (next > 0) {
                level = next;
                scanned = header + Bzip2Stream.HEADER_BITS;
            }
        }
    }

    /** A guess: a block that lies from bit to bit, in a stream of this level. */
    record Piece(long start, long end, int level) {}
}
