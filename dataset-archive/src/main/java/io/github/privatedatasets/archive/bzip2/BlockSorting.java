// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.bzip2;

/**
 * Undoes the sorting of a block, known as the Burrows-Wheeler transform. Reused from block to block.
 *
 * <p>Each row holds a byte, and tells the row that holds the byte before it. Who follows that chain alone waits for memory at each byte. So eight
 * begin at once, at rows anywhere, and go on until they meet a row where another began; then what they found is put in order.
 */
final class BlockSorting {
    /** Fewer rows lie in the cache anyway. */
    private static final int MIN_ROWS = 1 << 14;
    /** At one row in so many a segment of the chain ends, and another begins. */
    private static final int STEP = 1 << 11;

    private static final int LANES = 8;
    /** No row has this index: here a segment ended, and the lower bits tell which one goes on. */
    private static final int ENDED = 1 << 23;

    private static final int IDLE = -1;

    private final int[] counts = new int[256];
    private int[] rows = {};
    private byte[] found = {};
    private final SegmentOrder order = new SegmentOrder();
    /** For each segment the row where it begins. */
    private int[] starts = {};

    private int segments;
    private int begun;
    /** For each lane the row where it goes on. */
    private final int[] lanes = new int[LANES];

    /** Returns room for so many rows, each to be made by {@link #row}. */
    int[] rows(int max) {
        if (rows.length < max) {
            rows = new int[max];
            found = new byte[(max + LANES - 1) / LANES * LANES];
            starts = new int[max / STEP + 2];
            order.makeRoom(starts.length, LANES);
        }
        return rows;
    }

    /** Returns the array that is to tell how many rows have which byte. */
    int[] counts() {
        return counts;
    }

    /** Makes the row that comes after so many others with the same byte. */
    static int row(int others, int value) {
        return others << 8 | value;
    }

    /** Writes the text whose sorted rows were set; the row {@code origin} holds its last byte. */
    void undo(int count, int origin, byte[] text) {
        link(count);
        if (count < MIN_ROWS || !undoInSegments(count, origin, text)) {
            undoAtOnce(count, origin, text);
        }
    }

    private void undoAtOnce(int count, int origin, byte[] text) {
        int from = count;
        int at = origin;
        do {
            from--;
            text[from] = (byte) rows[at];
            at = rows[at] >>> 8;
        } while (at != origin);
        // A chain of some rows only: its bytes make the whole text, over and over.
        int period = count - from;
        System.arraycopy(text, from, text, 0, period);
        for (int i = period; i < count; i++) {
            text[i] = text[i - period];
        }
    }

    /** Makes each row tell the one before it: that which comes after as many others among all that are sorted by their bytes. */
    private void link(int count) {
        int[] all = rows;
        int[] bases = counts;
        int sum = 0;
        for (int value = 0; value < bases.length; value++) {
            int ofValue = bases[value];
            bases[value] = row(sum, 0);
            sum += ofValue;
        }
        for (int i = 0; i < count; i++) {
            all[i] += bases[all[i] & 0xff];
        }
    }

    /** Returns false if not all rows are of one chain: the text then repeats itself, or is damaged. The rows are as before. */
    private boolean undoInSegments(int count, int origin, byte[] text) {
        byte last = (byte) rows[origin];
        begun = 0;
        segments = 0;
        cut(origin);
        for (int at = 0; at < count; at += STEP) {
            if (at != origin) {
                cut(at);
            }
        }
        order.reset();
        follow((count + LANES - 1) / LANES);
        boolean whole = order.assemble(found, text, count);
        // The chain goes round: its last segment ends with the byte at which the first one began.
        text[count - 1] = last;
        restore(count, origin);
        return whole;
    }

    /** Lets a segment end with this row, and another begin after it. */
    private void cut(int at) {
        starts[segments] = rows[at] >>> 8;
        rows[at] = row(ENDED | segments, rows[at] & 0xff);
        segments++;
    }

    private void restore(int count, int origin) {
        rows[origin] = row(starts[0], rows[origin] & 0xff);
        int segment = 1;
        for (int at = 0; at < count; at += STEP) {
            if (at != origin) {
                rows[at] = row(starts[segment], rows[at] & 0xff);
                segment++;
            }
        }
    }

    /** Each lane fills its own part of {@code found}, of {@code room} bytes, from behind, as all the others do. */
    private void follow(int room) {
        int left = room;
        boolean allBusy = true;
        for (int lane = 0; lane < LANES; lane++) {
            begin(lane, lane * room + left);
        }
        while (allBusy) {
            left = followAll(left, room);
            for (int lane = 0; lane < LANES; lane++) {
                if (lanes[lane] >= ENDED) {
                    order.end(lane, lane * room + left, lanes[lane] - ENDED);
                    allBusy &= begin(lane, lane * room + left);
                }
            }
        }
        followRest(left, room);
    }

    private boolean begin(int lane, int to) {
        if (begun == segments) {
            lanes[lane] = IDLE;
            return false;
        }
        order.begin(lane, begun, to);
        lanes[lane] = starts[begun];
        begun++;
        return true;
    }

    /** Follows all lanes until one has ended its segment, or more; returns how much room is left to each. */
    private int followAll(int left, int room) {
        int[] all = rows;
        byte[] out = found;
        int at0 = lanes[0];
        int at1 = lanes[1];
        int at2 = lanes[2];
        int at3 = lanes[3];
        int at4 = lanes[4];
        int at5 = lanes[5];
        int at6 = lanes[6];
        int at7 = lanes[7];
        int to = left;
        while (to > 0) {
            int row0 = all[at0];
            int row1 = all[at1];
            int row2 = all[at2];
            int row3 = all[at3];
            int row4 = all[at4];
            int row5 = all[at5];
            int row6 = all[at6];
            int row7 = all[at7];
            to--;
            out[to] = (byte) row0;
            out[to + room] = (byte) row1;
            out[to + 2 * room] = (byte) row2;
            out[to + 3 * room] = (byte) row3;
            out[to + 4 * room] = (byte) row4;
            out[to + 5 * room] = (byte) row5;
            out[to + 6 * room] = (byte) row6;
            out[to + 7 * room] = (byte) row7;
            at0 = row0 >>> 8;
            at1 = row1 >>> 8;
            at2 = row2 >>> 8;
            at3 = row3 >>> 8;
            at4 = row4 >>> 8;
            at5 = row5 >>> 8;
            at6 = row6 >>> 8;
            at7 = row7 >>> 8;
            // ENDED is the highest bit of a row.
            if ((row0 | row1 | row2 | row3 | row4 | row5 | row6 | row7) < 0) {
                break;
            }
        }
        lanes[0] = at0;
        lanes[1] = at1;
        lanes[2] = at2;
        lanes[3] = at3;
        lanes[4] = at4;
        lanes[5] = at5;
        lanes[6] = at6;
        lanes[7] = at7;
        return to;
    }

    /** Once there are fewer segments than lanes, follows one after the other, into the room that all the lanes have left. */
    private void followRest(int left, int room) {
        int part = 0;
        int to = left;
        for (int lane = 0; lane < LANES; lane++) {
            if (lanes[lane] == IDLE) {
                continue;
            }
            order.goOn(lane, lane * room + left, part * room + to);
            int at = lanes[lane];
            while (at < ENDED) {
                if (to == 0) {
                    part++;
                    to = left;
                    order.goOn(lane, (part - 1) * room, part * room + to);
                }
                to--;
                found[part * room + to] = (byte) rows[at];
                at = rows[at] >>> 8;
            }
            order.end(lane, part * room + to, at - ENDED);
        }
    }
}
