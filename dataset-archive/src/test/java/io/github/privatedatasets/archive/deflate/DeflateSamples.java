// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.archive.deflate;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;

/** Data of all kinds, and deflate streams of it. */
final class DeflateSamples {
    private static final int KINDS = 7;
    private static final int[] STRATEGIES = {Deflater.DEFAULT_STRATEGY, Deflater.FILTERED, Deflater.HUFFMAN_ONLY};

    private DeflateSamples() {}

    /** Returns one of many streams, all different. */
    static byte[] any(Random random) {
        int most = random.nextInt(8) == 0 ? 300_000 : 5_000;
        byte[] data = data(random, random.nextInt(most));
        return deflated(data, random);
    }

    /** Returns streams of all levels and strategies, with stored, fixed and dynamic blocks, flushed in between or not. */
    static List<byte[]> all(Random random) {
        List<byte[]> all = new ArrayList<>();
        for (int kind = 0; kind < KINDS; kind++) {
            for (int length : new int[] {0, 1, 2, 300, 40_000, 250_000}) {
                byte[] data = data(random, kind, length);
                for (int level = 0; level <= 9; level += 3) {
                    for (int strategy : STRATEGIES) {
                        all.add(deflated(data, level, strategy, length / 2 + 1, Deflater.NO_FLUSH));
                    }
                }
                all.add(deflated(data, random));
            }
        }
        return all;
    }

    static byte[] data(Random random, int length) {
        return data(random, random.nextInt(KINDS), length);
    }

    private static byte[] data(Random random, int kind, int length) {
        byte[] data = new byte[length];
        switch (kind) {
            case 0 -> random.nextBytes(data);
            case 1 -> Arrays.fill(data, (byte) random.nextInt());
            case 2 -> fillWithText(random, data);
            case 3 -> fillWithPeriod(data, 1 + random.nextInt(20));
            case 4 -> fillWithPeriod(data, 32_000 + random.nextInt(2_000));
            case 5 -> fillSkewed(random, data);
            default -> {
                // All in turn, so that blocks differ.
                for (int at = 0; at < length; ) {
                    byte[] part = data(random, random.nextInt(KINDS - 1), 1 + random.nextInt(20_000));
                    int count = Math.min(part.length, length - at);
                    System.arraycopy(part, 0, data, at, count);
                    at += count;
                }
            }
        }
        return data;
    }

    private static void fillWithText(Random random, byte[] data) {
        StringBuilder text = new StringBuilder();
        while (text.length() < data.length) {
            text.append("2024-06-11 level=").append(random.nextInt(5)).append(" user ");
            text.append(random.nextInt(2 << random.nextInt(20))).append('\n');
        }
        System.arraycopy(text.toString().getBytes(StandardCharsets.US_ASCII), 0, data, 0, data.length);
    }

    private static void fillWithPeriod(byte[] data, int period) {
        byte[] pattern = new byte[period];
        new Random(period).nextBytes(pattern);
        for (int i = 0; i < data.length; i++) {
            data[i] = pattern[i % period];
        }
    }

    /** Some bytes are so rare that their codes are the longest there are. */
    private static void fillSkewed(Random random, byte[] data) {
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (Integer.numberOfTrailingZeros(random.nextInt()) * 7 + random.nextInt(3));
        }
    }

    private static byte[] deflated(byte[] data, Random random) {
        int[] flushes = {Deflater.NO_FLUSH, Deflater.SYNC_FLUSH, Deflater.FULL_FLUSH};
        return deflated(
                data,
                random.nextInt(10),
                STRATEGIES[random.nextInt(STRATEGIES.length)],
                1 + random.nextInt(data.length + 1),
                flushes[random.nextInt(flushes.length)]);
    }

    /** Compresses data that comes in pieces, with the level changed in between. */
    static byte[] deflated(byte[] data, int level, int strategy, int piece, int flush) {
        Deflater deflater = new Deflater(level, true);
        deflater.setStrategy(strategy);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 14];
        for (int at = 0; at < data.length; at += piece) {
            deflater.setInput(data, at, Math.min(piece, data.length - at));
            int count;
            do {
                count = deflater.deflate(buffer, 0, buffer.length, flush);
                out.write(buffer, 0, count);
            } while (count == buffer.length);
            if (flush != Deflater.NO_FLUSH) {
                deflater.setLevel((level + at) % 10);
            }
        }
        deflater.finish();
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }
}
