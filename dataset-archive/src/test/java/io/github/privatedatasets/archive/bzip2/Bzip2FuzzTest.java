// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.bzip2;

import static io.github.privatedatasets.archive.bzip2.Bzip2Bytes.bzip2;
import static io.github.privatedatasets.archive.bzip2.Bzip2Bytes.joined;
import static io.github.privatedatasets.archive.bzip2.Bzip2Bytes.noise;
import static io.github.privatedatasets.archive.bzip2.Bzip2Bytes.outcome;
import static io.github.privatedatasets.archive.bzip2.Bzip2Bytes.outcomeOfLibrary;
import static io.github.privatedatasets.archive.bzip2.Bzip2Bytes.text;
import static io.github.privatedatasets.archive.bzip2.Bzip2Bytes.withCrcThatFits;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The built-in decoder against Commons Compress, on damaged data: both give the same bytes, or both fail. Only what bzip2 1.0.8 itself
 * refuses is refused by ours alone: a code of 0 or more than 20 bits, one Huffman code or more than six, a selector beyond them, and a run that has
 * no length.
 *
 * <p>{@code -Dbzip2.fuzz=100} runs a hundred times as many cases, of other seeds each time: {@code mvn -pl dataset-archive -am verify
 * -Dtest=Bzip2FuzzTest -Dsurefire.failIfNoSpecifiedTests=false -Dbzip2.fuzz=100}.
 */
class Bzip2FuzzTest {
    private static final int TIMES = Integer.getInteger("bzip2.fuzz", 1);
    private static final long SEED = TIMES == 1 ? 7 : System.nanoTime();

    private final Random random = new Random(SEED);

    @Test
    void agreesOnEveryByteOfASmallFileDamaged() throws IOException {
        byte[] whole = joined(
                bzip2(1, text(60)), bzip2(1, "aaaaaaaaaab".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        for (int at = 0; at < whole.length; at++) {
            for (int change = 1; change < 256; change += TIMES > 1 ? 1 : 1 + random.nextInt(40)) {
                byte[] damaged = whole.clone();
                damaged[at] ^= (byte) change;
                assertSameOutcome(damaged, "byte " + at + " changed by " + change);
            }
        }
    }

    @Test
    void agreesOnLargerFilesDamagedHereAndThere() throws IOException {
        byte[][] wholes = {
            bzip2(1, text(250_000)),
            bzip2(2, noise(230_000)),
            joined(bzip2(1, text(9_000)), bzip2(3, new byte[5_000_000]), bzip2(1, noise(120_000)))
        };
        for (int i = 0; i < 60 * TIMES; i++) {
            byte[] whole = wholes[i % wholes.length];
            assertSameOutcome(damaged(whole), "file " + i % wholes.length + ", damage " + i);
        }
    }

    /** Damaged data nearly always fail at their CRC, whatever was made of them before: here the CRC is changed too. */
    @Test
    void agreesOnWhatDamagedBitsMeanWhereTheCrcFits() throws IOException {
        int compared = 0;
        for (int i = 0; i < 600 * TIMES; i++) {
            byte[] damaged = bzip2(1, plain(i % 10 == 0 ? 60_000 : 300, 2 + random.nextInt(64)));
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                int bit = 112 + random.nextInt(8 * damaged.length - 112 - 80);
                damaged[bit >> 3] ^= (byte) (0x80 >> (bit & 7));
            }
            byte[] forged = withCrcThatFits(damaged);
            if (forged != null && outcome(forged) != null) {
                assertSameOutcome(forged, "forged " + i);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(60 * TIMES);
    }

    /** Returns values that are about equally frequent, so that a flipped bit often makes another code of the same length. */
    private byte[] plain(int length, int values) {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte) random.nextInt(values);
        }
        return data;
    }

    private byte[] damaged(byte[] whole) {
        byte[] damaged = whole.clone();
        int from = random.nextInt(whole.length);
        int to = from + random.nextInt(Math.min(40, whole.length - from));
        switch (random.nextInt(5)) {
            case 0 -> Arrays.fill(damaged, from, to, (byte) random.nextInt());
            case 1 -> System.arraycopy(whole, random.nextInt(from + 1), damaged, from, to - from);
            case 2 -> damaged = Arrays.copyOf(damaged, from);
            case 3 -> damaged = joined(Arrays.copyOf(whole, from), Arrays.copyOfRange(whole, to, whole.length));
            default -> {
                for (int flips = 1 + random.nextInt(5); flips > 0; flips--) {
                    damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
        }
        return damaged;
    }

    private static void assertSameOutcome(byte[] encoded, String what) {
        byte[] expected = outcomeOfLibrary(encoded);
        if (expected == null || !isRefusedByBzip2Too(encoded)) {
            assertThat(outcome(encoded)).as("%s, seed %d", what, SEED).isEqualTo(expected);
        }
    }

    /** What the library takes although it makes no sense, and bzip2 1.0.8 refuses, as we do. */
    private static boolean isRefusedByBzip2Too(byte[] encoded) {
        try {
            Bzip2Bytes.decoded(Bzip2Decoder.BUILT_IN, encoded);
            return false;
        } catch (IOException e) {
            String problem = String.valueOf(e.getMessage());
            return problem.startsWith("a Huffman code has ")
                    || problem.contains("Huffman codes, not ")
                    || problem.startsWith("a selector is beyond ")
                    || problem.contains("the length of a run must be");
        }
    }
}
