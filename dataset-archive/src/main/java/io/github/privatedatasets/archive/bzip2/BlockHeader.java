// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.bzip2;

import java.io.IOException;

/** What precedes a block's symbols: its CRC, the byte values it has, and its Huffman codes. Reused from block to block. */
final class BlockHeader {
    private static final int MIN_TABLES = 2;
    private static final int MAX_TABLES = 6;
    /** A block of 900,000 symbols has 18,000 groups; more selectors are read and forgotten, as by bzip2 since 1.0.8. */
    private static final int MAX_SELECTORS = 18_002;

    final HuffmanTable[] tables = new HuffmanTable[MAX_TABLES];
    final byte[] selectors = new byte[MAX_SELECTORS];
    /** The byte values that occur, in ascending order. */
    final byte[] values = new byte[256];

    private final byte[] lengths = new byte[HuffmanTable.MAX_SYMBOLS];
    int crc;
    boolean randomized;
    int origin;
    int valueCount;
    int selectorCount;

    BlockHeader() {
        for (int i = 0; i < MAX_TABLES; i++) {
            tables[i] = new HuffmanTable();
        }
    }

    /** Reads all up to the first symbol, the magic included. */
    void read(BlockBits bits) throws IOException {
        if ((long) bits.take(24) << 24 != (Bzip2Magic.BLOCK & 0xffffff000000L)
                || bits.take(24) != (Bzip2Magic.BLOCK & 0xffffff)) {
            throw new IOException("no block begins where one must");
        }
        crc = bits.take(Integer.SIZE);
        randomized = bits.take(1) != 0;
        origin = bits.take(24);
        readValues(bits);
        int tableCount = bits.take(3);
        selectorCount = bits.take(15);
        bits.requireLeft(0);
        if (tableCount < MIN_TABLES || tableCount > MAX_TABLES) {
            throw new IOException("a block has " + tableCount + " Huffman codes, not 2 to 6");
        }
        readSelectors(bits, tableCount);
        for (int i = 0; i < tableCount; i++) {
            readLengths(bits);
            tables[i].make(lengths, symbolCount());
        }
    }

    /** Returns how many symbols there are: two for runs, one for each value but the one at the front, and the end. */
    int symbolCount() {
        return valueCount + 2;
    }

    private void readValues(BlockBits bits) throws IOException {
        int rows = bits.take(16);
        valueCount = 0;
        for (int row = 0; row < 16; row++) {
            int used = (rows >>> (15 - row) & 1) == 0 ? 0 : bits.take(16);
            for (int i = 0; i < 16; i++) {
                if ((used >>> (15 - i) & 1) != 0) {
                    values[valueCount++] = (byte) (16 * row + i);
                }
            }
        }
        bits.requireLeft(0);
        if (valueCount == 0) {
            throw new IOException("a block has no byte values");
        }
    }

    private void readSelectors(BlockBits bits, int tableCount) throws IOException {
        if (selectorCount == 0) {
            throw new IOException("a block has no selectors");
        }
        byte[] recent = {0, 1, 2, 3, 4, 5};
        for (int i = 0; i < selectorCount; i++) {
            int index = 0;
            while (bits.take(1) != 0) {
                index++;
                if (index == tableCount) {
                    bits.requireLeft(0);
                    throw new IOException("a selector is beyond the " + tableCount + " Huffman codes of its block");
                }
            }
            bits.requireLeft(0);
            if (i < MAX_SELECTORS) {
                byte selected = recent[index];
                System.arraycopy(recent, 0, recent, 1, index);
                recent[0] = selected;
                selectors[i] = selected;
            }
        }
        selectorCount = Math.min(selectorCount, MAX_SELECTORS);
    }

    private void readLengths(BlockBits bits) throws IOException {
        int length = bits.take(5);
        for (int i = 0; i < symbolCount(); i++) {
            while (true) {
                bits.requireLeft(0);
                if (length < 1 || length > HuffmanTable.MAX_BITS) {
                    throw new IOException("a Huffman code has " + length + " bits, not 1 to " + HuffmanTable.MAX_BITS);
                }
                if (bits.take(1) == 0) {
                    break;
                }
                length += bits.take(1) == 0 ? 1 : -1;
            }
            lengths[i] = (byte) length;
        }
    }
}
