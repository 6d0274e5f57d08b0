// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.deflate;

/**
 * The last decoded bytes: those that are still to be given out, and before them those that the stream may repeat.
 *
 * <p>They lie in one piece, so that nothing has to wrap around: when it is full and all was given out, the last 32 KiB are moved to its start.
 */
final class SlidingWindow {
    private static final int HISTORY_BYTES = 1 << 15;

    /** Where no symbol may start any more. */
    static final int END = HISTORY_BYTES + (1 << 16);

    /** Room for the last literals and repetition, and for a copy of 8 bytes to reach beyond it. */
    private static final int SLACK = 5 + 258 + Long.BYTES;

    final byte[] bytes = new byte[END + SLACK];

    /** Where the stream's bytes start: what lies before is another stream's. */
    int start;
    /** Where the next byte goes. */
    int position;

    private int given;

    /** Starts with another stream. */
    void restart() {
        start = position;
        given = position;
    }

    int toGive() {
        return position - given;
    }

    /** Tells whether there is room for another symbol. */
    boolean hasRoom() {
        return position < END;
    }

    /** Gives out at most so many bytes. */
    int give(byte[] target, int offset, int most) {
        int count = Math.min(most, position - given);
        System.arraycopy(bytes, given, target, offset, count);
        given += count;
        return count;
    }

    /** Makes room, if all was given out. */
    void slide() {
        if (position >= END && given == position) {
            int kept = Math.min(HISTORY_BYTES, position - start);
            System.arraycopy(bytes, position - kept, bytes, 0, kept);
            start = 0;
            position = kept;
            given = kept;
        }
    }

    void put(int literal) {
        bytes[position++] = (byte) literal;
    }

    /** Tells whether bytes of this stream are so far back. */
    boolean reaches(int distance) {
        return distance <= position - start;
    }

    /** Repeats bytes, one by one where they overlap. */
    void repeat(int distance, int length) {
        for (int i = 0; i < length; i++) {
            bytes[position] = bytes[position - distance];
            position++;
        }
    }
}
