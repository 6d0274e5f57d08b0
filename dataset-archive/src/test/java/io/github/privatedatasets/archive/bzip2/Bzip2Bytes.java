// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.bzip2;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.jspecify.annotations.Nullable;

/** Bzip2 data for tests, and what comes of decoding it. */
final class Bzip2Bytes {
    /** Where, in a file of one block, its CRC lies, and what follows it. */
    private static final int BLOCK_CRC = 10;

    private static final int RANDOMIZED = 14;
    private static final Pattern OTHER_CRC = Pattern.compile("CRC of a block is \\w+, its bytes have (\\w+)");

    private Bzip2Bytes() {}

    static byte[] bzip2(int level, byte[] data) throws IOException {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        try (BZip2CompressorOutputStream out = new BZip2CompressorOutputStream(encoded, level)) {
            out.write(data);
        }
        return encoded.toByteArray();
    }

    static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }

    static byte[] text(int length) {
        byte[] text = noise(length);
        for (int i = 0; i < length; i++) {
            text[i] = (byte) "etaoin shrdlu\n".charAt(((text[i] & 0xff) * 14) >> 8);
        }
        return text;
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] decoded(Bzip2Decoder decoder, byte[] encoded, Executor workers, int parallelism) throws IOException {
        try (InputStream in =
                new Bzip2Stream(new ByteArrayInputStream(encoded), workers, parallelism, decoder, warning -> {})) {
            return in.readAllBytes();
        }
    }

    /** Decodes on this thread alone. */
    static byte[] decoded(Bzip2Decoder decoder, byte[] encoded) throws IOException {
        return decoded(decoder, encoded, task -> {}, 1);
    }

    /** Decodes as a program would that uses only the library. */
    static byte[] decodedByLibrary(byte[] encoded) throws IOException {
        try (InputStream in = new BZip2CompressorInputStream(new ByteArrayInputStream(encoded), true)) {
            return in.readAllBytes();
        }
    }

    /** Returns what was decoded, or nothing where that failed; the built-in decoder never fails in any other way. */
    static byte @Nullable [] outcome(byte[] encoded) {
        try {
            return decoded(Bzip2Decoder.BUILT_IN, encoded);
        } catch (IOException e) {
            return null;
        }
    }

    /** Returns what the library decoded, or nothing where that failed. */
    static byte @Nullable [] outcomeOfLibrary(byte[] encoded) {
        try {
            return decodedByLibrary(encoded);
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    /** Makes the CRCs of a file with one block fit what its bits decode to; nothing if they decode to nothing. */
    static byte @Nullable [] withCrcThatFits(byte[] encoded) {
        try {
            decoded(Bzip2Decoder.BUILT_IN, encoded);
            return encoded;
        } catch (IOException e) {
            Matcher matcher = OTHER_CRC.matcher(String.valueOf(e.getMessage()));
            return matcher.matches() ? withCrc(encoded, Integer.parseUnsignedInt(matcher.group(1), 16)) : null;
        }
    }

    private static byte @Nullable [] withCrc(byte[] encoded, int crc) {
        byte[] forged = encoded.clone();
        put(forged, 8L * BLOCK_CRC, crc);
        long end = Bzip2Magic.find(forged, forged.length, 40);
        if (end < 0 || end + Bzip2Magic.BITS + Integer.SIZE > 8L * forged.length) {
            return null;
        }
        put(forged, end + Bzip2Magic.BITS, crc);
        return forged;
    }

    /** Returns a file as bzip2 before 0.9.5 wrote it where data were hard to sort. They have no four equal bytes in a row, and fit one block. */
    static byte[] randomized(int level, byte[] data) throws IOException {
        byte[] original = bzip2(level, data);
        byte[] flipped = data.clone();
        Randomization.undo(flipped, flipped.length);
        byte[] encoded = bzip2(level, flipped);
        encoded[RANDOMIZED] |= (byte) 0x80;
        int crc = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            crc = crc << 8 | (original[BLOCK_CRC + i] & 0xff);
        }
        byte[] forged = withCrc(encoded, crc);
        if (forged == null) {
            throw new IllegalArgumentException("more than a block");
        }
        return forged;
    }

    private static void put(byte[] target, long bit, int value) {
        for (int i = 0; i < Integer.SIZE; i++) {
            int at = (int) ((bit + i) >>> 3);
            int mask = 0x80 >>> ((bit + i) & 7);
            target[at] = (byte) ((value >>> (31 - i) & 1) != 0 ? target[at] | mask : target[at] & ~mask);
        }
    }
}
