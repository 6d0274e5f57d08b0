// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.quine;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Archives whose only content is the archive itself. The idea is that of Russ Cox, "Zip Files All The Way Down": deflate has two
 * instructions, "these bytes" (L) and "the last so many bytes again" (R), and in these a program can be written that prints its own text.
 *
 * <p>With what stands before the program (the header, H) and behind it (the trailer, Z) it is, each L with the number of bytes that follow:
 *
 * <pre>
 * H  La H La  Ra  Lb Ra  Lc Lb  N..Ld Ra Lc Lb N..Ld  Re  N..Le (Re N..Le)(Re N..Le)  Re  N..Le (Re N.. Lf)  Re  N.. Lf Rf Z  Rf  Z
 * </pre>
 *
 * <p>where N does nothing, and is there for d to be e. Checksums are found by solving for them: a CRC is linear.
 */
final class Quine {
    private static final int LITERAL = 5;
    private static final byte[] LONGER_NOTHING = {0b010, 0, 0, 0, -1, -1};

    private Quine() {}

    /** What an archive is but for its content. */
    interface Format {
        /** What comes before and behind the deflate data, given their length, the archive's, and the CRC of the content. */
        Frame frame(int deflated, int size, int crc);
    }

    /** The bytes around the program. */
    static final class Frame {
        private final byte[] before;
        private final byte[] header;
        private final byte[] endOfData;
        private final byte[] trailer;

        /**
         * Describes an archive.
         *
         * @param before what the content has before the archive itself
         * @param header what the archive has before its deflate data
         * @param endOfData deflate data that print what the content has behind the archive
         * @param trailer what the archive has behind its deflate data
         */
        Frame(byte[] before, byte[] header, byte[] endOfData, byte[] trailer) {
            this.before = before;
            this.header = header;
            this.endOfData = endOfData;
            this.trailer = trailer;
        }
    }

    /** Returns the archive. The bytes printed behind it must be zeros, or none. */
    static byte[] of(Format format, int zerosBehind) {
        Frame unsized = format.frame(0, 0, 0);
        int size = print(unsized).length;
        int deflated = size - unsized.header.length - unsized.trailer.length;
        int crc = fixedPoint(guess -> crcOfContent(format.frame(deflated, size, guess), zerosBehind));
        return print(format.frame(deflated, size, crc));
    }

    private static byte[] print(Frame frame) {
        byte[] last = joined(frame.endOfData, new byte[] {1, 0, 0, -1, -1}, frame.trailer);
        byte[] repeatLast = null;
        for (int size = LITERAL; repeatLast == null; size++) {
            repeatLast = DeflateCopy.of(last.length + size, last.length + size, size);
        }
        // The sizes of the instructions depend on what they copy, and that on their sizes: the first ones that agree.
        for (int nothings = 0; nothings < 4; nothings++) {
            for (int size = LITERAL; size < 16; size++) {
                int length = 2 * (size + nothings * LITERAL + LITERAL);
                byte[] repeat = DeflateCopy.of(length, length, size);
                for (int early = 0; repeat != null && early < 4; early++) {
                    int firstSize = length - (3 + early) * LITERAL;
                    int firstLength = frame.before.length + frame.header.length + LITERAL;
                    byte[] first = firstSize < LITERAL ? null : DeflateCopy.of(firstLength, firstLength, firstSize);
                    byte[] filler = nothing(length - size - LITERAL);
                    if (first != null && filler != null) {
                        byte[] program = program(frame, first, early, repeat, nothings, filler, repeatLast, last);
                        return joined(frame.header, program, last);
                    }
                }
            }
        }
        throw new IllegalArgumentException("no instructions fit: try a header of another length");
    }

    private static byte[] program(
            Frame frame,
            byte[] first,
            int early,
            byte[] repeat,
            int nothings,
            byte[] filler,
            byte[] repeatLast,
            byte[] last) {
        byte[] a = literal(frame.before.length + frame.header.length + LITERAL);
        byte[] b = literal(first.length);
        byte[] c = literal(LITERAL);
        int length = 2 * (repeat.length + nothings * LITERAL + LITERAL);
        byte[] d = joined(nothing(early * LITERAL), literal(length));
        byte[] e = joined(nothing(nothings * LITERAL), literal(length));
        byte[] f = literal(repeatLast.length + last.length);
        byte[] twice = joined(repeat, e, repeat, e);
        return joined(
                joined(a, frame.before, frame.header, a, first),
                joined(b, first, c, b),
                joined(d, first, c, b, d, repeat),
                joined(e, twice, repeat),
                joined(e, repeat, filler, f, repeat),
                joined(filler, f, repeatLast, last, repeatLast));
    }

    /** Returns the header of so many bytes as they are. */
    private static byte[] literal(int length) {
        return new byte[] {0, (byte) length, (byte) (length >>> 8), (byte) ~length, (byte) (~length >>> 8)};
    }

    /** Returns so many bytes that print nothing: empty literals, some behind an empty block of fixed codes; null if there are none. */
    private static byte @Nullable [] nothing(int length) {
        for (int longer = 0; longer <= length / (LITERAL + 1); longer++) {
            if ((length - longer * (LITERAL + 1)) % LITERAL == 0) {
                byte[][] parts = new byte[longer + (length - longer * (LITERAL + 1)) / LITERAL][];
                Arrays.fill(parts, 0, longer, LONGER_NOTHING);
                Arrays.fill(parts, longer, parts.length, literal(0));
                return joined(parts);
            }
        }
        return null;
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static int crcOfContent(Frame frame, int zerosBehind) {
        CRC32 crc = new CRC32();
        crc.update(frame.before);
        crc.update(print(frame));
        crc.update(new byte[zerosBehind]);
        return (int) crc.getValue();
    }

    /** A number that the archive gives another one for: by exclusive or, bit by bit. */
    private interface Affine {
        int of(int value);
    }

    /** Solves f(x) = x over bits. */
    private static int fixedPoint(Affine f) {
        int constant = f.of(0);
        // Row i: which bits of x make bit i of f(x) - x, and in bit 32 what it must be.
        long[] rows = new long[Integer.SIZE];
        for (int j = 0; j < Integer.SIZE; j++) {
            int column = f.of(1 << j) ^ constant ^ (1 << j);
            for (int i = 0; i < Integer.SIZE; i++) {
                rows[i] |= (column >>> i & 1L) << j | (constant >>> i & 1L) << Integer.SIZE;
            }
        }
        int solution = 0;
        int[] pivots = new int[Integer.SIZE];
        int rank = 0;
        for (int j = 0; j < Integer.SIZE; j++) {
            int found = rank;
            while (found < rows.length && (rows[found] >>> j & 1) == 0) {
                found++;
            }
            if (found == rows.length) {
                continue;
            }
            long pivot = rows[found];
            rows[found] = rows[rank];
            rows[rank] = pivot;
            for (int i = 0; i < rows.length; i++) {
                if (i != rank && (rows[i] >>> j & 1) != 0) {
                    rows[i] ^= pivot;
                }
            }
            pivots[rank++] = j;
        }
        for (int i = 0; i < rows.length; i++) {
            boolean one = rows[i] >>> Integer.SIZE != 0;
            if (i < rank && one) {
                solution |= 1 << pivots[i];
            } else if (one) {
                throw new IllegalArgumentException("no CRC fits: try another name");
            }
        }
        return solution;
    }
}
