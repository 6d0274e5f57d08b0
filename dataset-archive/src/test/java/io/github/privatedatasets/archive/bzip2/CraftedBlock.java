// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.bzip2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A file of one block whose parts can each be wrong. It is that of a short text, sorted the slow way; its CRC is 0. */
final class CraftedBlock {
    private final byte[] text;
    private final byte[] sorted;
    final byte[] values;
    /** The symbols of the block, without the last one. */
    List<Integer> symbols = new ArrayList<>();
    /** The lengths of the codes of all symbols, the same in each table. */
    int[] lengths;

    int origin;
    int tables = 2;
    int selectors = 1;
    /** The zeros and ones of each selector. */
    String selector = "0";
    /** How often the first code's length goes up and down again. */
    int detours;
    /** Zeros and ones between the symbols and the last one. */
    String odd = "";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int unwritten;
    private int unwrittenBits;

    /** Takes the text as it is: also its runs. */
    CraftedBlock(byte... text) {
        this.text = text;
        this.sorted = new byte[text.length];
        sort();
        int[] distinct = new String(text, java.nio.charset.StandardCharsets.ISO_8859_1)
                .chars()
                .sorted()
                .distinct()
                .toArray();
        values = new byte[distinct.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) distinct[i];
        }
        moveToFront();
        lengths = new int[values.length + 2];
        Arrays.fill(lengths, Integer.SIZE - Integer.numberOfLeadingZeros(values.length + 1));
    }

    private void sort() {
        Integer[] rotations = new Integer[text.length];
        Arrays.setAll(rotations, i -> i);
        Arrays.sort(rotations, (a, b) -> {
            for (int i = 0; i < text.length; i++) {
                int order = Byte.compareUnsigned(text[(a + i) % text.length], text[(b + i) % text.length]);
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        });
        for (int i = 0; i < text.length; i++) {
            sorted[i] = text[(rotations[i] + text.length - 1) % text.length];
            origin = rotations[i] == 0 ? i : origin;
        }
    }

    private void moveToFront() {
        List<Byte> recent = new ArrayList<>();
        for (byte value : values) {
            recent.add(value);
        }
        for (int i = 0; i < sorted.length; ) {
            int index = recent.indexOf(sorted[i]);
            int run = 0;
            while (index == 0 && i < sorted.length && sorted[i] == recent.get(0)) {
                run++;
                i++;
            }
            for (; run > 0; run = (run - 1) / 2) {
                symbols.add((run + 1) % 2);
            }
            if (index > 0) {
                symbols.add(index + 1);
                recent.add(0, recent.remove(index));
                i++;
            }
        }
    }

    CraftedBlock lengths(int... all) {
        assertThat(all).hasSameSizeAs(lengths);
        lengths = all;
        return this;
    }

    byte[] toBytes() {
        put(0x425a6831, 32);
        put(Bzip2Magic.BLOCK, Bzip2Magic.BITS);
        put(0, 32 + 1);
        put(origin, 24);
        boolean[] used = new boolean[256];
        for (byte value : values) {
            used[value & 0xff] = true;
        }
        StringBuilder rows = new StringBuilder();
        for (int row = 0; row < 16; row++) {
            StringBuilder inRow = new StringBuilder();
            for (int i = 0; i < 16; i++) {
                inRow.append(used[16 * row + i] ? '1' : '0');
            }
            boolean any = inRow.indexOf("1") >= 0;
            put(any ? 1 : 0, 1);
            rows.append(any ? inRow : "");
        }
        put(rows.toString());
        put(tables, 3);
        put(selectors, 15);
        put(selector.repeat(selectors));
        for (int i = 0; i < tables; i++) {
            putLengths();
        }
        for (int symbol : symbols) {
            put(code(symbol), lengths[symbol]);
        }
        put(odd);
        put(code(values.length + 1), lengths[values.length + 1]);
        put(Bzip2Magic.END_OF_STREAM, Bzip2Magic.BITS);
        put(0, 32);
        put(0, -unwrittenBits & 7);
        return bytes.toByteArray();
    }

    private void putLengths() {
        int length = lengths[0];
        put(length, 5);
        for (int i = 0; i < detours; i++) {
            put(0b1011, 4);
        }
        for (int next : lengths) {
            put(length < next ? "10".repeat(next - length) : "11".repeat(length - next));
            put(0, 1);
            length = next;
        }
    }

    private int code(int wanted) {
        int code = 0;
        for (int length = 1; length <= lengths[wanted]; length++) {
            code <<= 1;
            for (int symbol = 0; symbol < lengths.length; symbol++) {
                if (lengths[symbol] == length) {
                    if (symbol == wanted) {
                        return code;
                    }
                    code++;
                }
            }
        }
        throw new IllegalArgumentException("symbol " + wanted + " has no code");
    }

    private void put(String zerosAndOnes) {
        zerosAndOnes.chars().forEach(bit -> put(bit - '0', 1));
    }

    private void put(long value, int count) {
        for (int i = count - 1; i >= 0; i--) {
            unwritten = unwritten << 1 | (int) (value >>> i & 1);
            unwrittenBits++;
            if (unwrittenBits % 8 == 0) {
                bytes.write(unwritten);
            }
        }
    }
}
