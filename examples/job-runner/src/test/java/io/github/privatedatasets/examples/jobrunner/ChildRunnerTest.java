// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own can show: streams, signals, exit codes, and that nothing is left running. */
@Timeout(120)
class ChildRunnerTest {
    private static final LocalS3 S3 = LocalS3.SHARED;
    private static final int SIGTERM = 128 + 15;

    @TempDir
    private Path directory;

    private Path scratch;
    private Path data;

    @BeforeEach
    void prepare() throws Exception {
        S3.put("job.csv", "1,2,3");
        scratch = Files.createDirectory(directory.toRealPath().resolve("scratch"));
        data = directory.toRealPath().resolve("data");
    }

    private ChildRunner start(String endpoint, String... args) throws Exception {
        Path spec = Files.writeString(
                directory.resolve("spec.yaml"), "{uri: s3://bkt/job.csv, volumeOptions: {kind: dynamic, size: 1Mi}}");
        List<String> all = new ArrayList<>(List.of("--endpoint=" + endpoint, "--scratch=" + scratch));
        for (String arg : args) {
            all.add(arg.equals("SPEC") ? spec.toString() : arg);
        }
        return ChildRunner.start(directory, all);
    }

    private List<Path> filesInScratch() throws Exception {
        return filesOfTheDatasetBelow(scratch);
    }

    private static List<Path> filesOfTheDatasetBelow(Path root) throws Exception {
        try (Stream<Path> found = Files.walk(root)) {
            return found.filter(path -> path.endsWith("job.csv") && isFileWithBytes(path))
                    .toList();
        }
    }

    private static boolean isFileWithBytes(Path path) {
        File file = path.toFile();
        return file.isFile() && file.length() > 0;
    }

    @Test
    void givesTheCommandItsStreamsAndTakesItsExitCode() throws Exception {
        String script = "read line; echo \"$line: $(cat \"$DATASETS_DIR/job.csv/job.csv\")\"; exit 9";
        try (ChildRunner runner = start(S3.endpoint(), "run", "SPEC", "--", "sh", "-c", script)) {
            runner.writeLine("hello");

            assertThat(runner.readToEnd()).containsExactly("hello: 1,2,3");
            assertThat(runner.exitCode()).isEqualTo(9);
            assertThat(runner.err().lines()).allMatch(line -> line.startsWith("job.csv: "));
            assertThat(filesInScratch()).isEmpty();
        }
    }

    @Test
    void endsTheCommandAndReleasesEverythingWhenTerminated() throws Exception {
        try (ChildRunner runner =
                start(S3.endpoint(), "run", "--data=" + data, "SPEC", "--", "sh", "-c", "sleep 1000 & echo $!; wait")) {
            ProcessHandle sleep =
                    ProcessHandle.of(Long.parseLong(runner.readLine())).orElseThrow();
            List<ProcessHandle> children = runner.handle().descendants().toList();
            assertThat(data.resolve("job.csv")).isSymbolicLink();

            runner.terminate();

            assertThat(runner.exitCode()).isEqualTo(SIGTERM);
            sleep.onExit().join();
            assertThat(children).hasSize(2).noneMatch(ProcessHandle::isAlive);
            assertThat(data).isEmptyDirectory();
            assertThat(filesInScratch()).isEmpty();
        }
    }

    @Test
    void leavesALeaseOfANameToACommandThatOutlivesIt() throws Exception {
        Path spec = Files.writeString(directory.resolve("shared.yaml"), "uri: s3://bkt/job.csv");
        String[] storage = {"--storage=" + directory.toRealPath().resolve("storage"), "--team=vision"};
        Path tree = directory.toRealPath().resolve("storage/vision/data/job.csv");
        try (ChildRunner runner = ChildRunner.start(
                directory,
                List.of(
                        "run",
                        "--lease=job-17",
                        "--endpoint=" + S3.endpoint(),
                        storage[0],
                        storage[1],
                        spec.toString(),
                        "--",
                        "sh",
                        "-c",
                        "echo $$; exec sleep 1000"))) {
            ProcessHandle command =
                    ProcessHandle.of(Long.parseLong(runner.readLine())).orElseThrow();
            try {
                runner.close(); // As kill -9 does.
                runner.exitCode();
                assertThat(command.isAlive()).isTrue();

                CommandLineRun held = CommandLineRun.of("delete", "job.csv", storage[0], storage[1]);
                assertThat(held.exitCode()).isEqualTo(75);
                assertThat(held.err()).contains("lease job-17");
                assertThat(CommandLineRun.of("collect", "--older-than=0s", storage[0], storage[1])
                                .exitCode())
                        .isZero();
                assertThat(tree.resolve("job.csv")).hasContent("1,2,3");
            } finally {
                command.destroyForcibly();
            }
            assertThat(CommandLineRun.of("end-lease", "job-17", storage[0], storage[1])
                            .exitCode())
                    .isZero();
            assertThat(CommandLineRun.of("delete", "job.csv", storage[0], storage[1])
                            .exitCode())
                    .isZero();
        }
    }

    @Test
    void logNamesTheTeamWithEachDatasetOfOne() throws Exception {
        Path spec = Files.writeString(directory.resolve("shared.yaml"), "uri: s3://bkt/job.csv");
        Path storage = directory.toRealPath().resolve("storage");
        for (String told : List.of("fetch took", "reuses")) {
            try (ChildRunner runner = ChildRunner.start(
                    directory,
                    List.of(
                            "stage",
                            "-v",
                            "--progress=none",
                            spec.toString(),
                            "--storage=" + storage,
                            "--team=vision",
                            "--endpoint=" + S3.endpoint()))) {
                assertThat(runner.exitCode()).as(runner.err()).isZero();
                assertThat(runner.err().lines())
                        .filteredOn(line -> line.matches(".* (INFO|WARN) .*"))
                        .anyMatch(line -> line.contains("vision/job.csv: " + told))
                        .allMatch(line -> line.contains(": vision/job.csv: "));
            }
        }
    }

    @Test
    void holdsAVolumeUntilStandardInputCloses() throws Exception {
        try (ChildRunner runner = start(S3.endpoint(), "stage", "--hold", "SPEC")) {
            assertThat(runner.readLine()).startsWith("/data/job.csv <- " + scratch);
            assertThat(filesInScratch()).hasSize(1);

            runner.closeInput();

            assertThat(runner.exitCode()).isZero();
            assertThat(filesInScratch()).isEmpty();
        }
    }

    @Test
    void removesAHeldVolumeWhenTerminated() throws Exception {
        try (ChildRunner runner = start(S3.endpoint(), "stage", "--hold", "SPEC")) {
            runner.readLine();

            runner.terminate();

            assertThat(runner.exitCode()).isEqualTo(SIGTERM);
            assertThat(filesInScratch()).isEmpty();
            assertThat(runner.err()).endsWith("error: interrupted\n");
        }
    }

    @Test
    void leavesNothingWhenTerminatedWhileStaging() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        HttpServer stalling = stallingAfterHalfTheObject(ended);
        ExecutorService threads = Executors.newCachedThreadPool();
        stalling.setExecutor(threads);
        stalling.start();
        Path storage = Files.createDirectory(directory.resolve("storage"));
        Path spec = Files.writeString(directory.resolve("shared.yaml"), "uri: s3://bkt/job.csv");
        try (ChildRunner runner = ChildRunner.start(
                directory,
                List.of(
                        "stage",
                        spec.toString(),
                        "--storage=" + storage,
                        "--team=vision",
                        "--endpoint=http://127.0.0.1:" + stalling.getAddress().getPort()))) {
            Path staging = Files.createDirectories(storage.resolve("vision/data/.datasets/staging"));
            while (filesOfTheDatasetBelow(staging).isEmpty()) {
                assertThat(runner.handle().isAlive()).as(runner.err()).isTrue();
                Thread.sleep(20); // until the first bytes have been written
            }

            runner.terminate();

            assertThat(runner.exitCode()).isEqualTo(SIGTERM);
            assertThat(runner.readToEnd()).isEmpty();
            assertThat(storage.resolve("vision/data/job.csv")).doesNotExist();
            assertThat(staging).isEmptyDirectory();
            assertThat(runner.err().lines())
                    .containsExactly(
                            "job.csv: staging s3://bkt/job.csv (1.0 MB) to " + storage.resolve("vision/data/job.csv"),
                            "warning: job.csv: shared storage without an etag: to get the same data every time, add"
                                    + " \"etag\": \"stalls\"",
                            "error: interrupted");
        } finally {
            ended.countDown();
            stalling.stop(0);
            threads.shutdown();
        }
    }

    private static HttpServer stallingAfterHalfTheObject(CountDownLatch ended) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"stalls\"");
            exchange.getResponseHeaders().set("Last-Modified", "Wed, 01 Jan 2020 00:00:00 GMT");
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", "1000000");
                exchange.sendResponseHeaders(200, -1);
            } else {
                exchange.sendResponseHeaders(200, 1_000_000);
                exchange.getResponseBody().write(new byte[500_000]);
                exchange.getResponseBody().flush();
                awaitQuietly(ended);
            }
            exchange.close();
        });
        return server;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
