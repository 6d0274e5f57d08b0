package io.github.privatedatasets.examples.jobrunner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
                "stage - --no-such-option",
                "list --output xml",
                "list --progress bar",
                "list --lock-timeout soon",
                "list --threads many",
                "list --storage",
                "stage - --hold",
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
    void printsHelpOnStandardOutput() {
        for (List<String> args : List.of(
                List.of("--help"), List.of("stage", "--help"), List.of("run", "--help"), List.of("list", "-h"))) {
            CommandLineRun run = CommandLineRun.of(args.toArray(new String[0]));

            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).contains("Usage: job-runner").contains("--storage");
            assertThat(run.err()).isEmpty();
        }
    }
}
