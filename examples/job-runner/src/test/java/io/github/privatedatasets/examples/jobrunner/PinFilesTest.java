// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Revisions that one run writes down and another stages, against an S3 server, in this JVM. */
class PinFilesTest {
    private static final LocalS3 S3 = LocalS3.SHARED;

    @TempDir
    private Path directory;

    private Path storage;
    private Path pins;
    private String folder;
    private String both;

    @BeforeEach
    void putBoth() throws Exception {
        directory = directory.toRealPath();
        folder = directory.getFileName() + "/pinned/";
        both = "[{uri: s3://bkt/" + folder + "}, {uri: s3://bkt/" + folder + "a.txt, name: a}]";
        storage = directory.resolve("storage");
        pins = directory.resolve("pins");
        S3.put(folder + "a.txt", "then");
        S3.put(folder + "b.txt", "b");
    }

    private CommandLineRun run(String command, String spec, String... more) {
        List<String> args = new ArrayList<>(List.of(command, "-", "--endpoint=" + S3.endpoint(), "--pins=" + pins));
        args.addAll(List.of(more));
        if (!command.equals("pin")) {
            args.addAll(List.of("--storage=" + storage, "--team=vision"));
        }
        return CommandLineRun.withInput(spec, args.toArray(new String[0]));
    }

    @Test
    void stagesTheRevisionsThatWerePinnedAfterTheStoreHasOthers() throws Exception {
        CommandLineRun pinned = run("pin", both, "--output=json");
        S3.put(folder + "a.txt", "since");
        S3.put(folder + "more.txt", "since");

        CommandLineRun staged = run("stage", both, "--output=json");

        assertThat(pinned.exitCode()).as(pinned.err()).isZero();
        assertThat(pinned.json())
                .hasSize(2)
                .first()
                .satisfies(pin -> assertThat(pin)
                        .contains(
                                entry("name", "pinned"),
                                entry("uri", "s3://bkt/" + folder),
                                entry("file", pins.resolve("pinned.pin").toString()),
                                entry("objects", 2),
                                entry("bytes", 5))
                        .containsKey("digest"));
        assertThat(pins).isDirectoryContaining("glob:**/a.pin").isDirectoryContaining("glob:**/pinned.pin");
        assertThat(staged.exitCode()).as(staged.err()).isZero();
        Path tree = Path.of((String) staged.json().get(0).get("path"));
        assertThat(tree.resolve("a.txt")).hasContent("then");
        assertThat(tree.toFile().list()).containsExactlyInAnyOrder("a.txt", "b.txt");
        assertThat(Path.of((String) staged.json().get(1).get("path")).resolve("a.txt"))
                .hasContent("then");
    }

    @Test
    void pinsAgainInPlaceOfTheOldPin() throws Exception {
        assertThat(run("pin", both).exitCode()).isZero();
        S3.put(folder + "a.txt", "since");

        assertThat(run("pin", both).exitCode()).isZero();

        CommandLineRun staged = run("stage", both, "--output=json");
        assertThat(Path.of((String) staged.json().get(1).get("path")).resolve("a.txt"))
                .hasContent("since");
        assertThat(pins.toFile().list()).containsExactlyInAnyOrder("pinned.pin", "a.pin");
    }

    @Test
    void neverStagesTheNewestInPlaceOfAPinThatIsNotThere() {
        for (String command : List.of("stage", "plan")) {
            CommandLineRun run = run(command, both);

            assertThat(run.exitCode()).isEqualTo(66);
            assertThat(run.errors())
                    .singleElement()
                    .asString()
                    .contains(pins.resolve("pinned.pin").toString());
            assertThat(storage).doesNotExist();
        }
    }

    @Test
    void namesThePinThatWasCutOrIsNone() throws Exception {
        assertThat(run("pin", both).exitCode()).isZero();
        Path file = pins.resolve("a.pin");
        List<String> lines = Files.readAllLines(file);
        Files.write(file, lines.subList(0, lines.size() - 1));
        assertRefused(file);

        Files.write(file, new byte[] {(byte) 0xff});
        assertRefused(file);
    }

    private void assertRefused(Path file) {
        CommandLineRun run = run("stage", both);

        assertThat(run.exitCode()).as(run.err()).isIn(64, 66);
        assertThat(run.errors()).singleElement().asString().contains(file.toString());
        assertThat(storage).doesNotExist();
    }

    @Test
    void writesNothingWhereOneCannotBePinned() {
        CommandLineRun absent =
                run("pin", "[{uri: s3://bkt/" + folder + "}, {uri: s3://bkt/" + folder + "absent.csv}]");
        assertThat(absent.exitCode()).isEqualTo(66);

        CommandLineRun twice = run("pin", "[{uri: s3://bkt/" + folder + "}, {uri: s3://bkt/x, name: pinned}]");
        assertThat(twice.exitCode()).isEqualTo(64);
        assertThat(twice.errors()).singleElement().asString().contains("two datasets have the name pinned");
        assertThat(pins).doesNotExist();
    }

    @Test
    void saysThatItCannotWriteAPin() throws Exception {
        Files.writeString(pins, "a file");

        CommandLineRun run = run("pin", both);

        assertThat(run.exitCode()).isEqualTo(73);
        assertThat(run.errors()).singleElement().asString().contains(pins.toString());
    }
}
