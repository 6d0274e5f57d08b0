// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.deflate;

import java.lang.invoke.VarHandle;
import java.util.zip.ZipException;

/** Decodes the symbols of a block: most of them fast, and the last ones of each piece of input with care. */
final class SymbolLoop {
    private static final VarHandle LONG = BitInput.LONG;

    /** How far an iteration looks ahead: it reads 8 bytes twice, after it went on by at most 7. */
    private static final int INPUT_MARGIN = 15;

    private static final int LITERAL_MASK = (1 << BlockCodes.LITERAL_BITS) - 1;
    private static final int DISTANCE_MASK = (1 << BlockCodes.DISTANCE_BITS) - 1;
    private static final long EACH_BYTE = 0x0101_0101_0101_0101L;

    private SymbolLoop() {}

    /**
     * Decodes until the block ends, the window is full, or more input is needed.
     *
     * @return whether the block has ended
     */
    static boolean run(BlockCodes codes, BitInput input, SlidingWindow window) throws ZipException {
        while (window.hasRoom()) {
            if (input.limit - input.position >= INPUT_MARGIN) {
                runFast(codes.literals.table, codes.distances.table, input, window);
                if (!window.hasRoom()) {
                    return false;
                }
            }
            input.fill();
            int entry = codes.literals.lookUp(input.bits);
            int bits = entry & 63;
            if (bits > input.count) {
                return false;
            }
            if (entry < 0) {
                input.drop(bits);
                window.put(entry >>> 16);
            } else if ((entry & PrefixCode.OTHER) != 0) {
                if (entry >>> 16 == 0) {
                    throw new ZipException("a block has a literal or length that does not exist");
                }
                input.drop(bits);
                return true;
            } else if (!repeat(codes.distances, entry, input, window)) {
                return false;
            }
        }
        return false;
    }

    /** Repeats bytes; returns false if the input does not tell yet from where. */
    private static boolean repeat(PrefixCode distances, int length, BitInput input, SlidingWindow window)
            throws ZipException {
        int lengthBits = length & 63;
        int entry = distances.lookUp(input.bits >>> lengthBits);
        if (lengthBits + (entry & 63) > input.count) {
            return false;
        }
        if ((entry & PrefixCode.OTHER) != 0) {
            throw new ZipException("a block has a distance that does not exist");
        }
        int distance = value(entry, input.bits >>> lengthBits);
        if (!window.reaches(distance)) {
            throw new ZipException("a block repeats bytes from before the start");
        }
        window.repeat(distance, value(length, input.bits));
        input.drop(lengthBits + (entry & 63));
        return true;
    }

    /** Returns a length or distance: the least of its symbol, and what the bits behind the code add. */
    private static int value(int entry, long bits) {
        return (entry >>> 16) + (int) ((bits & ~(-1L << entry)) >>> (entry >>> 8));
    }

    /**
     * Decodes while much of both input and room is left, and stops before a symbol that is no literal, length or distance.
     *
     * <p>All is in local variables, and calls are few: so this is compiled early, and into fast code. Of {@code count} only the lowest 6 bits count;
     * the bits above {@code count} in {@code bits} are those that come next, or zeros: reading them again changes nothing.
     */
    private static void runFast(int[] literals, int[] distances, BitInput input, SlidingWindow window) {
        byte[] in = input.bytes;
        byte[] out = window.bytes;
        int at = input.position;
        int to = window.position;
        int safe = input.limit - INPUT_MARGIN;
        int start = window.start;
        long bits = input.bits;
        int count = input.count;
        while (at <= safe && to < SlidingWindow.END) {
            bits |= (long) LONG.get(in, at) << count;
            at += (~count >>> 3) & 7;
            count |= 56;
            int entry = literals[(int) bits & LITERAL_MASK];
            if (entry < 0) {
                // Five literals of the first table have at most 55 of 56 bits. Nested: one after the other is slower.
                out[to++] = (byte) (entry >>> 16);
                bits >>>= entry;
                count -= entry;
                entry = literals[(int) bits & LITERAL_MASK];
                if (entry < 0) {
                    out[to++] = (byte) (entry >>> 16);
                    bits >>>= entry;
                    count -= entry;
                    entry = literals[(int) bits & LITERAL_MASK];
                    if (entry < 0) {
                        out[to++] = (byte) (entry >>> 16);
                        bits >>>= entry;
                        count -= entry;
                        entry = literals[(int) bits & LITERAL_MASK];
                        if (entry < 0) {
                            out[to++] = (byte) (entry >>> 16);
                            bits >>>= entry;
                            count -= entry;
                            entry = literals[(int) bits & LITERAL_MASK];
                            if (entry < 0) {
                                out[to++] = (byte) (entry >>> 16);
                                bits >>>= entry;
                                count -= entry;
                                continue;
                            }
                        }
                    }
                }
                bits |= (long) LONG.get(in, at) << count;
                at += (~count >>> 3) & 7;
                count |= 56;
            }
            if ((entry & PrefixCode.OTHER) != 0) {
                if ((entry & PrefixCode.MORE) == 0) {
                    break;
                }
                entry = literals[(entry >>> 16) + ((int) (bits >>> BlockCodes.LITERAL_BITS) & ~(-1 << (entry >>> 8)))];
                if (entry < 0) {
                    out[to++] = (byte) (entry >>> 16);
                    bits >>>= entry;
                    count -= entry;
                    continue;
                }
                if ((entry & PrefixCode.OTHER) != 0) {
                    break;
                }
            }
            long rest = bits >>> entry;
            int far = distances[(int) rest & DISTANCE_MASK];
            if ((far & PrefixCode.OTHER) != 0) {
                if ((far & PrefixCode.MORE) == 0) {
                    break;
                }
                far = distances[(far >>> 16) + ((int) (rest >>> BlockCodes.DISTANCE_BITS) & ~(-1 << (far >>> 8)))];
                if ((far & PrefixCode.OTHER) != 0) {
                    break;
                }
            }
            int distance = (far >>> 16) + (int) ((rest & ~(-1L << far)) >>> (far >>> 8));
            int from = to - distance;
            if (from < start) {
                break;
            }
            int end = to + (entry >>> 16) + (int) ((bits & ~(-1L << entry)) >>> (entry >>> 8));
            bits = rest >>> far;
            count -= entry + far;
            if (distance >= Long.BYTES) {
                do {
                    LONG.set(out, to, (long) LONG.get(out, from));
                    from += Long.BYTES;
                    to += Long.BYTES;
                } while (to < end);
            } else {
                repeatShort(out, to, end, distance);
            }
            to = end;
        }
        input.position = at;
        input.count = count & 63;
        input.bits = bits & ~(-1L << count);
        window.position = to;
    }

    /** Repeats less than 8 bytes by writing them side by side into 8, as often as they fit. */
    private static void repeatShort(byte[] out, int to, int end, int distance) {
        long some = (long) LONG.get(out, to - distance);
        int step = Long.BYTES;
        if (distance == 1) {
            some = (some & 0xff) * EACH_BYTE;
        } else {
            int width = distance * Byte.SIZE;
            some &= ~(-1L << width);
            some |= some << width;
            if (distance < 4) {
                some |= some << (2 * width);
            }
            if (distance == 2) {
                some |= some << (4 * width); // a shift by 64 bits would be none
            }
            step -= Long.BYTES % distance;
        }
        for (int i = to; i < end; i += step) {
            LONG.set(out, i, some);
        }
    }
}
