// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tukaani.xz.ARM64Options;
import org.tukaani.xz.ARMOptions;
import org.tukaani.xz.ARMThumbOptions;
import org.tukaani.xz.CorruptedInputException;
import org.tukaani.xz.DeltaOptions;
import org.tukaani.xz.FilterOptions;
import org.tukaani.xz.FinishableWrapperOutputStream;
import org.tukaani.xz.IA64Options;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.PowerPCOptions;
import org.tukaani.xz.RISCVOptions;
import org.tukaani.xz.SPARCOptions;
import org.tukaani.xz.X86Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;

/** Our decoder, beside XZ for Java. */
@Timeout(120)
class XzStreamTest {
    private static final int LIMIT_KIB = 20 << 10;
    private static final int HEADER = 12;

    @Test
    void decodesWhatEveryPresetMakes() throws Exception {
        byte[] data = data(400_000, 1);
        for (int preset = LZMA2Options.PRESET_MIN; preset <= LZMA2Options.PRESET_MAX; preset++) {
            LZMA2Options options = new LZMA2Options(preset);
            options.setDictSize(1 << 18); // at most: an encoder takes ten times as much
            assertDecodes(data, 1 << 13, xz(data, XZ.CHECK_CRC64, options));
            options.setMode(LZMA2Options.MODE_NORMAL);
            options.setNiceLen(LZMA2Options.NICE_LEN_MAX);
            assertDecodes(data, 1 << 13, xz(data, XZ.CHECK_CRC64, options));
        }
    }

    @Test
    void decodesWithAllProperties() throws Exception {
        byte[] data = data(20_000, 2);
        for (int lc = 0; lc <= 4; lc++) {
            for (int lp = 0; lp <= 4 - lc; lp++) {
                for (int pb = 0; pb <= 4; pb++) {
                    LZMA2Options options = small();
                    options.setLcLp(lc, lp);
                    options.setPb(pb);
                    assertDecodes(data, 1 << 13, xz(data, XZ.CHECK_NONE, options));
                }
            }
        }
    }

    /** Repetitions begin and end anywhere in the ring, and where a read ends. */
    @Test
    void decodesDataThatIsManyTimesLongerThanItsDictionaryReadInAnyPieces() throws Exception {
        byte[] data = data(300_000, 3);
        for (int read : new int[] {1, 7, 100, 4096, 5000, 1 << 20}) {
            assertDecodes(data, read, xz(data, XZ.CHECK_CRC32, small()));
        }
    }

    @Test
    void decodesChunksThatAreNotCompressed() throws Exception {
        byte[] noise = new byte[200_000];
        new Random(4).nextBytes(noise);
        byte[] mixed = joined(data(100_000, 5), noise, data(100_000, 6), noise);
        LZMA2Options uncompressed = new LZMA2Options(0);
        uncompressed.setMode(LZMA2Options.MODE_UNCOMPRESSED);

        assertDecodes(noise, 5000, xz(noise, XZ.CHECK_CRC64, small()));
        assertDecodes(mixed, 5000, xz(mixed, XZ.CHECK_CRC64, small()));
        assertDecodes(mixed, 5000, xz(mixed, XZ.CHECK_CRC64, uncompressed));
    }

    /** As 7-Zip makes it, on several threads. */
    @Test
    void decodesDataWhoseDictionaryIsResetAnywhere() throws Exception {
        byte[] data = new byte[0];
        byte[] chunks = new byte[0];
        for (int length : new int[] {1, 5003, 70_001, 9, 20_000}) {
            byte[] more = data(length, length);
            ByteArrayOutputStream encoded = new ByteArrayOutputStream();
            LZMA2Options options = small();
            options.setLcLp(0, 4);
            options.setPb(4);
            try (OutputStream out = options.getOutputStream(new FinishableWrapperOutputStream(encoded))) {
                out.write(more);
            }
            data = joined(data, more);
            chunks = joined(Arrays.copyOf(chunks, Math.max(0, chunks.length - 1)), encoded.toByteArray());
        }
        byte[] whole = new byte[data.length];
        for (Window window : List.of(Window.ofDictionary(4096, -1), Window.over(whole, 4096))) {
            Lzma2Stream in = new Lzma2Stream(new ByteArrayInputStream(chunks), window);
            assertThat(in.readAllBytes()).isEqualTo(data);
            assertThat(in.encodedBytes()).isEqualTo(chunks.length);
        }
        assertThat(whole).isEqualTo(data);
    }

    @Test
    void decodesEveryCheckAndEveryFilter() throws Exception {
        byte[] data = data(60_000, 7);
        FilterOptions[] filters = {
            new DeltaOptions(1),
            new DeltaOptions(256),
            new X86Options(),
            new PowerPCOptions(),
            new IA64Options(),
            new ARMOptions(),
            new ARMThumbOptions(),
            new SPARCOptions(),
            new ARM64Options(),
            new RISCVOptions()
        };
        for (int check : new int[] {XZ.CHECK_NONE, XZ.CHECK_CRC32, XZ.CHECK_CRC64, XZ.CHECK_SHA256}) {
            assertDecodes(data, 1 << 13, xz(data, check, small()));
            for (FilterOptions filter : filters) {
                assertDecodes(data, 1 << 13, xz(data, check, filter, small()));
            }
        }
        X86Options elsewhere = new X86Options();
        elsewhere.setStartOffset(1 << 20);
        assertDecodes(data, 1 << 13, xz(data, XZ.CHECK_CRC32, new DeltaOptions(3), elsewhere, small()));
    }

    @Test
    void decodesStreamsAndBlocksThatAreEmpty() throws Exception {
        byte[] data = data(3000, 8);
        byte[] none = xz(new byte[0], XZ.CHECK_SHA256, small());
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        try (XZOutputStream out = new XZOutputStream(blocks, small())) {
            out.endBlock();
            out.write(data);
            out.endBlock();
            out.endBlock();
            out.flush();
        }

        assertDecodes(new byte[0], 10, none);
        assertDecodes(data, 10, joined(none, new byte[8], blocks.toByteArray(), none, new byte[4]));
    }

    /** Who packs an archive chooses how many blocks there are, and how large a dictionary a block of a few bytes asks for. */
    @Test
    void takesMemoryOnceForAllBlocks() throws Exception {
        byte[] data = data(300, 17);
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        LZMA2Options large = new LZMA2Options(0);
        large.setDictSize(16 << 20);
        try (XZOutputStream out = new XZOutputStream(blocks, small())) {
            for (int i = 0; i < data.length; i++) {
                out.updateFilters(i % 2 == 0 ? large : small());
                out.write(data[i]);
                out.endBlock();
            }
        }
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

        long before = threads.getCurrentThreadAllocatedBytes();
        byte[] decoded = decoded(blocks.toByteArray(), 1 << 13);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(20 << 20);
        assertThat(decoded).isEqualTo(data);
    }

    @Test
    void comparesTheIndexHoweverManyBlocksThereAre() throws Exception {
        byte[] data = data(20_000, 9);
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        try (XZOutputStream out = new XZOutputStream(blocks, small())) {
            for (byte b : data) {
                out.write(b);
                out.endBlock();
            }
        }
        byte[] encoded = blocks.toByteArray();
        byte[] changed = encoded.clone();
        changed[encoded.length - HEADER - 20_000] ^= 1;

        assertDecodes(data, 1 << 13, encoded);
        assertThatThrownBy(() -> decoded(changed, 1 << 13)).isInstanceOf(CorruptedInputException.class);
    }

    @Test
    void judgesACutAtAnyByteAndAnyFlippedBitAsTheLibraryDoes() throws Exception {
        byte[] data = Arrays.copyOf(data(3000, 10), 700);
        for (int check : new int[] {XZ.CHECK_NONE, XZ.CHECK_CRC64, XZ.CHECK_SHA256}) {
            byte[] encoded = joined(xz(data, check, small()), new byte[4], xz(new byte[0], check, small()));
            for (int length = 0; length < encoded.length; length++) {
                assertJudgedAsTheLibraryDoes(Arrays.copyOf(encoded, length), "cut to " + length + " bytes");
            }
            for (int bit = 0; bit < 8 * encoded.length; bit++) {
                byte[] damaged = encoded.clone();
                damaged[bit >> 3] ^= (byte) (1 << (bit & 7));
                assertJudgedAsTheLibraryDoes(damaged, "bit " + bit);
            }
        }
    }

    /** Nothing but the decoder itself can notice. */
    @Test
    void judgesDamagedChunksWithoutACheckAsTheLibraryDoes() throws Exception {
        Random random = new Random(11);
        byte[] noise = new byte[300];
        random.nextBytes(noise);
        byte[] encoded = xz(joined(data(5000, 12), noise, data(9000, 13)), XZ.CHECK_NONE, small());
        for (int i = 0; i < 5000; i++) {
            byte[] damaged = encoded.clone();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                damaged[2 * HEADER + random.nextInt(damaged.length - 4 * HEADER)] = (byte) random.nextInt(256);
            }
            assertJudgedAsTheLibraryDoes(damaged, "change " + i);
        }
    }

    @Test
    void judgesChunksOfAnyKindAsTheLibraryDoes() throws Exception {
        byte[] encoded = xz(data(2000, 14), XZ.CHECK_NONE, small());
        for (int control = 0; control < 256; control++) {
            byte[] other = encoded.clone();
            other[2 * HEADER] = (byte) control;
            assertJudgedAsTheLibraryDoes(other, "control byte " + control);
            for (int length : new int[] {0, 1, 2, 3, 4, 5, 0xffff}) {
                other[2 * HEADER + 3] = (byte) (length >> 8);
                other[2 * HEADER + 4] = (byte) length;
                assertJudgedAsTheLibraryDoes(other, "control byte " + control + ", length " + length);
            }
        }
        for (int properties = 0; properties < 256; properties++) {
            byte[] other = encoded.clone();
            other[2 * HEADER + 5] = (byte) properties;
            assertJudgedAsTheLibraryDoes(other, "properties " + properties);
        }
    }

    @Test
    void refusesARepetitionFromBeforeTheDictionary() throws Exception {
        byte[] piece = new byte[100];
        new Random(15).nextBytes(piece);
        byte[] data = joined(piece, new byte[5000], piece);
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        try (OutputStream out = new LZMA2Options(6).getOutputStream(new FinishableWrapperOutputStream(encoded))) {
            out.write(data);
        }

        for (int size : new int[] {4096, 5090}) {
            for (Window window : List.of(Window.ofDictionary(size, -1), Window.over(new byte[data.length], size))) {
                InputStream in = new Lzma2Stream(new ByteArrayInputStream(encoded.toByteArray()), window);
                assertThatThrownBy(in::readAllBytes).isInstanceOf(CorruptedInputException.class);
            }
        }
        Window enough = Window.ofDictionary(5100, -1);
        assertThat(new Lzma2Stream(new ByteArrayInputStream(encoded.toByteArray()), enough).readAllBytes())
                .isEqualTo(data);
    }

    @Test
    void needsAsMuchMemoryAsTheLibraryByTheHeader() throws Exception {
        LZMA2Options large = new LZMA2Options(0);
        large.setDictSize(32 << 20);
        byte[] encoded = xz(new byte[10], XZ.CHECK_NONE, new DeltaOptions(1), large);

        assertThatThrownBy(() -> decoded(encoded, 10)).isInstanceOfSatisfying(MemoryLimitException.class, e -> {
            assertThat(e.getMemoryNeeded()).isEqualTo((32 << 10) + 104 + 1);
            assertThat(e.getMemoryLimit()).isEqualTo(LIMIT_KIB);
        });
        assertThatThrownBy(() -> library(encoded)).isInstanceOf(MemoryLimitException.class);
    }

    @Test
    void leavesItToTheLibraryWhereAsked() throws Exception {
        byte[] data = data(3000, 16);
        InputStream encoded = new ByteArrayInputStream(xz(data, XZ.CHECK_CRC64, small()));

        try (InputStream in = XzDecoder.XZ_FOR_JAVA.open(encoded, null, LIMIT_KIB, Runnable::run, 2)) {
            assertThat(in).isInstanceOf(XZInputStream.class);
            assertThat(in.readAllBytes()).isEqualTo(data);
        }
    }

    private static void assertDecodes(byte[] data, int read, byte[] encoded) throws IOException {
        assertThat(decoded(encoded, read)).isEqualTo(data);
    }

    private static void assertJudgedAsTheLibraryDoes(byte[] encoded, String what) {
        assertThat(outcome(() -> decoded(encoded, 1 << 13))).as(what).isEqualTo(outcome(() -> library(encoded)));
    }

    /** Returns the bytes; of a refusal, its kind, and that nothing is left of it. */
    private static String outcome(Decoding decoding) {
        try {
            return Arrays.toString(decoding.run());
        } catch (IOException e) {
            return "refused";
        }
    }

    private static byte[] decoded(byte[] encoded, int read) throws IOException {
        try (InputStream in = new XzStream(new ByteArrayInputStream(encoded), LIMIT_KIB)) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] buffer = new byte[read];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                all.write(buffer, 0, count);
            }
            return all.toByteArray();
        }
    }

    private static byte[] library(byte[] encoded) throws IOException {
        try (InputStream in = new XZInputStream(new ByteArrayInputStream(encoded), LIMIT_KIB)) {
            return in.readAllBytes();
        }
    }

    /** Returns bytes, of which some are random, some like text, some all the same, and some were there before. */
    private static byte[] data(int length, long seed) {
        Random random = new Random(seed);
        byte[] data = new byte[length];
        int at = 0;
        while (at < length) {
            int end = Math.min(length, at + 1 + random.nextInt(random.nextInt(400) + 1));
            int kind = random.nextInt(6);
            int distance = 1 + random.nextInt(random.nextInt(kind == 5 ? 9 : 100_000) + 1);
            byte same = (byte) random.nextInt();
            for (; at < end; at++) {
                data[at] = switch (kind) {
                    case 0 -> (byte) random.nextInt();
                    case 1, 2 -> (byte) ('a' + random.nextInt(random.nextInt(20) + 1));
                    case 3 -> same;
                    default -> at < distance ? 0 : data[at - distance];
                };
            }
        }
        return data;
    }

    private static LZMA2Options small() throws IOException {
        LZMA2Options options = new LZMA2Options(4);
        options.setDictSize(LZMA2Options.DICT_SIZE_MIN);
        return options;
    }

    private static byte[] xz(byte[] data, int check, FilterOptions... filters) throws IOException {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        try (XZOutputStream out = new XZOutputStream(encoded, filters, check)) {
            for (int i = 0; i < data.length; i += 50_000) {
                out.write(data, i, Math.min(50_000, data.length - i));
                if (filters.length == 1) {
                    out.flush(); // ends a chunk, and no block
                }
            }
        }
        return encoded.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private interface Decoding {
        byte[] run() throws IOException;
    }
}
