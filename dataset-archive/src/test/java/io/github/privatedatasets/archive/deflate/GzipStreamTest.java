// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.contract.ArchiveBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

class GzipStreamTest {
    @Test
    void readsAllMembersFromAConnectionThatHasNothingAvailable() throws IOException {
        assertThat(decode(joined(gzip("one"), gzip(""), gzip("two")))).isEqualTo("onetwo");
    }

    @Test
    void ignoresZerosAndOtherBytesAfterTheLastMemberButReadsThem() throws IOException {
        for (byte[] trailing : new byte[][] {new byte[700], text("trailing garbage"), {0, 0x1f, (byte) 0x8a, 1, 2}}) {
            ArchiveBytes archive = ArchiveBytes.of("a.gz", joined(gzip("one"), trailing));
            try (GzipStream gzip = new GzipStream(archive.openStream())) {
                assertThat(new String(gzip.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("one");
            }
            assertThat(archive.farthest()).isEqualTo(archive.sizeBytes());
        }
    }

    @Test
    void tellsOnceOfBytesAfterTheLastMemberUnlessTheyAreZeros() throws IOException {
        assertThat(warnings(new byte[700])).isEmpty();
        assertThat(warnings(new byte[0])).isEmpty();
        assertThat(warnings(new byte[] {0, 0x1f, (byte) 0x8a, 1, 2}))
                .containsExactly("4 bytes that are no gzip member follow the last one; ignored, as gzip does");
        assertThat(warnings(text("x")))
                .containsExactly("1 byte that is no gzip member follows the last one; ignored, as gzip does");
        assertThat(warnings(joined(new byte[300_000], text("x"), new byte[300_000])))
                .containsExactly("300001 bytes that are no gzip member follow the last one; ignored, as gzip does");
    }

    @Test
    void readsTheSameWithTheLibrarysDecoder() throws IOException {
        byte[] data = DeflateSamples.data(new Random(1), 300_000);
        byte[] encoded = joined(gzip("one"), gzip(data), gzip("two"), gzip(data));
        for (DeflateDecoder decoder : List.of(DeflateDecoder.own(), DeflateDecoder.library())) {
            try (GzipStream gzip = new GzipStream(new ByteArrayInputStream(encoded), decoder, warning -> {})) {
                assertThat(gzip.readAllBytes()).isEqualTo(joined(text("one"), data, text("two"), data));
            }
        }
    }

    @Test
    void skipsNameCommentAndExtraFieldOfTheHeader() throws IOException {
        assertThat(decode(withFullHeader("one"))).isEqualTo("one");
        assertThat(decode(joined(gzip("zero, "), withFullHeader("one")))).isEqualTo("zero, one");
    }

    @Test
    void noticesEveryFlippedBitOfAHeaderThatHasACrc() throws IOException {
        byte[] whole = joined(gzip("zero, "), withFullHeader("one"));
        int from = gzip("zero, ").length + 2; // another magic is no member
        int to = from - 2 + withFullHeader("one").length - gzip("one").length + 10;
        for (int bit = 8 * from; bit < 8 * to; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThatThrownBy(() -> decode(flipped)).as("bit %d", bit).isInstanceOf(IOException.class);
        }
    }

    private static byte[] withFullHeader(String content) throws IOException {
        byte[] plain = gzip(content);
        byte[] header = Arrays.copyOf(plain, 10);
        header[3] = 2 | 4 | 8 | 16;
        byte[] covered = joined(header, text("\u0003\u0000xyzname\u0000comment\u0000"));
        CRC32 crc = new CRC32();
        crc.update(covered);
        byte[] stored = {(byte) crc.getValue(), (byte) (crc.getValue() >> 8)};
        return joined(covered, stored, Arrays.copyOfRange(plain, 10, plain.length));
    }

    @Test
    void refusesAMemberOfAMethodThatGzipDoesNotHaveAlsoAfterOthers() throws IOException {
        byte[] other = gzip("two");
        other[2] = 9;
        for (byte[] encoded : List.of(other, joined(gzip("one"), other))) {
            assertThatThrownBy(() -> decode(encoded))
                    .isInstanceOf(ZipException.class)
                    .hasMessageContaining("method 9");
        }
    }

    @Test
    void refusesACutAnywhereAlsoWithinTheNextHeader() throws IOException {
        byte[] first = gzip("one");
        byte[] both = joined(first, gzip("two"));
        for (int length = 1; length < both.length; length++) {
            if (length != first.length) {
                byte[] cut = Arrays.copyOf(both, length);
                assertThatThrownBy(() -> decode(cut))
                        .as("cut to %d bytes", length)
                        .isInstanceOf(EOFException.class);
            }
        }
    }

    @Test
    void checksCrcLengthAndFlags() throws IOException {
        byte[] whole = gzip("one");
        for (int at : new int[] {whole.length - 8, whole.length - 1, 3}) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) 0x80;
            assertThatThrownBy(() -> decode(damaged)).isInstanceOf(ZipException.class);
        }
    }

    private static String decode(byte[] encoded) throws IOException {
        try (GzipStream gzip = new GzipStream(ArchiveBytes.of("a.gz", encoded).openStream())) {
            return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> warnings(byte[] trailing) throws IOException {
        List<String> warnings = new ArrayList<>();
        InputStream encoded = new ByteArrayInputStream(joined(gzip("one"), trailing));
        try (GzipStream gzip = new GzipStream(encoded, DeflateDecoder.own(), warnings::add)) {
            assertThat(gzip.readAllBytes()).isEqualTo(text("one"));
            assertThat(gzip.read()).isEqualTo(-1);
        }
        return warnings;
    }

    private static byte[] gzip(String text) throws IOException {
        return gzip(text(text));
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(encoded)) {
            gzip.write(bytes);
        }
        return encoded.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
