// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The reason for shared storage: three workers and two parameter servers, and what they ask for is downloaded once. */
@Timeout(300)
class RacingRunnersTest {
    private static final int RUNNERS = 5;
    private static final byte[] CONTENT = "1,2,3".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path directory;

    private final CountDownLatch askedByAll = new CountDownLatch(RUNNERS);
    private final AtomicInteger downloads = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdown();
    }

    /** Gives nobody a byte before all have asked what there is: none of them finds the dataset standing. */
    private void answer(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("ETag", "\"f00\"");
        exchange.getResponseHeaders().set("Last-Modified", "Wed, 01 Jan 2020 00:00:00 GMT");
        if (exchange.getRequestMethod().equals("HEAD")) {
            askedByAll.countDown();
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(CONTENT.length));
            exchange.sendResponseHeaders(200, -1);
        } else {
            downloads.incrementAndGet();
            try {
                if (!askedByAll.await(200, TimeUnit.SECONDS)) {
                    throw new IOException("not all have asked");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT);
        }
        exchange.close();
    }

    @Test
    void downloadOnceWhatTheyAllAskForAtOnce() throws Exception {
        Path spec = Files.writeString(directory.resolve("spec.yaml"), "uri: s3://bkt/job.csv");
        Path storage = directory.toRealPath().resolve("storage");
        List<String> args = List.of(
                "stage",
                spec.toString(),
                "--storage=" + storage,
                "--team=vision",
                "--endpoint=http://127.0.0.1:" + server.getAddress().getPort());
        List<ChildRunner> runners = new ArrayList<>();
        try {
            for (int i = 0; i < RUNNERS; i++) {
                runners.add(ChildRunner.start(directory, args));
            }
            List<String> results = new ArrayList<>();
            for (ChildRunner runner : runners) {
                results.addAll(runner.readToEnd());
                assertThat(runner.exitCode()).as(runner.err()).isZero();
            }
            assertThat(results)
                    .hasSize(RUNNERS)
                    .allMatch(line -> line.startsWith("/data/job.csv <- " + storage.resolve("vision/data/job.csv ")))
                    .filteredOn(line -> line.contains("staged now"))
                    .hasSize(1);
        } finally {
            runners.forEach(ChildRunner::close);
        }
        assertThat(downloads).hasValue(1);
        assertThat(storage.resolve("vision/data/job.csv/job.csv")).hasContent("1,2,3");
    }
}
