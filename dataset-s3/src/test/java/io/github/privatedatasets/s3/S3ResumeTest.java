// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.s3.ScriptedS3.Answer;
import io.github.privatedatasets.s3.ScriptedS3.Request;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.storage.SharedStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that stages is killed; the next one asks the store for what is missing. */
@Timeout(120)
class S3ResumeTest {
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]+)-([0-9]+)");
    private static final int PIECE = 8 << 20;
    private static final int FILES = 400;
    private static final int THREADS = 4;

    @TempDir
    Path directory;

    private final Map<String, String> objects = new TreeMap<>();

    @BeforeEach
    void fillTheStore() throws IOException {
        Random random = new Random(7);
        byte[] big = new byte[6 * PIECE + 12_345];
        random.nextBytes(big);
        objects.put("big.bin", new String(big, ISO_8859_1));
        for (int i = 0; i < FILES; i++) {
            byte[] small = new byte[1 + random.nextInt(50_000)];
            random.nextBytes(small);
            objects.put(String.format("f/%02d/%03d", i % 20, i), new String(small, ISO_8859_1));
        }
    }

    @ParameterizedTest
    @CsvSource({"big.bin, 45", "big.bin, 70", "big.bin, 95", "f/, 30", "f/, 60", "f/, 95"})
    void nextProcessAsksForWhatTheKilledOneHasNot(String key, int percent) throws Exception {
        Map<String, String> expected = new TreeMap<>();
        objects.forEach((known, content) -> {
            if (known.startsWith(key)) {
                expected.put(known.startsWith("f/") ? known.substring(2) : known, content);
            }
        });
        long total = expected.values().stream().mapToLong(String::length).sum();
        Store first = new Store(total * percent / 100 + new Random().nextInt((int) (total / 50)));
        long staged = Math.max(first.most / 2, first.most - (key.equals("f/") ? 300_000 : THREADS * (4 << 20)));
        try (ScriptedS3 server = new ScriptedS3(first)) {
            killOnceStaged(server.endpoint(), key, staged);
        }

        Store again = new Store(Long.MAX_VALUE);
        try (ScriptedS3 server = new ScriptedS3(again);
                DatasetStager stager = stager(directory, server.endpoint());
                MaterializedDataset dataset = stager.stage(DatasetSpec.of("s3://bucket/" + key))) {
            assertThat(contentOf(dataset.path())).isEqualTo(expected);
            assertThat(dataset.proof()).isEqualTo("CRC32C");
            long resumed = dataset.resumedBytes();
            assertThat(again.given.get()).as("bytes asked for").isEqualTo(total - resumed);
            assertThat(resumed).isGreaterThanOrEqualTo(staged - PIECE - (1 << 20));
            assertThat(server.requests())
                    .as("nothing is asked about a small object that is there")
                    .noneMatch(r -> r.method().equals("HEAD") && r.target().contains("/f/"));
        }
        assertThat(directory.resolve("team/data/.datasets/staging")).isEmptyDirectory();
        assertThat(directory.resolve("team/data/.datasets/trash")).isEmptyDirectory();
    }

    /** Kills a process that stages once so much of it is on the disk; the store gives it no more than a part. */
    private void killOnceStaged(URI endpoint, String key, long bytes) throws Exception {
        Process child = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        S3ResumeTest.class.getName(),
                        directory.toString(),
                        endpoint.toString(),
                        key))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Path staging = directory.resolve("team/data/.datasets/staging");
            while (bytesIn(staging) < bytes) {
                assertThat(child.isAlive()).isTrue();
                TimeUnit.MILLISECONDS.sleep(5);
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    /** Stages until it is killed: directory, endpoint and key. */
    public static void main(String[] args) throws Exception {
        try (DatasetStager stager = stager(Path.of(args[0]), URI.create(args[1]))) {
            stager.stage(DatasetSpec.of("s3://bucket/" + args[2])).close();
        }
    }

    private static DatasetStager stager(Path directory, URI endpoint) {
        return DatasetStager.builder()
                .source(S3DatasetSource.builder().endpoint(endpoint).build())
                .sharedStorage(SharedStorage.builder(directory)
                        .durability(SharedStorage.Durability.NONE)
                        .build())
                .team("team")
                .threads(THREADS)
                .build();
    }

    /** Answers as S3 does, until it has given so many bytes of content; from then on its answers do not come. */
    private final class Store implements Function<Request, Answer> {
        private final long most;
        private final AtomicLong given = new AtomicLong();

        Store(long most) {
            this.most = most;
        }

        @Override
        public Answer apply(Request request) {
            if (request.isList()) {
                return list();
            }
            String key = request.target().replaceFirst("^/bucket/", "").replaceFirst("\\?.*", "");
            String content = objects.get(key);
            if (content == null) {
                return Answer.error(404, "NoSuchKey", "none");
            }
            Answer whole =
                    Answer.object("opaque-" + content.length(), content).with("x-amz-checksum-crc32c", crc32c(content));
            if (request.method().equals("HEAD")) {
                return whole;
            }
            Matcher range = RANGE.matcher(request.header("range"));
            if (range.matches()) {
                int first = Integer.parseInt(range.group(1));
                int last = Integer.parseInt(range.group(2));
                return limited(new Answer(
                                206,
                                Answer.object("opaque-" + content.length(), "").headers(),
                                content.substring(first, last + 1),
                                Integer.MAX_VALUE,
                                false)
                        .with("Content-Range", "bytes " + first + "-" + last + "/" + content.length()));
            }
            return limited(whole);
        }

        /** Gives no more than the most in all. */
        private synchronized Answer limited(Answer answer) {
            long left = Math.max(0, most - given.get());
            int length = answer.body().length();
            given.addAndGet(Math.min(length, left));
            return length <= left ? answer : answer.stallAt((int) left);
        }

        private Answer list() {
            StringBuilder xml = new StringBuilder("<ListBucketResult>");
            objects.forEach((key, content) -> {
                if (key.startsWith("f/")) {
                    xml.append("<Contents><Key>" + key + "</Key><Size>" + content.length() + "</Size><ETag>opaque-"
                            + content.length() + "</ETag></Contents>");
                }
            });
            return Answer.of(200).body(xml.append("</ListBucketResult>").toString());
        }
    }

    private static String crc32c(String content) {
        CRC32C crc = new CRC32C();
        crc.update(content.getBytes(ISO_8859_1));
        return Base64.getEncoder()
                .encodeToString(
                        ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private static long bytesIn(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".alive"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (NoSuchFileException e) {
            return 0;
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                return 0; // The other process has removed one meanwhile.
            }
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> contentOf(Path tree) throws IOException {
        Map<String, String> content = new TreeMap<>();
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(tree)) {
            all.filter(Files::isRegularFile).forEach(files::add);
        }
        for (Path file : files) {
            content.put(tree.relativize(file).toString(), Files.readString(file, ISO_8859_1));
        }
        return content;
    }
}
