// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.bzip2;

/** Where the segments of a text lie, each in one piece or more, and which comes before which. Reused from block to block. */
final class SegmentOrder {
    private int[] firstPieces = {};
    private int[] from = {};
    private int[] to = {};
    /** What comes before a piece in the text: another piece of the segment, or, as {@code -1 - segment}, the next one. */
    private int[] before = {};

    private int pieces;
    /** For each lane the piece that is being written. */
    private int[] open = {};

    /** Makes room for so many segments, and for the pieces they are in where so many lanes share their rest. */
    void makeRoom(int segments, int lanes) {
        int maxPieces = segments + 2 * lanes;
        firstPieces = new int[segments];
        from = new int[maxPieces];
        to = new int[maxPieces];
        before = new int[maxPieces];
        open = new int[lanes];
    }

    void reset() {
        pieces = 0;
    }

    /** A lane begins a segment, which it writes from there to the front. */
    void begin(int lane, int segment, int end) {
        firstPieces[segment] = pieces;
        open(lane, end);
    }

    /** A lane has written down to here, and goes on with the same segment elsewhere. */
    void goOn(int lane, int start, int end) {
        close(lane, start, pieces);
        open(lane, end);
    }

    /** A lane has written down to here, and so to the end of its segment, which another goes on with. */
    void end(int lane, int start, int segment) {
        close(lane, start, -1 - segment);
    }

    private void open(int lane, int end) {
        open[lane] = pieces;
        to[pieces] = end;
        pieces++;
    }

    private void close(int lane, int start, int next) {
        from[open[lane]] = start;
        before[open[lane]] = next;
    }

    /** Writes the segments, from the first one on, before the last byte of a text; returns whether they are as long as the text. */
    boolean assemble(byte[] found, byte[] text, int count) {
        int left = count - 1;
        long sum = 0;
        int segment = 0;
        do {
            int piece = firstPieces[segment];
            while (piece >= 0) {
                int length = to[piece] - from[piece];
                sum += length;
                // All but the last byte of the last one, which is the last of the text.
                int copied = Math.min(length, left);
                left -= copied;
                System.arraycopy(found, to[piece] - copied, text, left, copied);
                piece = before[piece];
            }
            segment = -1 - piece;
        } while (segment != 0);
        return sum == count;
    }
}
