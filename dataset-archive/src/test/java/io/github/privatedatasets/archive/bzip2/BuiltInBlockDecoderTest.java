// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.bzip2;

import static io.github.privatedatasets.archive.bzip2.Bzip2Bytes.bzip2;
import static io.github.privatedatasets.archive.bzip2.Bzip2Bytes.decoded;
import static io.github.privatedatasets.archive.bzip2.Bzip2Bytes.decodedByLibrary;
import static io.github.privatedatasets.archive.bzip2.Bzip2Bytes.noise;
import static io.github.privatedatasets.archive.bzip2.Bzip2Bytes.text;
import static io.github.privatedatasets.archive.bzip2.Bzip2Bytes.withCrcThatFits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BuiltInBlockDecoderTest {
    private static final byte[] TEXT = "a badly bagged cabbage".getBytes(StandardCharsets.US_ASCII);

    @Test
    void decodesRunsOfEveryLengthAroundTheirLimits() throws IOException {
        for (int length = 1; length <= 300; length++) {
            byte[] run = new byte[length];
            Arrays.fill(run, (byte) 'r');
            byte[] data = Bzip2Bytes.joined(run, new byte[] {'x'}, run, run, new byte[] {'y', 'y', 'y'}, run);
            assertThat(decoded(Bzip2Decoder.BUILT_IN, bzip2(1, run))).isEqualTo(run);
            assertThat(decoded(Bzip2Decoder.BUILT_IN, bzip2(1, data))).isEqualTo(data);
        }
    }

    @Test
    void decodesTextsThatRepeatThemselvesWhoseRowsAreOfManyChains() throws IOException {
        for (int period : new int[] {2, 3, 7, 1000, 20_000, 49_999}) {
            byte[] data = new byte[period * (90_000 / period)];
            for (int i = 0; i < data.length; i++) {
                data[i] = (byte) (i % period * 7 + i % period / 256);
            }
            assertThat(decoded(Bzip2Decoder.BUILT_IN, bzip2(1, data))).isEqualTo(data);
        }
    }

    @Test
    void decodesBlocksOfEverySizeAroundThatWhereSegmentsBegin() throws IOException {
        for (int length = (1 << 14) - 20; length < (1 << 14) + 20; length++) {
            byte[] data = noise(length);
            assertThat(decoded(Bzip2Decoder.BUILT_IN, bzip2(1, data))).isEqualTo(data);
        }
    }

    @Test
    void decodesBlocksThatWereRandomized() throws IOException {
        for (int length : new int[] {1, 617, 618, 619, 1338, 16_000, 99_000, 850_000}) {
            byte[] data = new byte[length];
            byte[] steps = noise(length);
            for (int i = 1; i < length; i++) {
                // Never the same twice, also with its lowest bit flipped: there are no runs.
                data[i] = (byte) (data[i - 1] + 2 + (steps[i] & 0x7f));
            }
            byte[] encoded = Bzip2Bytes.randomized(9, data);
            assertThat(decodedByLibrary(encoded)).isEqualTo(data);
            assertThat(decoded(Bzip2Decoder.BUILT_IN, encoded)).isEqualTo(data);
        }
    }

    @Test
    void decodesCodesOfAllLengths() throws IOException {
        assertDecodes(TEXT, block -> {});
        assertDecodes(TEXT, block -> block.lengths(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10));
        assertDecodes(TEXT, block -> block.lengths(2, 2, 2, 3, 4, 10, 11, 12, 18, 19, 20));
        assertDecodes(TEXT, block -> Arrays.fill(block.lengths, 20));
    }

    @Test
    void takesMoreSelectorsThanAnyBlockNeedsAsLbzip2WritesThem() throws IOException {
        for (int selectors : new int[] {2, 18_001, 18_002, 18_003, 32_767}) {
            assertDecodes(TEXT, block -> block.selectors = selectors);
        }
    }

    @Test
    void takesCodesWithMoreSymbolsThanBitsWhileOnlyThoseWithBitsOccur() throws IOException {
        // Four of one bit each: of which only the first two can be told apart, as bzip2 does.
        byte[] encoded = new CraftedBlock("ab".getBytes(StandardCharsets.US_ASCII))
                .lengths(2, 2, 1, 1)
                .toBytes();
        byte[] forged = withCrcThatFits(encoded);
        assertThat(forged == null ? null : Bzip2Bytes.outcomeOfLibrary(forged))
                .isEqualTo(forged == null ? null : decoded(Bzip2Decoder.BUILT_IN, forged));
    }

    @Test
    void refusesWhatNoBlockMayHave() {
        assertRefuses("3 Huffman codes", block -> {
            block.tables = 3;
            block.selector = "1110";
        });
        assertRefuses("1 Huffman codes", block -> block.tables = 1);
        assertRefuses("7 Huffman codes", block -> block.tables = 7);
        assertRefuses("no selectors", block -> block.selectors = 0);
        assertRefuses("its 1 selectors", block -> block.symbols = Collections.nCopies(50, 2));
        assertRefuses("21 bits", block -> block.lengths[3] = 21);
        assertRefuses("ends at row 22", block -> block.origin = TEXT.length);
        assertRefuses("ends at row 16777215", block -> block.origin = 0xffffff);
        assertRefuses("more bytes than the 100000", block -> block.symbols = Collections.nCopies(17, 0));
        assertRefuses("more bytes than the 100000", block -> block.symbols = Collections.nCopies(49, 1));
        assertRefuses("a block of 0 bytes", block -> {
            block.symbols = List.of();
            block.origin = 0;
        });
        assertRefuses("none of its Huffman codes", block -> block.odd = "1111");
        assertRefuses("none of its Huffman codes", block -> {
            Arrays.fill(block.lengths, 20);
            block.odd = "1".repeat(20);
        });
    }

    @Test
    void refusesABlockWithoutByteValues() throws IOException {
        byte[] encoded = bzip2(1, new byte[] {7});
        encoded[17] &= (byte) 0x80;
        encoded[18] = 0;
        encoded[19] &= 0x7f;
        assertThatThrownBy(() -> decoded(Bzip2Decoder.BUILT_IN, encoded)).isInstanceOf(IOException.class);
    }

    @Test
    void refusesARunThatEndsWithItsBlock() {
        byte[] encoded = new CraftedBlock("abcdddd".getBytes(StandardCharsets.US_ASCII)).toBytes();
        assertThatThrownBy(() -> decoded(Bzip2Decoder.BUILT_IN, encoded))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the length of a run");
    }

    @Test
    void endsWhereACodeLengthGoesUpAndDownForEver() {
        CraftedBlock block = new CraftedBlock(TEXT);
        block.detours = 7 << 20;
        assertThatThrownBy(() -> decoded(Bzip2Decoder.BUILT_IN, block.toBytes()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("longer than any that bzip2 writes");
    }

    /** Measures what this thread allocates, which does not depend on the machine. */
    @Test
    void allocatesNothingForABlockOnceItHasDecodedSome() throws IOException {
        byte[] encoded = bzip2(1, text(4_000_000));
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = new Bzip2Stream(new ByteArrayInputStream(encoded), task -> {}, 1)) {
            in.readNBytes(buffer, 0, buffer.length);
            skip(in, buffer, 2_000_000);
            long before = threads.getCurrentThreadAllocatedBytes();
            skip(in, buffer, 1_500_000);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
        }
    }

    @Test
    void holdsLittleOfABlockThatIsManyTimesAsLongAsItsBytes() throws IOException {
        byte[] encoded = bzip2(9, new byte[45_000_000]);
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] buffer = new byte[1 << 16];
        long before = threads.getCurrentThreadAllocatedBytes();
        try (InputStream in = new Bzip2Stream(new ByteArrayInputStream(encoded), task -> {}, 1)) {
            assertThat(skip(in, buffer, Long.MAX_VALUE)).isEqualTo(45_000_000);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(8_000_000);
    }

    private static long skip(InputStream in, byte[] buffer, long length) throws IOException {
        long skipped = 0;
        while (skipped < length) {
            int count = in.read(buffer);
            if (count < 0) {
                break;
            }
            skipped += count;
        }
        return skipped;
    }

    private static void assertDecodes(byte[] text, Consumer<CraftedBlock> change) throws IOException {
        CraftedBlock block = new CraftedBlock(text);
        change.accept(block);
        byte[] encoded = Objects.requireNonNull(withCrcThatFits(block.toBytes()));
        assertThat(decoded(Bzip2Decoder.BUILT_IN, encoded)).isEqualTo(text);
        assertThat(decodedByLibrary(encoded)).isEqualTo(text);
    }

    private static void assertRefuses(String problem, Consumer<CraftedBlock> change) {
        CraftedBlock block = new CraftedBlock(TEXT);
        change.accept(block);
        assertThatThrownBy(() -> decoded(Bzip2Decoder.BUILT_IN, block.toBytes()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(problem);
    }
}
