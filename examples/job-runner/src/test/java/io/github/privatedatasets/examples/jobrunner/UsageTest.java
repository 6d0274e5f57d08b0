// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.DatasetStager;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "fly",
                "stage",
                "plan",
                "run -",
                "run - --",
                "pin -",
                "stage - --max-size 10GB",
                "stage - --durability some",
                "stage - --no-such-option",
                "list --output xml",
                "list --progress moving",
                "list --storage s --team t --output docker",
                "list --storage s --team t --output kubernetes",
                "list --lock-timeout soon",
                "list --threads many",
                "list --storage",
                "stage - --hold",
                "plan - --reuse never",
                "delete",
                "verify --adopt --storage=/nowhere --team=vision",
                "collect --older-than soon",
                "collect --keep-within much",
                "end-lease",
            })
    void answersWrongUseWithOneLineAnd64(String args) {
        CommandLineRun run = CommandLineRun.of(args.isEmpty() ? new String[0] : args.split(" "));

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("error: ")
                .contains("--help");
    }

    @ParameterizedTest
    @CsvSource({
        "stagee -, 'unknown command or argument stagee: did you mean stage?'",
        "stage - --teem t, 'unknown option --teem: did you mean --team?'",
        "list --image i, 'unknown option --image'"
    })
    void proposesWhatWasProbablyMeant(String args, String problem) {
        assertThat(CommandLineRun.of(args.split(" ")).errors())
                .singleElement()
                .asString()
                .contains(problem);
    }

    @Test
    void saysWhichOptionIsMissing() {
        assertThat(CommandLineRun.of("list", "--team", "vision").exitCode()).isEqualTo(64);
        assertThat(CommandLineRun.of("list", "--team", "vision").errors())
                .singleElement()
                .asString()
                .contains("missing --storage DIR");
        assertThat(CommandLineRun.of("list", "--storage", "/nowhere").errors())
                .singleElement()
                .asString()
                .contains("missing --team HANDLE");
    }

    @Test
    void takesAnEndpointOrRegionThatIsNoneForWrongUse() {
        for (String option : List.of("--endpoint=localhost:9000", "--endpoint=https://me:pass@host", "--region=")) {
            CommandLineRun run = CommandLineRun.withInput(
                    "uri: s3://b/k", "plan", "-", "--storage", "/nowhere", "--team", "vision", option);

            assertThat(run.exitCode()).isEqualTo(64);
            assertThat(run.errors())
                    .singleElement()
                    .asString()
                    .contains("write ")
                    .doesNotContain("pass@");
        }
    }

    @Test
    void saysWhichSpecFileCannotBeRead() {
        CommandLineRun run = CommandLineRun.of("plan", "/no/such/spec.yaml");

        assertThat(run.exitCode()).isEqualTo(66);
        assertThat(run.errors()).singleElement().asString().contains("/no/such/spec.yaml");
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void endsWith73WhereStandardOutputDoesNotTakeTheResults(@TempDir Path storage) {
        PrintWriter full = new PrintWriter(new Writer() {
            @Override
            public void write(char[] text, int offset, int length) throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
        StringWriter err = new StringWriter();

        int exitCode = JobRunner.execute(
                new String[] {"list", "--storage=" + storage, "--team=vision", "--output=json"},
                InputStream.nullInputStream(),
                full,
                new PrintWriter(err, true));

        assertThat(exitCode).isEqualTo(73);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("error: ")
                .contains("standard output");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "verify", "delete", "collect", "end-lease"})
    void tellsNoOptionOfStagingWhereNothingIsStaged(String command) {
        assertThat(CommandLineRun.of(command, "--help").out())
                .contains("--storage", "--team", "--lock-timeout")
                .doesNotContain("--lease=", "--scratch", "--threads", "--reuse", "--endpoint", "--progress")
                .doesNotContain("--secrets", "--ca", "--pins", "--max-size", "--durability");
    }

    @Test
    void tellsNoOptionOfStorageWhereOnlyTheStoreIsAsked() {
        assertThat(CommandLineRun.of("pin", "--help").out())
                .contains("--pins", "--endpoint", "--secrets", "--threads")
                .doesNotContain("--storage", "--team", "--lock-timeout", "--lease=", "--scratch", "--max-size");
    }

    @Test
    void tellsItsVersion() {
        CommandLineRun run = CommandLineRun.of("--version");

        String library = DatasetStager.class.getPackage().getImplementationVersion(); // None in an IDE.
        assertThat(run.out())
                .isEqualToNormalizingNewlines("job-runner of Private Datasets "
                        + (library == null ? "(unpackaged)" : library) + ", Java " + Runtime.version() + "\n");
    }

    @Test
    void printsHelpOnStandardOutput() {
        for (List<String> args : List.of(
                List.of("--help"),
                List.of("stage", "--help"),
                List.of("run", "--help"),
                List.of("list", "-h"),
                List.of("collect", "-h"))) {
            CommandLineRun run = CommandLineRun.of(args.toArray(new String[0]));

            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).contains("Usage: job-runner").contains("--storage");
            assertThat(run.err()).isEmpty();
        }
    }
}
