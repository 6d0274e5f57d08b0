// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import org.tukaani.xz.CorruptedInputException;

/**
 * The decoded bytes that the data may repeat: a ring at least as long as the dictionary, or the whole block, if there is an array for that.
 *
 * <p>The decoder may write up to 7 bytes of rubbish behind those it is at. In a ring these were the oldest: hence it is a little longer than what
 * may be repeated. It is a multiple of 16 long, since the position modulo 16 counts; where that begins does not, for all that was learnt by it is
 * reset with the dictionary.
 */
final class Window {
    private static final int SPARE = 16;

    byte[] bytes;
    /** How far back any byte may be. */
    int dictionarySize;
    /** Where the next byte goes. */
    int position;
    /** How many bytes there are to repeat since the dictionary was reset, but no more than there is room for. */
    int reach;

    private final boolean ring;

    private Window(byte[] bytes, int dictionarySize, boolean ring) {
        this.bytes = bytes;
        this.dictionarySize = dictionarySize;
        this.ring = ring;
    }

    /** Returns one for that many bytes of history, or, if that is less, as many bytes as are to be decoded. */
    static Window ofDictionary(int dictionarySize, long uncompressedSize) {
        Window window = new Window(new byte[0], 0, true);
        window.fit(dictionarySize, uncompressedSize);
        return window;
    }

    /** Returns one in which a whole block is put together: more than that is refused. */
    static Window over(byte[] block, int dictionarySize) {
        return new Window(block, dictionarySize, false);
    }

    /**
     * Makes the ring fit another block, which begins by a reset. One that is long enough stays: a block of twenty bytes may ask for a dictionary
     * of the largest size, and zeros in a new array take long.
     */
    void fit(int newDictionarySize, long uncompressedSize) {
        dictionarySize = uncompressedSize < 0 ? newDictionarySize : (int) Math.min(newDictionarySize, uncompressedSize);
        int length = (dictionarySize + SPARE + 15) & ~15;
        if (length > bytes.length) {
            bytes = new byte[0]; // memory may be enough for one
            bytes = new byte[length];
            position = 0;
        }
    }

    /** Forgets what was decoded. */
    void reset() {
        reach = 0;
    }

    /** Returns up to where bytes can be put one after the other. */
    int room() throws CorruptedInputException {
        if (position == bytes.length) {
            if (!ring) {
                throw new CorruptedInputException("a block is longer than it says");
            }
            position = 0;
        }
        return bytes.length;
    }

    /** Goes on to where bytes were put. */
    void advance(int end) {
        reach = Math.min(bytes.length, reach + end - position);
        position = end;
    }

    /** Returns the last byte, which is 0 if there is none. */
    int previous() {
        if (reach == 0) {
            return 0;
        }
        int last = position - 1;
        return bytes[last + (bytes.length & (last >> 31))] & 0xff;
    }
}
