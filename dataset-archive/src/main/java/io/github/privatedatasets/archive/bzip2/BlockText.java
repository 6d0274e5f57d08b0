// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.bzip2;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A block as it was sorted: of four to 259 equal bytes it has four, and then how many more there are. These are written out as they are read;
 * so at most 900,000 bytes are held, also of a block that has 46 million. Reused from block to block.
 */
final class BlockText {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;
    private static final int RUN = 4;

    private final BlockCrc crc = new BlockCrc();
    private byte[] bytes = {};
    private int length;
    private int position;
    private int repeats;
    private byte repeated;

    /** Makes this a text of so many bytes, to be written into what is returned: room for {@code max}, as later ones may have. */
    byte[] reset(int count, int max) {
        if (bytes.length < count) {
            bytes = new byte[max];
        }
        length = count;
        rewind();
        return bytes;
    }

    private void rewind() {
        position = 0;
        repeats = 0;
    }

    /** Undoes what old versions of bzip2 did to the bytes. */
    void derandomize() {
        Randomization.undo(bytes, length);
    }

    /**
     * Reads it all, for its CRC, and goes back to the start; needs room to write to.
     *
     * @throws IOException if it has another CRC, or ends within a run
     */
    void verify(int expectedCrc, byte[] scratch) throws IOException {
        crc.reset();
        for (int count = read(scratch, 0, scratch.length); count >= 0; count = read(scratch, 0, scratch.length)) {
            crc.update(scratch, count);
        }
        if (position > length) {
            throw new IOException("a block ends where the length of a run must be");
        }
        if (crc.value() != expectedCrc) {
            throw new IOException(
                    String.format("CRC of a block is %08x, its bytes have %08x", expectedCrc, crc.value()));
        }
        rewind();
    }

    /** Reads some bytes; -1 at the end. */
    int read(byte[] target, int offset, int count) {
        int to = offset + count;
        int at = offset;
        while (at < to) {
            if (repeats > 0) {
                int step = Math.min(repeats, to - at);
                Arrays.fill(target, at, at + step, repeated);
                repeats -= step;
                at += step;
            } else if (position < length) {
                int step = beforeRun(position, Math.min(position + to - at, length)) - position;
                System.arraycopy(bytes, position, target, at, step);
                position += step;
                at += step;
                if (runBegins(position)) {
                    startRun();
                }
            } else {
                break;
            }
        }
        return at == offset && count > 0 ? -1 : at - offset;
    }

    private void startRun() {
        repeated = bytes[position];
        position += RUN;
        repeats = RUN + (position < length ? bytes[position] & 0xff : 0);
        position++;
    }

    private boolean runBegins(int at) {
        return at + RUN <= length
                && bytes[at] == bytes[at + 1]
                && bytes[at] == bytes[at + 2]
                && bytes[at] == bytes[at + 3];
    }

    /** Returns where the first run begins from there on, or {@code to} if none does before it. */
    private int beforeRun(int from, int to) {
        int at = from;
        while (at < to && at + Long.BYTES < length) {
            // The highest bit of each byte that equals the next one; where no three in a row do, no run begins in the
            // first six bytes.
            long unequal = (long) LONG.get(bytes, at) ^ (long) LONG.get(bytes, at + 1);
            long equal = ~(((unequal & LOW_BITS) + LOW_BITS) | unequal | LOW_BITS);
            long run = equal & (equal >>> 8) & (equal >>> 16);
            if (run != 0) {
                return Math.min(at + (Long.numberOfTrailingZeros(run) >>> 3), to);
            }
            at += Long.BYTES - 2;
        }
        while (at < to && !runBegins(at)) {
            at++;
        }
        return Math.min(at, to);
    }
}
