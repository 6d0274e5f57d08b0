// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Crc64NvmeTest {
    /** The catalogue of CRCs: CRC-64/NVME. */
    @Test
    void hasThePublishedCheckValue() {
        assertThat(crc("123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0xAE8B14860A799888L);
        assertThat(crc(new byte[0])).isZero();
    }

    /** NVM Express, NVM Command Set Specification 1.0, figure "64b CRC Test Cases". */
    @Test
    void hasTheValuesOfTheSpecificationForFourKibibytes() {
        byte[] ones = new byte[4096];
        byte[] rising = new byte[4096];
        byte[] falling = new byte[4096];
        Arrays.fill(ones, (byte) 0xff);
        for (int i = 0; i < 4096; i++) {
            rising[i] = (byte) i;
            falling[i] = (byte) (255 - i);
        }
        assertThat(crc(new byte[4096])).isEqualTo(0x6482D367EB22B64EL);
        assertThat(crc(ones)).isEqualTo(0xC0DDBA7302ECA3ACL);
        assertThat(crc(rising)).isEqualTo(0x3E729F5F6750449CL);
        assertThat(crc(falling)).isEqualTo(0x9A2DF64B8E9E517EL);
    }

    @Test
    void isTheSameHoweverTheBytesAreCut() {
        Random random = new Random(4);
        for (int round = 0; round < 500; round++) {
            byte[] bytes = bytes(random, random.nextInt(200));
            Crc64Nvme pieces = new Crc64Nvme();
            for (int at = 0; at < bytes.length; ) {
                int count = Math.min(bytes.length - at, random.nextInt(60));
                if (count == 1) {
                    pieces.update(bytes[at]);
                } else {
                    pieces.update(bytes, at, count);
                }
                at += count;
            }
            assertThat(pieces.getValue()).isEqualTo(bitByBit(bytes)).isEqualTo(crc(bytes));
        }
    }

    /** Every CRC is affine: of three texts of one length, the CRCs differ in the way the texts do. */
    @Test
    void combinesAsTheTextsDo() {
        Random random = new Random(5);
        for (int length : new int[] {1, 16, 17, 1000}) {
            byte[] a = bytes(random, length);
            byte[] b = bytes(random, length);
            byte[] c = bytes(random, length);
            byte[] all = new byte[length];
            for (int i = 0; i < length; i++) {
                all[i] = (byte) (a[i] ^ b[i] ^ c[i]);
            }
            assertThat(crc(all)).isEqualTo(crc(a) ^ crc(b) ^ crc(c));
        }
    }

    @Test
    void beginsAnewAfterAReset() {
        Crc64Nvme crc = new Crc64Nvme();
        crc.update(7);
        crc.reset();
        assertThat(crc.getValue()).isZero();
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static long crc(byte[] bytes) {
        Crc64Nvme crc = new Crc64Nvme();
        crc.update(bytes, 0, bytes.length);
        return crc.getValue();
    }

    /** By the definition: polynomial 0xAD93D23594C93659, reflected in and out, all ones before and after. */
    private static long bitByBit(byte[] bytes) {
        long crc = -1;
        for (byte b : bytes) {
            for (int bit = 0; bit < 8; bit++) {
                boolean subtract = ((Long.reverse(crc) >>> 63) ^ (b >> bit & 1)) == 1;
                crc >>>= 1;
                if (subtract) {
                    crc ^= Long.reverse(0xAD93D23594C93659L);
                }
            }
        }
        return ~crc;
    }
}
