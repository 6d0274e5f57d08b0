// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

/**
 * Our own decoder gives the same bytes as the library's, and comes to the same verdict, whatever the stream.
 *
 * <p>{@code -Ddeflate.fuzz=1000000} has it look at so many damaged streams, and at other ones each time.
 */
class DeflateDecoderTest {
    private static final int FUZZED = Integer.getInteger("deflate.fuzz", 1_000);
    private static final int[] PIECES = {1, 2, 7, 300, 4096, 1 << 20};
    private static final byte[] FOLLOWING = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

    private final Random random = new Random(FUZZED == 1_000 ? 5 : System.nanoTime());
    private final DeflateDecoder own = DeflateDecoder.own();
    private final DeflateDecoder library = DeflateDecoder.library();

    /** What a decoder made of a stream: its bytes, and how it ended. */
    private record Outcome(ByteBuffer bytes, String verdict) {}

    @Test
    void givesTheBytesOfAnyStreamFromPiecesOfAnyLength() {
        for (byte[] stream : DeflateSamples.all(random)) {
            byte[] more = joined(stream, FOLLOWING);
            Outcome expected = outcome(library, more, 1 << 20, 1 << 16);
            assertThat(expected.verdict).isEqualTo("ended, 12 unused");
            for (int piece : stream.length > 10_000 ? new int[] {7, 4096, 1 << 20} : PIECES) {
                assertThat(outcome(own, more, piece, 1 + random.nextInt(100_000)))
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void leavesWhatFollowsTheStreamUnread() {
        for (int i = 0; i < 300; i++) {
            byte[] more = joined(DeflateSamples.any(random), FOLLOWING);
            // The last piece of input holds the stream's last byte, and some of what follows or nothing.
            int piece = 1 + random.nextInt(more.length);
            assertThat(outcome(own, more, piece, 1 + random.nextInt(999)).verdict)
                    .isEqualTo("ended, 12 unused");
        }
    }

    @Test
    void refusesEveryStreamWithOneBitChangedThatTheLibraryRefuses() {
        for (int level : new int[] {0, 1, 9}) {
            byte[] stream = DeflateSamples.deflated(
                    DeflateSamples.data(random, 400), level, Deflater.DEFAULT_STRATEGY, 150, Deflater.SYNC_FLUSH);
            for (int bit = 0; bit < stream.length * 8; bit++) {
                byte[] changed = stream.clone();
                changed[bit / 8] ^= (byte) (1 << (bit % 8));
                assertSameOutcome(changed);
            }
        }
    }

    @Test
    void asksForMoreOfEveryStreamThatIsCutShort() {
        byte[] stream = DeflateSamples.deflated(
                DeflateSamples.data(random, 3_000), 9, Deflater.DEFAULT_STRATEGY, 900, Deflater.SYNC_FLUSH);
        for (int length = 0; length < stream.length; length++) {
            Outcome outcome = assertSameOutcome(Arrays.copyOf(stream, length));
            assertThat(outcome.verdict).isEqualTo("not ended");
        }
    }

    @Test
    void comesToTheSameVerdictOnDamagedStreams() {
        for (int i = 0; i < FUZZED; i++) {
            byte[] stream = DeflateSamples.any(random);
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                stream[random.nextInt(stream.length)] ^= (byte) (1 << random.nextInt(8));
            }
            assertSameOutcome(random.nextInt(4) == 0 ? Arrays.copyOf(stream, random.nextInt(stream.length)) : stream);
        }
    }

    @Test
    void comesToTheSameVerdictOnBytesThatAreNoStream() {
        for (int i = 0; i < 10 * FUZZED; i++) {
            byte[] bytes = new byte[1 + random.nextInt(300)];
            random.nextBytes(bytes);
            if (random.nextBoolean()) {
                bytes[0] = (byte) ((bytes[0] & ~7) | 4 | random.nextInt(2)); // a block with codes of its own
            }
            assertSameOutcome(bytes);
        }
    }

    @Test
    void refusesToRepeatBytesOfTheStreamBefore() throws ZipException {
        outcome(own, DeflateSamples.deflated(new byte[50_000], 6, Deflater.DEFAULT_STRATEGY, 50_000, 0), 4096, 4096);
        own.reset();
        // A block with fixed codes: a literal, then 3 bytes from 2 bytes back.
        byte[] stream = new Bits()
                .put(1, 1)
                .put(1, 2)
                .code(0x30, 8)
                .code(1, 7)
                .code(1, 5)
                .code(0, 7)
                .end();
        own.setInput(stream, 0, stream.length);
        byte[] target = new byte[10];
        assertThat(own.decode(target, 0, 10)).isEqualTo(1);
        assertThatThrownBy(() -> own.decode(target, 0, 10))
                .isInstanceOf(ZipException.class)
                .hasMessageContaining("before the start");
        assertSameOutcome(stream);
    }

    @Test
    void refusesSymbolsThatDoNotExist() {
        for (int symbol : new int[] {286, 287}) {
            byte[] stream = new Bits()
                    .put(1, 1)
                    .put(1, 2)
                    .code(0x30, 8)
                    .code(0xc0 + symbol - 280, 8)
                    .end();
            assertThat(assertSameOutcome(stream).verdict).isEqualTo("damaged");
        }
        for (int symbol : new int[] {30, 31}) {
            byte[] stream = new Bits()
                    .put(1, 1)
                    .put(1, 2)
                    .code(0x30, 8)
                    .code(1, 7)
                    .code(symbol, 5)
                    .end();
            assertThat(assertSameOutcome(stream).verdict).isEqualTo("damaged");
        }
    }

    @Test
    void takesACodeOfOneDistanceAndRefusesItsOtherBit() {
        for (int bit = 0; bit <= 1; bit++) {
            // Literals 0 and 1, the end, and the length 3, each of 2 bits; one distance, 1, of one bit.
            Bits bits = new Bits().put(1, 1).put(2, 2).put(1, 5).put(0, 5).put(14, 4);
            for (int symbol : new int[] {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1}) {
                bits.put(symbol == 18 ? 1 : symbol == 1 || symbol == 2 ? 2 : 0, 3);
            }
            bits.code(3, 2).code(3, 2); // lengths of 2 bits for literals 0 and 1
            bits.code(0, 1).put(127, 7).code(0, 1).put(105, 7); // 138 and 116 literals that are not there
            bits.code(3, 2).code(3, 2); // the end, the length
            bits.code(2, 2); // the distance: one bit
            bits.code(0, 2).code(3, 2).code(bit, 1).code(2, 2);
            assertThat(assertSameOutcome(bits.end()).verdict).isEqualTo(bit == 0 ? "ended, 0 unused" : "damaged");
        }
    }

    @Test
    void refusesACodeForLengthsOfOneSymbolButTakesOneOfNone() {
        for (int symbols = 0; symbols <= 1; symbols++) {
            Bits bits = new Bits().put(1, 1).put(2, 2).put(0, 5).put(0, 5).put(0, 4);
            bits.put(0, 3).put(0, 3).put(symbols, 3).put(0, 3);
            assertThat(assertSameOutcome(bits.end()).verdict).isEqualTo(symbols == 0 ? "not ended" : "damaged");
            // 258 lengths of 0: there is no end of block.
            assertThat(assertSameOutcome(Arrays.copyOf(bits.end(), 40)).verdict).isEqualTo("damaged");
        }
    }

    @Test
    void refusesACodeThatHasOneTooManyOrTooFewOfTheLongest() {
        byte[] lengths = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15, 15};
        PrefixCode code = new PrefixCode(new int[lengths.length], 8, PrefixCode.LONGEST_CODE);
        assertThat(code.define(lengths, 0, 15)).isFalse();
        assertThat(code.define(lengths, 0, 16)).isTrue();
        assertThat(code.define(lengths, 0, 17)).isFalse();
    }

    @Test
    void refusesLengthsOfStoredBlocksThatContradictAndTypesThatDoNotExist() {
        assertThat(assertSameOutcome(new byte[] {1, 2, 0, (byte) 0xfd, (byte) 0xff, 65, 66}).verdict)
                .isEqualTo("ended, 0 unused");
        assertThat(assertSameOutcome(new byte[] {1, 2, 0, (byte) 0xfc, (byte) 0xff, 65, 66}).verdict)
                .isEqualTo("damaged");
        assertThat(assertSameOutcome(new byte[] {7, 0, 0, 0}).verdict).isEqualTo("damaged");
    }

    @Test
    void suitsManyBytesAtOnceAndFewAfterMany() throws ZipException {
        assertThat(DeflateDecoder.suitedTo(1L << 30)).isInstanceOf(OwnDecoder.class);
        byte[] stream = DeflateSamples.deflated(new byte[1 << 20], 6, Deflater.DEFAULT_STRATEGY, 1 << 20, 0);
        for (int i = 0; i < 64; i++) {
            outcome(own, stream, 1 << 20, 1 << 16);
        }
        own.reset();
        assertThat(DeflateDecoder.suitedTo(1)).isInstanceOf(OwnDecoder.class);
    }

    private Outcome assertSameOutcome(byte[] stream) {
        Outcome expected = outcome(library, stream, 1 << 20, 1 << 16);
        assertThat(outcome(own, stream, 1 << 20, 1 << 16))
                .as("%d bytes at once", stream.length)
                .isEqualTo(expected);
        int piece = 1 + random.nextInt(stream.length + 1);
        assertThat(outcome(own, stream, piece, 1 + random.nextInt(1_000)))
                .as("pieces of %d bytes", piece)
                .isEqualTo(expected);
        return expected;
    }

    private static Outcome outcome(DeflateDecoder decoder, byte[] stream, int piece, int asked) {
        decoder.reset();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] target = new byte[asked + 2];
        int at = 0;
        try {
            while (!decoder.isEnded()) {
                int count = decoder.decode(target, 1, asked);
                bytes.write(target, 1, count);
                if (count == 0 && !decoder.isEnded()) {
                    if (at == stream.length) {
                        return new Outcome(ByteBuffer.wrap(bytes.toByteArray()), "not ended");
                    }
                    int next = Math.min(piece, stream.length - at);
                    decoder.setInput(Arrays.copyOfRange(stream, at, at + next), 0, next);
                    at += next;
                }
            }
        } catch (ZipException e) {
            return new Outcome(ByteBuffer.wrap(bytes.toByteArray()), "damaged");
        }
        return new Outcome(
                ByteBuffer.wrap(bytes.toByteArray()), "ended, " + (decoder.unused() + stream.length - at) + " unused");
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    /** Writes a stream bit by bit. */
    private static final class Bits {
        private byte[] bytes = new byte[0];
        private int count;

        /** Adds a number, the lowest bit first. */
        Bits put(int value, int bits) {
            for (int i = 0; i < bits; i++) {
                add((value >> i) & 1);
            }
            return this;
        }

        /** Adds a code, the highest bit first. */
        Bits code(int code, int bits) {
            for (int i = bits - 1; i >= 0; i--) {
                add((code >> i) & 1);
            }
            return this;
        }

        private void add(int bit) {
            if (count % 8 == 0) {
                bytes = Arrays.copyOf(bytes, bytes.length + 1);
            }
            bytes[count / 8] |= (byte) (bit << (count % 8));
            count++;
        }

        byte[] end() {
            return bytes;
        }
    }
}
