// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look after shared storage, against an S3 server, in this JVM. */
class CleaningUpTest {
    private static final LocalS3 S3 = LocalS3.SHARED;

    @TempDir
    private Path directory;

    private Path data;

    @BeforeEach
    void stageTwoDatasets() throws Exception {
        directory = directory.toRealPath();
        data = directory.resolve("vision/data");
        S3.put("clean.zip", LocalS3.zip(Map.of("a.txt", "zero", "b.txt", "one")));
        S3.put("other.csv", "1");
        assertThat(run("[{uri: s3://bkt/clean.zip}, {uri: s3://bkt/other.csv}]", "stage", "-")
                        .exitCode())
                .isZero();
    }

    @Test
    void listsWhenADatasetWasUsedAndByWhomItIsHeld() throws Exception {
        assertThat(run("uri: s3://bkt/clean.zip", "stage", "-", "--lease", "job-17")
                        .exitCode())
                .isZero();

        CommandLineRun run = run("", "list", "--output=json");

        assertThat(run.json().get(0))
                .contains(entry("directory", "clean"), entry("holders", List.of("lease job-17")))
                .hasEntrySatisfying(
                        "lastUsed", time -> assertThat(String.valueOf(time)).startsWith("20"));
        assertThat(run.json().get(1)).contains(entry("holders", List.of()));
        assertThat(run("", "list").out()).contains("in use by lease job-17");
    }

    @Test
    void listsAndCollectsForAllTeams() throws Exception {
        String other = "uri: s3://bkt/other.csv";
        CommandLineRun staged = CommandLineRun.withInput(
                other, "stage", "-", "--endpoint=" + S3.endpoint(), "--storage=" + directory, "--team=audio");
        assertThat(staged.exitCode()).as(staged.err()).isZero();
        String storage = "--storage=" + directory;

        CommandLineRun listed = CommandLineRun.of("list", "--all-teams", storage, "--output=json");
        assertThat(listed.json())
                .extracting(row -> row.get("team"), row -> row.get("directory"))
                .containsExactly(tuple("audio", "other.csv"), tuple("vision", "clean"), tuple("vision", "other.csv"));

        String[] collect = {"collect", "--all-teams", storage, "--older-than=1d", "--output=json"};
        assertThat(CommandLineRun.of(collect).json()).isEmpty();
        assertThat(CommandLineRun.of("list", "--all-teams", "--team=audio", storage)
                        .exitCode())
                .isEqualTo(64);
    }

    @Test
    void collectsForTheOtherTeamsWhereOneFails() throws Exception {
        for (String team : List.of("audio", "tables")) {
            Path ours = Files.createDirectories(directory.resolve(team + "/data/.datasets"));
            Files.writeString(ours.resolve("locks"), "where a directory belongs");
        }
        useLastAll(Duration.ofDays(40));

        CommandLineRun run = CommandLineRun.of(
                "collect", "--all-teams", "--storage=" + directory, "--older-than=30d", "--output=json");

        assertThat(run.exitCode()).isEqualTo(73);
        assertThat(run.errors()).singleElement().asString().contains(directory + "/audio/");
        assertThat(run.err()).contains("note: failed too: ").contains(directory + "/tables/");
        assertThat(run.json())
                .extracting(row -> row.get("team"), row -> row.get("directory"))
                .containsExactlyInAnyOrder(tuple("vision", "clean"), tuple("vision", "other.csv"));
        assertThat(data.resolve("clean")).doesNotExist();
    }

    @Test
    void deletesWhatNobodyHoldsAndTellsWhoHoldsTheRest() throws Exception {
        run("uri: s3://bkt/clean.zip", "stage", "-", "--lease=job-17");

        CommandLineRun held = run("", "delete", "clean");
        assertThat(held.exitCode()).isEqualTo(75);
        assertThat(held.errors()).singleElement().asString().contains("in use by lease job-17");
        assertThat(data.resolve("clean/a.txt")).hasContent("zero");

        assertThat(run("", "end-lease", "job-17").exitCode()).isZero();
        assertThat(run("", "end-lease", "job-17").exitCode()).isEqualTo(66);
        CommandLineRun deleted = run("", "delete", "clean", "--output=json");
        assertThat(deleted.exitCode()).as(deleted.err()).isZero();
        assertThat(deleted.json())
                .containsExactly(Map.of("path", data.resolve("clean").toString()));
        assertThat(data.resolve("clean")).doesNotExist();
        assertThat(run("", "delete", "clean").exitCode()).isEqualTo(66);
    }

    @Test
    void verifiesAllOrTheNamedAndEndsWith65WhereOneDiffers() throws Exception {
        CommandLineRun sound = run("", "verify", "--deep");
        assertThat(sound.exitCode()).as(sound.err()).isZero();
        assertThat(sound.out().lines()).hasSize(2).allMatch(line -> line.endsWith("is as it was staged"));
        Path file = data.resolve("clean/a.txt");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.writeString(file, "Zero");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));

        CommandLineRun run = run("", "verify", "clean", "--deep", "--output=json");

        assertThat(run.exitCode()).isEqualTo(65);
        assertThat(run.json()).singleElement().satisfies(row -> {
            assertThat(row).contains(entry("directory", "clean"), entry("sound", false));
            assertThat(String.valueOf(row.get("differences"))).contains("a.txt: has CRC32C");
        });
        assertThat(run("", "verify", "nothing").exitCode()).isEqualTo(66);
    }

    @Test
    void verifiesAllAndFindsADatasetThatLostAFileButNoDirectoryThatIsSomebodysOwn() throws Exception {
        Files.createDirectory(data.resolve("notes"));
        assertThat(run("", "verify").exitCode()).isZero();
        Files.delete(data.resolve("clean/a.txt"));

        CommandLineRun run = run("", "verify", "--output=json");

        assertThat(run.exitCode()).isEqualTo(65);
        assertThat(run.json())
                .extracting(row -> row.get("directory"), row -> row.get("sound"))
                .containsExactly(tuple("clean", false), tuple("other.csv", true));
        assertThat(run("", "list").out())
                .contains("clean (changed by hand since a dataset was staged there")
                .contains("notes (a directory of somebody's own)");
    }

    @Test
    void takesTheNamesAndThePathsThatListPrints() {
        List<String> words =
                List.of(run("", "list").out().lines().findFirst().orElseThrow().split(" "));
        assertThat(words).startsWith("clean", data.resolve("clean").toString());

        assertThat(run("", "verify", words.get(0)).exitCode()).isZero();
        assertThat(run("", "verify", words.get(1)).exitCode()).isZero();
        CommandLineRun elsewhere = run("", "delete", directory + "/clean");
        assertThat(elsewhere.exitCode()).isEqualTo(64);
        assertThat(elsewhere.errors()).singleElement().asString().contains("is not in " + data);
        assertThat(run("", "delete", words.get(1)).exitCode()).isZero();
        assertThat(data.resolve("clean")).doesNotExist();
    }

    @Test
    void saysWhatStandsWhereTheNameIsAnotherOne() {
        String etag = S3.put("other.csv", "1").eTag().replace("\"", "");
        run("{uri: s3://bkt/other.csv, etag: " + etag + "}", "stage", "-");
        run("", "delete", "other.csv");

        for (String command : List.of("verify", "delete")) {
            CommandLineRun run = run("", command, "other.csv");
            assertThat(run.exitCode()).isEqualTo(66);
            assertThat(run.errors())
                    .singleElement()
                    .asString()
                    .endsWith("there is no dataset other.csv, but other.csv-" + etag);
        }
    }

    @Test
    void stagesAnAlteredDatasetAnewOnceItWasDeletedAsAltered() throws Exception {
        Files.delete(data.resolve("clean/a.txt"));
        assertThat(run("uri: s3://bkt/clean.zip", "plan", "-").exitCode()).isEqualTo(73);
        assertThat(run("uri: s3://bkt/clean.zip", "stage", "-").exitCode()).isEqualTo(73);
        CommandLineRun refused = run("", "delete", "clean");
        assertThat(refused.exitCode()).isEqualTo(73);
        assertThat(refused.errors()).singleElement().asString().contains("delete it as altered");

        assertThat(run("", "delete", "--altered", "clean").exitCode()).isZero();

        assertThat(run("uri: s3://bkt/clean.zip", "stage", "-").exitCode()).isZero();
        assertThat(run("", "verify", "--deep").exitCode()).isZero();
        Files.createDirectory(data.resolve("notes"));
        Files.writeString(data.resolve("notes/mine"), "1");
        assertThat(run("", "delete", "--altered", "notes").exitCode()).isEqualTo(73);
        assertThat(data.resolve("notes/mine")).exists();
    }

    @Test
    void tellsOfARecordThatItCannotReadBesideAllTheOthers() throws Exception {
        Path records = data.resolve(".datasets/records/clean");
        Path record;
        try (Stream<Path> files = Files.list(records)) {
            record = files.filter(file -> file.toString().endsWith(".json"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.writeString(record, "{\"format\": 99}");
        useLastAll(Duration.ofDays(40));

        assertThat(run("", "list").out().lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("clean ") && line.contains("cannot be read") && line.contains("99"))
                .anyMatch(line -> line.startsWith("other.csv ") && line.contains("s3://bkt/other.csv"));
        CommandLineRun verified = run("", "verify", "--output=json");
        assertThat(verified.exitCode()).isEqualTo(65);
        assertThat(verified.json())
                .extracting(row -> row.get("directory"), row -> row.get("sound"))
                .containsExactly(tuple("clean", false), tuple("other.csv", true));
        assertThat(run("", "collect", "--older-than=30d", "--output=json").json())
                .extracting(row -> row.get("directory"))
                .containsExactly("other.csv");
        assertThat(data.resolve("clean/a.txt")).hasContent("zero");
        assertThat(record).exists();
    }

    @Test
    void adoptsARestoredTree() throws Exception {
        Files.setLastModifiedTime(data.resolve("clean"), FileTime.from(Instant.EPOCH));
        assertThat(run("uri: s3://bkt/clean.zip", "stage", "-").exitCode()).isEqualTo(73);
        assertThat(run("", "verify", "clean", "--adopt").exitCode()).isZero();
        assertThat(run("uri: s3://bkt/clean.zip", "stage", "-").out()).contains("reused");
    }

    @Test
    void collectsWhatWasNotUsedForLong() throws Exception {
        useLastAll(Duration.ofDays(40));
        run("uri: s3://bkt/other.csv", "stage", "-"); // In use just now.

        CommandLineRun dry = run("", "collect", "--older-than=30d", "--dry-run", "--output=json");
        assertThat(dry.json()).extracting(row -> row.get("directory")).containsExactly("clean");
        assertThat(data.resolve("clean")).isDirectory();
        CommandLineRun run = run("", "collect", "--older-than=30d", "--keep-within=1Ti", "--output=json");
        assertThat(run.json()).extracting(row -> row.get("directory")).containsExactly("clean");
        assertThat(data.resolve("clean")).doesNotExist();
        assertThat(data.resolve("other.csv")).isDirectory();
    }

    @Test
    void usesWhatStandsByThePolicy() {
        S3.put("other.csv", "2, which is newer");
        String spec = "uri: s3://bkt/other.csv";
        assertThat(run(spec, "stage", "-", "--reuse=if-present").out()).contains("reused");
        CommandLineRun strict = run(spec, "stage", "-", "--reuse=fail-if-changed");
        assertThat(strict.exitCode()).isEqualTo(65);
        assertThat(strict.errors()).singleElement().asString().contains("has changed");
        assertThat(run(spec, "stage", "-").out()).contains("staged now");
    }

    private void useLastAll(Duration ago) throws Exception {
        try (Stream<Path> folders = Files.list(data.resolve(".datasets/leases"))) {
            for (Path folder : folders.toList()) {
                Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minus(ago)));
            }
        }
    }

    private CommandLineRun run(String spec, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--endpoint", S3.endpoint(), "--storage", directory.toString(), "--team", "vision"));
        return CommandLineRun.withInput(spec, all.toArray(new String[0]));
    }
}
