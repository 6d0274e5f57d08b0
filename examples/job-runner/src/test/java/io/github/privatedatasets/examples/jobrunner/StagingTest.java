// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** The commands against an S3 server, in this JVM. */
class StagingTest {
    private static final LocalS3 S3 = LocalS3.SHARED;

    @TempDir
    private Path directory;

    private Path storage;
    private Path scratch;

    @BeforeEach
    void prepare() throws Exception {
        directory = directory.toRealPath();
        storage = Files.createDirectory(directory.resolve("storage"));
        scratch = Files.createDirectory(directory.resolve("scratch"));
    }

    /** Runs a command with the options of a service; its specs come from standard input. */
    private CommandLineRun run(String spec, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--endpoint", S3.endpoint(), "--storage", storage.toString(), "--team", "vision"));
        all.addAll(List.of("--scratch", scratch.toString()));
        return CommandLineRun.withInput(spec, all.toArray(new String[0]));
    }

    private CommandLineRun stage(String spec) {
        return run(spec, "stage", "-", "--output", "json");
    }

    @Test
    void stagesTheSecondTimeWithoutDownloading() throws Exception {
        PutObjectResponse put = S3.put("mnist.zip", LocalS3.zip(Map.of("train/0.txt", "zero", "labels.csv", "0,1")));
        String etag = put.eTag().replace("\"", "");
        String spec = "{uri: s3://bkt/mnist.zip, etag: " + etag + "}";

        CommandLineRun first = stage(spec);
        CommandLineRun second = stage(spec);

        Path path = storage.resolve("vision/data/mnist-" + etag);
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.json())
                .singleElement()
                .satisfies(dataset -> assertThat(dataset)
                        .contains(
                                entry("name", "mnist"),
                                entry("uri", "s3://bkt/mnist.zip"),
                                entry("path", path.toString()),
                                entry("mountPath", "/data/mnist"),
                                entry("readOnly", true),
                                entry("storage", "shared"),
                                entry("reused", false),
                                entry("leased", true),
                                entry("etag", etag),
                                entry("versionId", put.versionId()),
                                entry("listing", null),
                                entry("bytes", 7),
                                entry("files", 2))
                        .containsOnlyKeys(
                                "name",
                                "uri",
                                "path",
                                "mountPath",
                                "readOnly",
                                "storage",
                                "reused",
                                "leased",
                                "resumedBytes",
                                "etag",
                                "versionId",
                                "listing",
                                "bytes",
                                "files",
                                "proof"));
        assertThat(path.resolve("train/0.txt")).hasContent("zero");
        assertThat(second.json())
                .singleElement()
                .satisfies(
                        dataset -> assertThat(dataset).contains(entry("reused", true), entry("path", path.toString())));
    }

    @Test
    void tellsProgramsThatALeaseCouldNotBeWritten() throws Exception {
        S3.put("leased.csv", "1");
        String lease = "j".repeat(200);
        // Linux takes paths of less than 4096 bytes: all that is written fits, but a lease of so long a name.
        for (int left = 3900; left > 0; left = 3900 - storage.toString().length() - 1) {
            storage = storage.resolve("d".repeat(Math.min(200, left)));
        }
        Files.createDirectories(storage);

        CommandLineRun run = run("uri: s3://bkt/leased.csv", "stage", "-", "--output=json", "--lease=" + lease);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("is used without the lease " + lease);
        assertThat(run.json())
                .singleElement()
                .satisfies(dataset -> assertThat(dataset).contains(entry("leased", false)));
    }

    @Test
    void stagesSpecsOfSeveralFilesInOrder() throws Exception {
        S3.put("folder/a.txt", "a");
        S3.put("one.csv", "1");
        Path first = Files.writeString(directory.resolve("first.yaml"), "datasets: [{uri: s3://bkt/folder/}]");
        Path second = Files.writeString(directory.resolve("second.json"), "[{\"uri\": \"s3://bkt/one.csv\"}]");

        CommandLineRun run = run("", "stage", first.toString(), second.toString(), "--output=json", "--threads=1");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.json()).extracting(dataset -> dataset.get("name")).containsExactly("folder", "one.csv");
        assertThat(run.json())
                .first()
                .satisfies(folder -> assertThat(folder)
                        .contains(entry("etag", null), entry("versionId", null), entry("files", 1))
                        .hasEntrySatisfying(
                                "listing",
                                digest -> assertThat(String.valueOf(digest)).startsWith("sha256:")));
        assertThat(run("", "list", "--output=json").json())
                .extracting(dataset -> dataset.get("listing"))
                .containsExactly(run.json().get(0).get("listing"), null);
    }

    @Test
    void takesOptionsBeforeTheCommandToo() {
        S3.put("one.csv", "1");
        CommandLineRun run = CommandLineRun.withInput(
                "uri: s3://bkt/one.csv",
                "--endpoint=" + S3.endpoint(),
                "--storage=" + storage,
                "--team=vision",
                "--output=json",
                "stage",
                "-");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.json()).hasSize(1);
    }

    @Test
    void printsALineForPeopleUnlessAskedForJson() {
        S3.put("one.csv", "1");

        assertThat(run("uri: s3://bkt/one.csv", "stage", "-").out().lines())
                .singleElement()
                .asString()
                .startsWith("/data/one.csv <- " + storage.resolve("vision/data/one.csv")
                        + " (shared, read-only, staged now");
    }

    @Test
    void plansWithoutWriting() {
        S3.put("planned.tar.gz", "x");

        CommandLineRun run = run("ur: s3://bkt/planned.tar.gz", "plan", "-", "--output", "json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.json())
                .singleElement()
                .satisfies(plan -> assertThat(plan)
                        .contains(
                                entry("name", "planned"),
                                entry("action", "expand-archive"),
                                entry(
                                        "path",
                                        storage.resolve("vision/data/planned").toString()),
                                entry("storage", "shared"),
                                entry("limit", null),
                                entry("bytes", 1)));
        assertThat(run.err()).contains("warning: planned: ");
        assertThat(storage).isEmptyDirectory();
    }

    @Test
    void saysWhatAnArchiveHasThatIsIgnored() throws Exception {
        byte[] tar = new byte[1024];
        tar[1023] = 'x';
        S3.put("odd.tar", tar);

        CommandLineRun run = stage("{uri: s3://bkt/odd.tar, volumeOptions: {kind: dynamic, size: 1Mi}}");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("warning: odd: the tar ends at byte 0 of 1024, by a block of zeros");
    }

    @Test
    void plansWithAWarningWhereADatasetOfOtherGlobsWouldBeReplaced() throws Exception {
        S3.put("globs/a.csv", "1");
        S3.put("globs/b.jpg", "2");
        stage("{uri: s3://bkt/globs/, include: '*.csv'}");

        CommandLineRun run = run("{uri: s3://bkt/globs/, include: '*.jpg'}", "plan", "-", "--output", "json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.json())
                .extracting(plan -> plan.get("replaces"))
                .containsExactly("s3://bkt/globs/, include \"*.csv\"");
        assertThat(run.err()).contains("warning: globs: would replace s3://bkt/globs/, include \"*.csv\"");
    }

    @Test
    void plansNoTwoDatasetsOfOneName() {
        CommandLineRun run = run("[{uri: s3://bkt/same.csv}, {uri: s3://bkt/folder/same.csv}]", "plan", "-");
        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.errors()).singleElement().asString().contains("two datasets have the name same.csv");
    }

    @Test
    void listsWhatStandsAndWhoseItIs() throws Exception {
        S3.put("listed.csv", "1,2");
        stage("uri: s3://bkt/listed.csv");
        Files.createDirectory(storage.resolve("vision/data/my-own"));

        CommandLineRun run = run("", "list", "--output", "json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.json()).extracting(row -> row.get("directory")).containsExactly("listed.csv", "my-own");
        assertThat(run.json()).extracting(row -> row.get("uri")).containsExactly("s3://bkt/listed.csv", null);
        assertThat(run.json()).extracting(row -> row.get("bytes")).containsExactly(3, null);
    }

    @Test
    void removesADynamicVolumeAtItsEndAndSaysSo() throws Exception {
        S3.put("dynamic.csv", "1");

        CommandLineRun run = stage("{uri: s3://bkt/dynamic.csv, volumeOptions: {kind: dynamic, size: 1Mi}}");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.json()).singleElement().satisfies(dataset -> {
            assertThat(dataset).contains(entry("storage", "dynamic"), entry("mountPath", "/data/dynamic.csv"));
            assertThat((String) dataset.get("path")).startsWith(scratch.toString());
            assertThat(Path.of((String) dataset.get("path"))).doesNotExist();
        });
        assertThat(run.err()).contains("note: the dynamic volume of dynamic.csv is removed now");
    }

    @Test
    void needsNeitherStorageNorTeamForDynamicVolumes() {
        S3.put("dynamic.csv", "1");
        CommandLineRun run = CommandLineRun.withInput(
                "{uri: s3://bkt/dynamic.csv, volumeOptions: {kind: dynamic}}",
                "stage",
                "-",
                "--endpoint=" + S3.endpoint(),
                "--scratch=" + scratch);

        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    @Test
    void holdsAVolumeUntilStandardInputCloses() throws Exception {
        S3.put("dynamic.csv", "1");
        Path file = Files.writeString(
                directory.resolve("spec.yaml"), "{uri: s3://bkt/dynamic.csv, volumeOptions: {kind: dynamic}}");

        CommandLineRun run = run("", "stage", file.toString(), "--hold");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).doesNotContain("note:");
        assertThat(run.out()).contains("/data/dynamic.csv <- " + scratch);
    }

    @Test
    void runsACommandThatFindsTheDatasetsByLinks() throws Exception {
        S3.put("run.csv", "seen by the command");
        Path data = directory.resolve("data");
        Path seen = directory.resolve("seen");

        CommandLineRun run =
                runJob("uri: s3://bkt/run.csv", data, "cat \"$DATASETS_DIR/run.csv/run.csv\" > " + seen + "; exit 7");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(7);
        assertThat(run.out()).isEmpty();
        assertThat(seen).hasContent("seen by the command");
        assertThat(data).isEmptyDirectory();
        assertThat(storage.resolve("vision/data/run.csv/run.csv")).exists();
    }

    @Test
    void runsNothingWhereALinkPointsElsewhere() throws Exception {
        S3.put("run.csv", "1");
        Path data = Files.createDirectory(directory.resolve("data"));
        Path link = Files.createSymbolicLink(data.resolve("run.csv"), directory);

        CommandLineRun run = runJob("uri: s3://bkt/run.csv", data, "touch " + directory.resolve("ran"));

        assertThat(run.exitCode()).isEqualTo(73);
        assertThat(run.errors()).singleElement().asString().contains(link + " points to " + directory);
        assertThat(Files.readSymbolicLink(link)).isEqualTo(directory);
        assertThat(directory.resolve("ran")).doesNotExist();
    }

    private CommandLineRun runJob(String spec, Path data, String script) {
        return CommandLineRun.withInput(
                spec,
                "--endpoint=" + S3.endpoint(),
                "--storage=" + storage,
                "--team=vision",
                "run",
                "--data=" + data,
                "-",
                "--",
                "sh",
                "-c",
                script);
    }
}
