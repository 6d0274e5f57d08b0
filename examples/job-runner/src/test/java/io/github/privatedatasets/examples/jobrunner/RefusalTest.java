// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is refused, with which exit code, in one line, and without anything left behind. */
@Timeout(60)
class RefusalTest {
    private static final LocalS3 S3 = LocalS3.SHARED;

    @TempDir
    private Path directory;

    private Path storage;

    @BeforeEach
    void prepare() throws Exception {
        storage = Files.createDirectory(directory.toRealPath().resolve("storage"));
    }

    private CommandLineRun stage(String spec, String... more) {
        List<String> args = new ArrayList<>(List.of("stage", "-", "--output=json", "--progress=none", "--team=vision"));
        args.addAll(List.of("--storage=" + storage, "--endpoint=" + S3.endpoint()));
        args.addAll(List.of(more));
        return CommandLineRun.withInput(spec, args.toArray(new String[0]));
    }

    private static void assertRefused(CommandLineRun run, int exitCode, String... told) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        assertThat(run.out()).isEmpty();
        assertThat(run.errors()).singleElement().asString().contains(told);
        assertThat(run.err()).doesNotContain("\tat ");
    }

    @Test
    void showsBothEtagsOfAMismatch() throws Exception {
        String actual = S3.put("etag.zip", LocalS3.zip(Map.of("a", "1"))).eTag().replace("\"", "");

        assertRefused(stage("{uri: s3://bkt/etag.zip, etag: d0e2243d}"), 65, actual, "d0e2243d");
    }

    @Test
    void refusesAnHtmlPageNamedZip() {
        S3.put("page.zip", "<html>login</html>");

        assertRefused(stage("uri: s3://bkt/page.zip"), 65, "s3://bkt/page.zip");
        assertThat(storage.resolve("vision/data/page")).doesNotExist();
    }

    @Test
    void refusesAnArchiveThatWritesOutsideItself() throws Exception {
        S3.put("slip.zip", LocalS3.zip(Map.of("../../escaped", "1")));

        assertRefused(stage("uri: s3://bkt/slip.zip"), 65, "../../escaped");
        assertThat(storage.resolve("vision/escaped")).doesNotExist();
    }

    @Test
    void saysWhatWasNotFound() {
        assertRefused(stage("uri: s3://bkt/absent.zip"), 66, "s3://bkt/absent.zip");
        assertRefused(stage("uri: s3://absent-bucket"), 66, "s3://absent-bucket");
    }

    @Test
    void refusesAVolumeThatIsTooSmall() {
        S3.put("large.bin", new byte[5000]);

        assertRefused(
                stage(
                        "{uri: s3://bkt/large.bin, volumeOptions: {kind: dynamic, size: 4K}}",
                        "--scratch=" + directory.resolve("scratch")),
                73,
                "4K");
    }

    @Test
    void refusesAFileInPlaceOfTheStorage() throws Exception {
        S3.put("one.csv", "1");
        Path file = Files.writeString(directory.resolve("file"), "");

        storage = file;
        assertRefused(stage("uri: s3://bkt/one.csv"), 73, file.toString());
    }

    @Test
    void neverTouchesAPersonsOwnDirectory() throws Exception {
        S3.put("own.csv", "1");
        Path own = Files.createDirectories(storage.resolve("vision/data/own.csv"));
        Files.writeString(own.resolve("mine"), "mine");

        assertRefused(stage("uri: s3://bkt/own.csv"), 73, own.toString());
        assertThat(own.resolve("mine")).hasContent("mine");
    }

    @Test
    void asksToTryAgainWhereNobodyAnswers() throws Exception {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = socket.getLocalPort();
        }
        assertRefused(
                CommandLineRun.withInput(
                        "uri: s3://bkt/one.csv",
                        "stage",
                        "-",
                        "--team=vision",
                        "--storage=" + storage,
                        "--endpoint=http://127.0.0.1:" + closedPort),
                75,
                "127.0.0.1:" + closedPort);
    }

    @Test
    void saysWhoWasDenied() throws Exception {
        HttpServer forbidding = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        forbidding.createContext("/", exchange -> {
            exchange.sendResponseHeaders(403, -1);
            exchange.close();
        });
        forbidding.start();
        try {
            assertRefused(
                    CommandLineRun.withInput(
                            "uri: s3://bkt/one.csv",
                            "stage",
                            "-",
                            "--team=vision",
                            "--storage=" + storage,
                            "--endpoint=http://127.0.0.1:"
                                    + forbidding.getAddress().getPort()),
                    77,
                    "anonymous");
        } finally {
            forbidding.stop(0);
        }
    }

    @Test
    void refusesASpecsEndpointOnThisHostUnlessTheOperatorNamedIt() {
        S3.put("one.csv", "1");
        String spec = "{uri: s3://bkt/one.csv, awsEndpoint: '" + S3.endpoint() + "'}";
        String[] elsewhere = {"stage", "-", "--team=vision", "--storage=" + storage};

        assertRefused(CommandLineRun.withInput(spec, elsewhere), 64, S3.endpoint());
        assertThat(stage(spec).exitCode()).isZero();
        assertThat(CommandLineRun.withInput(
                                spec,
                                "stage",
                                "-",
                                "--team=vision",
                                "--storage=" + storage,
                                "--allow-endpoint=" + S3.endpoint() + "/")
                        .exitCode())
                .isZero();
    }

    @Test
    void placesAnErrorInTheFileItIsIn() throws Exception {
        Path file = Files.writeString(directory.resolve("job.yaml"), """
                datasets:
                  - uri: s3://bkt/one.csv
                    awsSecretAccessKey: do-not-show
                    awsAccessKeyId: id
                    verzionId: 3
                """);
        CommandLineRun run = CommandLineRun.of("plan", file.toString(), "--team=vision", "--storage=" + storage);

        assertRefused(run, 64, file + ":5:5: ", "verzionId", "versionId");
        assertThat(run.err()).doesNotContain("do-not-show");
    }

    @Test
    void placesAWarningInTheFileItIsIn() throws Exception {
        S3.put("one.csv", "1");
        Path file = Files.writeString(directory.resolve("job.yaml"), "\n- ur: s3://bkt/one.csv");

        assertThat(CommandLineRun.of(
                                "plan",
                                file.toString(),
                                "--team=vision",
                                "--storage=" + storage,
                                "--endpoint=" + S3.endpoint())
                        .err())
                .contains("warning: one.csv: " + file + ":2:3: ur is read as uri");
    }

    @Test
    void refusesTwoDatasetsOfOneName() {
        assertRefused(stage("[{uri: s3://bkt/x.zip}, {uri: s3://bkt/x.tar}]"), 64, "s3://bkt/x.zip", "s3://bkt/x.tar");
    }

    @Test
    void refusesTextThatIsNoSpec() throws Exception {
        Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

        assertRefused(CommandLineRun.of("plan", binary.toString()), 64, "is not UTF-8 text");
        assertRefused(stage("just words"), 64, "standard input");
    }

    @Test
    void saysThatDynamicVolumesNeedAScratchDirectory() {
        assertRefused(stage("{uri: s3://bkt/x.zip, volumeOptions: {kind: dynamic}}"), 64, "--scratch DIR");
    }

    @Test
    void addsTheStackTraceWhenAskedTo() {
        CommandLineRun run = stage("uri: s3://bkt/absent.zip", "-v");

        assertThat(run.exitCode()).isEqualTo(66);
        assertThat(run.errors()).hasSize(1);
        assertThat(run.err()).contains("DatasetNotFoundException").contains("\tat ");
    }
}
