// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.xz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.contract.ArchiveBytes;
import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.spi.ArchiveContent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
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
import org.tukaani.xz.CorruptedInputException;
import org.tukaani.xz.DeltaOptions;
import org.tukaani.xz.FilterOptions;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.X86Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;

@Timeout(60)
class XzBlockStreamTest {
    private static final int LIMIT_KIB = 20 << 10;
    private static final ExecutorService POOL = Executors.newFixedThreadPool(3);

    private final byte[] data = new byte[200_000];

    XzBlockStreamTest() {
        Random random = new Random(2);
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) random.nextInt(6);
        }
    }

    @AfterAll
    static void endThePool() {
        POOL.shutdownNow();
    }

    @Test
    void decodesEveryCheckAndFilter() throws Exception {
        FilterOptions[] delta = {new DeltaOptions(4), lzma2()};
        FilterOptions[] program = {new X86Options(), lzma2()};
        for (int check : new int[] {XZ.CHECK_NONE, XZ.CHECK_CRC32, XZ.CHECK_CRC64, XZ.CHECK_SHA256}) {
            for (FilterOptions[] filters : List.of(delta, program, new FilterOptions[] {lzma2()})) {
                assertThat(byBlocks(xz(data, 30_000, check, filters))).isEqualTo(data);
            }
        }
    }

    @Test
    void decodesStreamsOneAfterTheOtherWithZerosBetweenAndAfterThem() throws Exception {
        byte[] one = xz(data, 50_000, XZ.CHECK_CRC64, lzma2());
        byte[] none = xz(new byte[0], 1, XZ.CHECK_CRC32, lzma2());
        byte[] other = xz(data, 200_000, XZ.CHECK_NONE, lzma2());

        assertThat(byBlocks(joined(one, new byte[8], none, other, new byte[100_000], none, new byte[4])))
                .isEqualTo(joined(data, data));
    }

    @Test
    void decodesFrontToBackWhatHasOneBlockOrTooLargeOnes() throws Exception {
        byte[] one = xz(data, data.length, XZ.CHECK_CRC32, lzma2());
        byte[] enormous = indexed(xz(data, 50_000, XZ.CHECK_CRC32, lzma2()), 1L << 40);
        for (byte[] encoded : List.of(one, enormous)) {
            try (InputStream in = open(encoded, POOL)) {
                assertThat(in).isInstanceOf(XzStream.class);
            }
        }
    }

    @Test
    void judgesACutAtAnyByteAndAnyBytesAfterwardsAsTheLibraryDoes() throws Exception {
        byte[] one = xz(Arrays.copyOf(data, 900), 300, XZ.CHECK_CRC32, lzma2());
        byte[] whole = joined(one, new byte[8], one);
        for (int length = 0; length <= whole.length; length++) {
            assertJudgedAsTheLibraryDoes(Arrays.copyOf(whole, length), "cut to " + length + " bytes");
        }
        for (int length = 1; length <= 40; length++) {
            assertJudgedAsTheLibraryDoes(Arrays.copyOf(whole, whole.length + length), length + " zeros after");
        }
        assertJudgedAsTheLibraryDoes(joined(whole, new byte[] {1, 2, 3, 4}), "garbage after");
    }

    @Test
    void judgesAnyFlippedBitAsTheLibraryDoes() throws Exception {
        for (int check : new int[] {XZ.CHECK_NONE, XZ.CHECK_CRC32}) {
            byte[] one = xz(Arrays.copyOf(data, 60), 30, check, lzma2());
            byte[] whole = joined(one, new byte[4], one);
            for (int bit = 0; bit < 8 * whole.length; bit++) {
                byte[] damaged = whole.clone();
                damaged[bit >> 3] ^= (byte) (1 << (bit & 7));
                assertJudgedAsTheLibraryDoes(damaged, "bit " + bit);
            }
        }
    }

    @Test
    void refusesAnIndexThatLiesAboutABlock() throws Exception {
        byte[] honest = xz(data, 50_000, XZ.CHECK_CRC32, lzma2());
        for (long lie : new long[] {0, 49_999, 50_001, 1_000_000}) {
            byte[] lying = indexed(honest, lie);
            try (InputStream in = open(lying, POOL)) {
                assertThat(in).isInstanceOf(XzBlockStream.class);
                assertThatThrownBy(in::readAllBytes).as("%d bytes", lie).isInstanceOf(CorruptedInputException.class);
            }
            try (InputStream in = new XzStream(new ByteArrayInputStream(lying), LIMIT_KIB)) {
                assertThatThrownBy(in::readAllBytes).as("%d bytes", lie).isInstanceOf(CorruptedInputException.class);
            }
        }
    }

    @Test
    void judgesAnIndexWithMoreZerosThanFillItUpAsTheLibraryDoes() throws Exception {
        byte[] honest = xz(data, 50_000, XZ.CHECK_CRC32, lzma2());
        assertJudgedAsTheLibraryDoes(indexed(honest, 50_000, 0), "no more");
        assertJudgedAsTheLibraryDoes(indexed(honest, 50_000, 4), "4 more");
    }

    @Test
    void readsTheSameWhateverTheWorkersDo() throws Exception {
        byte[] encoded = xz(data, 20_000, XZ.CHECK_CRC64, lzma2());
        Executor never = task -> {};
        Executor refusing = task -> {
            throw new RejectedExecutionException();
        };
        Executor atOnce = Runnable::run;
        for (Executor workers : List.of(POOL, never, refusing, atOnce)) {
            try (InputStream in = open(encoded, workers)) {
                assertThat(in.readAllBytes()).isEqualTo(data);
            }
        }
    }

    @Test
    void keepsTheMemoryLimit() throws Exception {
        LZMA2Options large = new LZMA2Options(0);
        large.setDictSize(32 << 20);
        byte[] encoded = xz(data, 50_000, XZ.CHECK_CRC32, large);

        try (InputStream in = open(encoded, POOL)) {
            assertThatThrownBy(in::readAllBytes).isInstanceOf(MemoryLimitException.class);
        }
    }

    @Test
    void readsTheEndFirstButEveryByteInOrder() throws Exception {
        byte[] encoded = xz(data, 50_000, XZ.CHECK_CRC32, lzma2());
        ArchiveBytes archive = ArchiveBytes.of("a.xz", encoded);
        XzIndex index = XzIndex.read(archive);
        assertThat(archive.open()).isZero();
        byte[] changed = encoded.clone();
        changed[changed.length - 14] ^= 1; // what comes in order is another index than the one read before

        try (InputStream in = XzBlockStream.of(new ByteArrayInputStream(changed), index, LIMIT_KIB, POOL, 3)) {
            assertThatThrownBy(in::readAllBytes).isInstanceOf(CorruptedInputException.class);
        }
    }

    /** An index takes more memory than it is long, before anything shows that it is true. */
    @Test
    void readsNoIndexOfTooManyBlocks() throws Exception {
        assertThat(XzIndex.read(ArchiveBytes.of("a.xz", ofBlocks(16_000)))).isNotNull();
        assertThat(XzIndex.read(ArchiveBytes.of("a.xz", ofBlocks(70_000)))).isNull();
    }

    /** Returns zeros of which an index says that they are so many blocks. */
    private static byte[] ofBlocks(int blocks) {
        ByteArrayOutputStream index = new ByteArrayOutputStream();
        index.write(0);
        number(index, blocks);
        for (int i = 0; i < blocks; i++) {
            number(index, 12);
            number(index, 1);
        }
        index.writeBytes(new byte[-index.size() & 3]);
        endIndex(index, XZ.CHECK_NONE);
        return joined(new byte[StreamFlags.HEADER_BYTES + 12 * blocks], index.toByteArray());
    }

    @Test
    void namesTheArchiveOfWhichTheStoreHasLessThanItSays() throws Exception {
        ArchiveBytes archive = ArchiveBytes.of("a.xz", xz(data, 50_000, XZ.CHECK_CRC32, lzma2()));
        ArchiveContent cut = (ArchiveContent) Proxy.newProxyInstance(
                ArchiveContent.class.getClassLoader(),
                new Class<?>[] {ArchiveContent.class},
                (self, method, arguments) -> method.getName().equals("openRange")
                        ? InputStream.nullInputStream()
                        : method.invoke(archive, arguments));

        assertThatThrownBy(() -> XzIndex.read(cut))
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageContaining("a.xz")
                .hasMessageContaining("it ends at byte");
    }

    private static void assertJudgedAsTheLibraryDoes(byte[] encoded, String what) throws Exception {
        byte[] expected;
        try (InputStream in = new XZInputStream(new ByteArrayInputStream(encoded), LIMIT_KIB)) {
            expected = in.readAllBytes();
        } catch (IOException e) {
            expected = null;
        }
        assertThat(outcome(encoded)).as(what).isEqualTo(expected);
    }

    /** Returns what was read, or nothing where it failed. */
    private static byte @Nullable [] outcome(byte[] encoded) throws InterruptedException {
        try (InputStream in = open(encoded, POOL)) {
            return in.readAllBytes();
        } catch (IOException e) {
            return null;
        }
    }

    private static byte[] byBlocks(byte[] encoded) throws IOException, InterruptedException {
        try (InputStream in = open(encoded, POOL)) {
            assertThat(in).isInstanceOf(XzBlockStream.class);
            return in.readAllBytes();
        }
    }

    private static InputStream open(byte[] encoded, Executor workers) throws IOException, InterruptedException {
        ArchiveBytes archive = ArchiveBytes.of("a.xz", encoded);
        return XzBlockStream.of(archive.openStream(), XzIndex.read(archive), LIMIT_KIB, workers, 3);
    }

    private static LZMA2Options lzma2() throws IOException {
        return new LZMA2Options(0);
    }

    private static byte[] xz(byte[] data, int blockSize, int check, FilterOptions... filters) throws IOException {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        try (XZOutputStream out = new XZOutputStream(encoded, filters, check)) {
            for (int i = 0; i < data.length; i += blockSize) {
                out.write(data, i, Math.min(blockSize, data.length - i));
                out.endBlock();
            }
        }
        return encoded.toByteArray();
    }

    /** Returns the same file with an index that holds, but says another length of its second block. */
    private static byte[] indexed(byte[] file, long length) throws IOException, InterruptedException {
        return indexed(file, length, 0);
    }

    /** Returns it with more zeros to fill up the index, besides. */
    private static byte[] indexed(byte[] file, long length, int zeros) throws IOException, InterruptedException {
        XzStreamIndex honest =
                XzIndex.read(ArchiveBytes.of("a.xz", file)).streams().get(0).index();
        ByteArrayOutputStream index = new ByteArrayOutputStream();
        index.write(0);
        number(index, honest.blocks());
        for (int i = 0; i < honest.blocks(); i++) {
            number(index, honest.unpaddedSize(i));
            number(index, i == 1 ? length : honest.uncompressedSize(i));
        }
        index.writeBytes(new byte[(-index.size() & 3) + zeros]);
        endIndex(index, file[7]);
        return joined(Arrays.copyOf(file, file.length - honest.bytes().length), index.toByteArray());
    }

    /** Puts the CRC behind an index, and the footer of its stream. */
    private static void endIndex(ByteArrayOutputStream index, int check) {
        little(index, StreamFlags.crc(index.toByteArray(), 0, index.size()));
        ByteArrayOutputStream sizeAndFlags = new ByteArrayOutputStream();
        little(sizeAndFlags, index.size() / 4 - 1);
        sizeAndFlags.write(0);
        sizeAndFlags.write(check);
        little(index, StreamFlags.crc(sizeAndFlags.toByteArray(), 0, 6));
        index.writeBytes(sizeAndFlags.toByteArray());
        index.write('Y');
        index.write('Z');
    }

    private static void number(ByteArrayOutputStream out, long number) {
        long rest = number;
        while (rest > 0x7f) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>= 7;
        }
        out.write((int) rest);
    }

    private static void little(ByteArrayOutputStream out, int number) {
        for (int shift = 0; shift < 32; shift += 8) {
            out.write(number >> shift);
        }
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
