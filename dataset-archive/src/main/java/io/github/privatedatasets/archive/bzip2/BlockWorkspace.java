// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.bzip2;

import java.io.IOException;
import java.util.Arrays;

/** What a thread needs to decode a block, reused from block to block: for those of level 9 it holds 4.6 MB, for others less. */
final class BlockWorkspace {
    private static final int BYTES_PER_LEVEL = 100_000;
    /** Runs with more digits are longer than any block, and their length more than an int holds. */
    private static final int MAX_RUN_DIGITS = 21;

    private final BlockHeader header = new BlockHeader();
    private final MoveToFront recent = new MoveToFront();
    private final BlockSorting sorting = new BlockSorting();
    private final short[] group = new short[HuffmanTable.GROUP];
    private final byte[] scratch = new byte[1 << 14];
    private int[] rows = {};
    private int[] counts = {};
    private int maxRows;
    private int count;
    private int runLength;
    private int runDigits;

    /**
     * Decodes a block whose CRC holds.
     *
     * @throws IOException if it is damaged, or taken further than its bits go
     */
    void decode(BlockBits bits, int level, BlockText text) throws IOException {
        header.read(bits);
        maxRows = level * BYTES_PER_LEVEL;
        rows = sorting.rows(maxRows);
        counts = sorting.counts();
        readSymbols(bits);
        if (header.origin >= count) {
            throw new IOException("a block of " + count + " bytes ends at row " + header.origin);
        }
        sorting.undo(count, header.origin, text.reset(count, maxRows));
        if (header.randomized) {
            text.derandomize();
        }
        text.verify(header.crc, scratch);
    }

    private void readSymbols(BlockBits bits) throws IOException {
        recent.reset(header.values);
        Arrays.fill(counts, 0);
        count = 0;
        runLength = 0;
        runDigits = 0;
        int last = header.symbolCount() - 1;
        for (int i = 0; i < header.selectorCount; i++) {
            int taken = bits.takeGroup(header.tables[header.selectors[i]], group, last);
            if (taken < 0) {
                bits.requireLeft(HuffmanTable.MAX_BITS);
                throw new IOException("a block has bits that are none of its Huffman codes");
            }
            bits.requireLeft(0);
            boolean ended = group[taken - 1] == last;
            add(ended ? taken - 1 : taken);
            if (ended) {
                endRun();
                return;
            }
        }
        throw new IOException("a block has more symbols than its " + header.selectorCount + " selectors are for");
    }

    private void add(int symbols) throws IOException {
        // Fields cost too much in here.
        int[] all = rows;
        int[] ofValue = counts;
        int at = count;
        for (int i = 0; i < symbols; i++) {
            int symbol = group[i];
            if (symbol <= 1) {
                // The digits 1 and 2 of a number in base 2, the lowest first.
                runLength += (symbol + 1) << runDigits;
                runDigits++;
                if (runDigits > MAX_RUN_DIGITS) {
                    throw tooLong();
                }
                continue;
            }
            if (runDigits > 0) {
                count = at;
                endRun();
                at = count;
            }
            if (at == maxRows) {
                throw tooLong();
            }
            int value = recent.take(symbol - 1);
            all[at] = BlockSorting.row(ofValue[value], value);
            ofValue[value]++;
            at++;
        }
        count = at;
    }

    private void endRun() throws IOException {
        if (runLength > maxRows - count) {
            throw tooLong();
        }
        int value = recent.front();
        for (int i = 0; i < runLength; i++) {
            rows[count + i] = BlockSorting.row(counts[value] + i, value);
        }
        counts[value] += runLength;
        count += runLength;
        runLength = 0;
        runDigits = 0;
    }

    private IOException tooLong() {
        return new IOException("a block has more bytes than the " + maxRows + " of its level");
    }
}
