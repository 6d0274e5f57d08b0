// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.privatedatasets.archive.bzip2.Bzip2Stream;
import io.github.privatedatasets.archive.deflate.GzipStream;
import io.github.privatedatasets.archive.xz.XzDecoder;
import io.github.privatedatasets.archive.xz.XzIndex;
import io.github.privatedatasets.contract.ArchiveBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.params.provider.MethodSource;
import org.tukaani.xz.XZInputStream;

/** What a decoder of ours and one of a library both take holds the same bytes; which of them refuses more, other tests tell. */
class DecoderFuzzTest {
    private static final int XZ_LIMIT_KIB = 20 << 10;
    private static final int MOST_BYTES = 4 << 20;

    @MethodSource("io.github.privatedatasets.archive.fuzz.Seeds#gzips")
    @FuzzTest
    void gzip(byte[] bytes) {
        compare(
                bytes,
                GzipStream::new,
                in -> GzipCompressorInputStream.builder()
                        .setInputStream(in)
                        .setDecompressConcatenated(true)
                        .get());
    }

    @MethodSource("io.github.privatedatasets.archive.fuzz.Seeds#bzip2s")
    @FuzzTest
    void bzip2(byte[] bytes) {
        compare(bytes, in -> new Bzip2Stream(in, task -> {}, 1), in -> new BZip2CompressorInputStream(in, true));
    }

    @MethodSource("io.github.privatedatasets.archive.fuzz.Seeds#xzs")
    @FuzzTest
    void xz(byte[] bytes) throws Exception {
        XzIndex index = XzIndex.read(ArchiveBytes.of("a.tar.xz", bytes));
        for (XzIndex used : new XzIndex[] {index, null}) {
            compare(
                    bytes,
                    in -> XzDecoder.BUILT_IN.open(in, used, XZ_LIMIT_KIB, task -> {}, 2),
                    in -> new XZInputStream(in, XZ_LIMIT_KIB));
        }
    }

    private static void compare(byte[] bytes, Decoder ours, Decoder library) {
        byte[] mine = decoded(bytes, ours);
        byte[] other = decoded(bytes, library);
        if (mine.length > 0 && other.length > 0 && !Arrays.equals(mine, other)) {
            throw new AssertionError(mine.length + " bytes decoded, " + other.length + " by the library");
        }
    }

    /** Returns what it decodes to; nothing if it is refused, or is too much. */
    private static byte[] decoded(byte[] bytes, Decoder decoder) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 13];
        try (InputStream in = decoder.decode(new ByteArrayInputStream(bytes))) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
                if (out.size() > MOST_BYTES) {
                    return new byte[0];
                }
            }
            return out.toByteArray();
        } catch (IOException | RuntimeException e) {
            return new byte[0]; // Whoever reads a tar takes both for damage.
        }
    }

    private interface Decoder {
        InputStream decode(InputStream encoded) throws IOException;
    }
}
