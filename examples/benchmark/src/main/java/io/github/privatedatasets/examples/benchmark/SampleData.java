// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.benchmark;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Seeded data of the shapes that datasets have.
 *
 * @param shape what the files look like
 * @param count how many there are at scale 1
 */
record SampleData(Shape shape, int count) {
    /** What a file looks like; the sizes are those at scale 1. */
    enum Shape {
        /** Small files, 2 to 40 KB, of which deflate saves a quarter; scaled by their number. */
        IMAGES,
        /** Log files of 100 MB, of which deflate saves three quarters; scaled by their size. */
        LOGS,
        /** Files of 1 to 8 KB; scaled by their number. */
        RECORDS,
        /** Files of 1 GiB without any redundancy; scaled by their size. */
        NOISE
    }

    private static final long SEED = 20_240_611;
    private static final int WORDS = 20_000;

    /** Returns the files at this scale, sorted by path. */
    Stream<SampleFile> files(double scale) {
        return switch (shape) {
            case IMAGES -> numbered(scale).mapToObj(SampleData::image);
            case RECORDS -> numbered(scale).mapToObj(SampleData::dataRecord);
            case LOGS -> IntStream.range(0, count).mapToObj(i -> log(i, Math.round(100_000_000 * scale)));
            case NOISE -> IntStream.range(0, count).mapToObj(i -> noise(i, Math.round((1 << 30) * scale)));
        };
    }

    private IntStream numbered(double scale) {
        return IntStream.range(0, (int) Math.max(1, Math.round(count * scale)));
    }

    private static SplittableRandom random(Shape shape, int number) {
        return new SplittableRandom(SEED + 1_000_003L * shape.name().hashCode() + number);
    }

    private static SampleFile image(int i) {
        int size = random(Shape.IMAGES, i).nextInt(2_048, 40_960);
        String path = String.format(Locale.ROOT, "images/class%03d/img_%05d.bin", i / 100, i);
        return new SampleFile(path, size, out -> {
            SplittableRandom random = random(Shape.IMAGES, i);
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            for (int from = 0; from < size; ) {
                int to = Math.min(size, from + random.nextInt(400, 1_600));
                if (random.nextBoolean()) {
                    skew(bytes, from, to);
                }
                from = to;
            }
            out.write(bytes);
        });
    }

    private static SampleFile dataRecord(int i) {
        int size = random(Shape.RECORDS, i).nextInt(1_024, 8_192);
        String path = String.format(Locale.ROOT, "d%02d/o_%05d.json", i / 500, i);
        return new SampleFile(path, size, out -> {
            byte[] bytes = new byte[size];
            random(Shape.RECORDS, i).nextBytes(bytes);
            skew(bytes, 0, size);
            out.write(bytes);
        });
    }

    private static SampleFile noise(int i, long size) {
        return new SampleFile("noise-" + i + ".bin", size, out -> {
            SplittableRandom random = random(Shape.NOISE, i);
            byte[] block = new byte[1 << 16];
            for (long left = size; left > 0; left -= block.length) {
                random.nextBytes(block);
                out.write(block, 0, (int) Math.min(left, block.length));
            }
        });
    }

    private static SampleFile log(int i, long size) {
        return new SampleFile(
                String.format(Locale.ROOT, "logs/part-%03d.log", i),
                size,
                out -> writeLog(out, random(Shape.LOGS, i), size));
    }

    private static void writeLog(OutputStream out, SplittableRandom random, long size) throws IOException {
        String[] words = words();
        StringBuilder text = new StringBuilder();
        long left = size;
        for (int line = 0; left > 0; line++) {
            text.append("{\"ts\":\"2024-06-11T")
                    .append(10 + line / 360_000 % 14)
                    .append(':');
            text.append(10 + line / 6_000 % 50)
                    .append(':')
                    .append(10 + line / 100 % 50)
                    .append("Z\",\"level\":\"");
            text.append(random.nextInt(4) == 0 ? "WARN" : "INFO")
                    .append("\",\"worker\":")
                    .append(random.nextInt(16));
            text.append(",\"seq\":").append(line).append(",\"latency_ms\":").append(random.nextInt(1_024));
            text.append(",\"msg\":\"");
            for (int word = 0; word < 8; word++) {
                // A few words make most of the text, as in any language.
                double u = random.nextDouble();
                text.append(words[(int) (Math.pow(WORDS, u) - 1)]).append(word < 7 ? ' ' : '"');
            }
            text.append("}\n");
            if (text.length() >= 1 << 16 || text.length() >= left) {
                byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
                out.write(bytes, 0, (int) Math.min(left, bytes.length));
                left -= bytes.length;
                text.setLength(0);
            }
        }
    }

    private static String[] words() {
        SplittableRandom random = new SplittableRandom(SEED);
        return IntStream.range(0, WORDS)
                .mapToObj(i -> random.ints(random.nextInt(2, 12), 'a', 'z' + 1)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString())
                .toArray(String[]::new);
    }

    /** Makes bytes of even distribution into ones of 24 values, some much more frequent: about 4 bits of information each. */
    private static void skew(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            bytes[i] = (byte) (' ' + Math.min(23, (int) (Math.pow((bytes[i] & 0xff) / 256.0, 2.2) * 24)));
        }
    }
}
