// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.bzip2;

import static io.github.privatedatasets.archive.bzip2.Bzip2Bytes.bzip2;
import static io.github.privatedatasets.archive.bzip2.Bzip2Bytes.joined;
import static io.github.privatedatasets.archive.bzip2.Bzip2Bytes.noise;
import static io.github.privatedatasets.archive.bzip2.Bzip2Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class Bzip2StreamTest {
    private static final ExecutorService POOL = Executors.newFixedThreadPool(3);

    @AfterAll
    static void endThePool() {
        POOL.shutdownNow();
    }

    @Test
    void decodesFewerBlocksAtATimeWhereTheHeapIsSmall() {
        assertThat(Bzip2Stream.affordable(8, 4L << 30)).isEqualTo(8);
        assertThat(Bzip2Stream.affordable(8, 128L << 20)).isEqualTo(3);
        assertThat(Bzip2Stream.affordable(8, 64L << 20)).isEqualTo(1);
        assertThat(Bzip2Stream.affordable(8, 16L << 20)).isEqualTo(1);
    }

    @Test
    void decodesEveryLevelAndKindOfDataAsTheLibraryDoes() throws IOException {
        for (int level = 1; level <= 9; level++) {
            for (byte[] data : new byte[][] {{}, {7}, noise(110_000), text(210_000), new byte[300_000]}) {
                assertSameAsLibrary(bzip2(level, data));
            }
        }
    }

    @Test
    void decodesStreamsOneAfterTheOtherEachWithItsLevel() throws IOException {
        byte[] joined = joined(
                bzip2(1, text(250_000)),
                bzip2(9, new byte[0]),
                bzip2(5, noise(10_000)),
                bzip2(9, text(1)),
                bzip2(2, noise(450_000)));

        assertThat(assertSameAsLibrary(joined)).hasSize(710_001);
    }

    @Test
    void decodesHundredsOfSmallStreamsAsPbzip2WritesThem() throws IOException {
        byte[][] streams = new byte[400][];
        for (int i = 0; i < streams.length; i++) {
            streams[i] = bzip2(1 + i % 9, text(i % 300));
        }

        assertSameAsLibrary(joined(streams));
    }

    @Test
    void decodesABlockThatIsManyTimesAsLongAsItsBytes() throws IOException {
        byte[] data = new byte[12 << 20];
        data[data.length - 1] = 1;

        assertThat(assertSameAsLibrary(bzip2(9, data))).isEqualTo(data);
    }

    @Test
    void refusesACutAtAnyByte() throws IOException {
        byte[] whole = joined(bzip2(1, text(3_000)), bzip2(1, new byte[0]), bzip2(3, text(20)));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThat(outcome(() -> ours(cut, POOL)))
                    .as("cut to %d bytes", length)
                    .isEqualTo(outcome(libraryOf(cut)));
        }
    }

    @Test
    void tellsThatTheDataEndTooEarly() throws IOException {
        byte[] whole = bzip2(1, text(130_000));
        for (int length : new int[] {5, 10, 5_000, whole.length - 9, whole.length - 1}) {
            assertThatThrownBy(() -> ours(Arrays.copyOf(whole, length), POOL))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    void judgesAnyFlippedBitAsTheLibraryDoes() throws IOException {
        byte[] whole = joined(bzip2(1, text(3_000)), bzip2(2, text(2_000)));
        Random random = new Random(5);
        for (int i = 0; i < 1000; i++) {
            int bit = i < 300 ? i : random.nextInt(8 * whole.length);
            byte[] damaged = whole.clone();
            damaged[bit >> 3] ^= (byte) (1 << (bit & 7));
            byte[] expected = outcome(libraryOf(damaged));
            byte[] actual = outcome(() -> ours(damaged, POOL));
            assertThat(actual).as("bit %d", bit).isEqualTo(expected);
            if (i % 5 == 0) {
                assertThat(outcome(() -> throughLibrary(damaged)))
                        .as("bit %d", bit)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void readsThroughAMagicInsideABlock() throws IOException {
        for (long magic : new long[] {Bzip2Magic.BLOCK, Bzip2Magic.END_OF_STREAM}) {
            byte[] once = bzip2(9, alphabetThatLooksLike(magic, 50_000));
            assertThat(Bzip2Magic.find(once, once.length, 40)).isLessThan(300).isGreaterThan(0);
            assertSameAsLibrary(once);
            byte[] often = bzip2(1, alphabetThatLooksLike(magic, 1_100_000));
            assertSameAsLibrary(joined(bzip2(3, text(330_000)), often, bzip2(1, noise(250_000))));
        }
    }

    @Test
    void refusesABlockWithoutEnd() throws IOException {
        byte[] start = Arrays.copyOf(bzip2(9, noise(200_000)), 30_000);
        byte[] endless = joined(start, new byte[9 << 20]);

        assertThat(outcome(() -> ours(endless, POOL))).isNull();
        assertThat(outcome(libraryOf(endless))).isNull();
    }

    @Test
    void refusesAnotherStreamThatIsCutShort() throws IOException {
        for (byte[] after :
                new byte[][] {{'B'}, {'B', 'Z'}, {'B', 'Z', 'h'}, {'B', 'Z', 'h', '9'}, {'B', 'Z', 'h', '9', 0x31}}) {
            byte[] data = joined(bzip2(1, text(10)), after);
            assertThat(outcome(() -> ours(data, POOL))).isNull();
            assertThat(outcome(libraryOf(data))).isNull();
        }
    }

    @Test
    void checksTheCrcOfTheStreamAlsoWhereThoseOfItsBlocksHold() throws IOException {
        byte[] damaged = bzip2(1, new byte[0]);
        damaged[damaged.length - 1] ^= 1;

        assertThatThrownBy(() -> ours(damaged, POOL)).hasMessage("CRC of the stream does not match");
    }

    @Test
    void readsTheSameWhateverTheWorkersDo() throws IOException {
        byte[] data = text(1_200_000);
        byte[] encoded = bzip2(1, data);
        Executor never = task -> {};
        Executor refusing = task -> {
            throw new RejectedExecutionException();
        };
        Executor atOnce = Runnable::run;
        for (Executor workers : List.of(POOL, never, refusing, atOnce)) {
            assertThat(ours(encoded, workers)).isEqualTo(data);
        }
    }

    @Test
    void holdsBackHowMuchItReadsAhead() throws IOException {
        byte[] encoded = bzip2(1, noise(2_000_000));
        ByteArrayInputStream source = new ByteArrayInputStream(encoded);
        try (InputStream in = new Bzip2Stream(source, task -> {}, 2)) {
            assertThat(in.read()).isNotNegative();
            assertThat(encoded.length - source.available()).isBetween(300_000, 500_000);
        }
    }

    @Test
    void ignoresWhatFollowsTheLastStreamAndTellsIt() throws IOException {
        byte[] data = text(1_000);
        for (int length : new int[] {1, 3, 4, 5, 5_000_000}) {
            List<String> warnings = new ArrayList<>();
            assertThat(withWarnings(joined(bzip2(1, data), new byte[length]), warnings))
                    .isEqualTo(data);
            assertThat(warnings)
                    .containsExactly(
                            length + " bytes that are no bzip2 stream follow the last one; ignored, as bzip2 does");
        }
        List<String> none = new ArrayList<>();
        assertThat(withWarnings(bzip2(1, data), none)).isEqualTo(data);
        assertThat(none).isEmpty();
    }

    @Test
    void refusesAStreamWhoseHeaderIsDamagedAlsoBehindAnother() throws IOException {
        byte[] first = bzip2(1, text(1_000));
        byte[] both = joined(first, bzip2(1, text(1_000)));
        for (int at = 0; at < 4; at++) {
            byte[] damaged = both.clone();
            damaged[first.length + at] ^= 0x40;
            assertThatThrownBy(() -> withWarnings(damaged, new ArrayList<>()))
                    .as("byte %d of the header", at)
                    .isInstanceOf(IOException.class);
        }
    }

    private static byte[] withWarnings(byte[] encoded, List<String> warnings) throws IOException {
        try (InputStream in =
                new Bzip2Stream(new ByteArrayInputStream(encoded), POOL, 2, Bzip2Decoder.BUILT_IN, warnings::add)) {
            return in.readAllBytes();
        }
    }

    /** Returns bytes of those values whose table in the block, of one bit for each value, is a magic. */
    private static byte[] alphabetThatLooksLike(long magic, int length) {
        byte[] alphabet = new byte[48];
        int size = 0;
        for (int value = 0; value < 48; value++) {
            if ((magic >>> (47 - value) & 1) != 0) {
                alphabet[size++] = (byte) value;
            }
        }
        byte[] data = noise(length);
        int last = 0;
        for (int i = 0; i < length; i++) {
            // Never the same twice: of a run bzip2 also writes the length, as a byte of any value.
            last = (last + 1 + (data[i] & 0xff) % (size - 1)) % size;
            data[i] = alphabet[last];
        }
        return data;
    }

    private static byte[] assertSameAsLibrary(byte[] encoded) throws IOException {
        byte[] expected = libraryOf(encoded).read();
        for (Bzip2Decoder decoder : Bzip2Decoder.values()) {
            assertThat(Arrays.equals(Bzip2Bytes.decoded(decoder, encoded, POOL, 3), expected))
                    .as("%s", decoder)
                    .isTrue();
        }
        return expected;
    }

    private static byte[] ours(byte[] encoded, Executor workers) throws IOException {
        return Bzip2Bytes.decoded(Bzip2Decoder.BUILT_IN, encoded, workers, 3);
    }

    private static byte[] throughLibrary(byte[] encoded) throws IOException {
        return Bzip2Bytes.decoded(Bzip2Decoder.COMMONS_COMPRESS, encoded, POOL, 3);
    }

    private static Reading libraryOf(byte[] encoded) {
        return () -> Bzip2Bytes.decodedByLibrary(encoded);
    }

    /** Returns what was read, or nothing where it failed. */
    private static byte @Nullable [] outcome(Reading reading) {
        try {
            return reading.read();
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    private interface Reading {
        byte[] read() throws IOException;
    }
}
