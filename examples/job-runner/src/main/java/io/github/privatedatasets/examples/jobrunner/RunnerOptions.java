// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.ReusePolicy;
import io.github.privatedatasets.spec.TeamHandle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The options that every command takes, before or after its name. */
final class RunnerOptions {
    /** What goes to standard error besides warnings and errors. */
    enum Progress {
        auto,
        bar,
        log,
        none
    }

    /** What standard output is to be read by. */
    enum Output {
        text,
        json,
        docker,
        kubernetes
    }

    private static final List<String> OF_STAGING = List.of(
            "--scratch",
            "--endpoint",
            "--allow-endpoint",
            "--region",
            "--path-style",
            "--aws-default-credentials",
            "--reuse",
            "--lease",
            "--threads",
            "--progress");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--storage",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Root of the shared storage; needed for datasets that are not dynamic.")
    private Path storage;

    @Option(
            names = "--team",
            paramLabel = "HANDLE",
            scope = ScopeType.INHERIT,
            description = "Team whose shared storage is used; needed with --storage.")
    private String team;

    @Option(
            names = "--scratch",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description =
                    "Where dynamic volumes are made; needed for datasets that are dynamic. Use the same one again:"
                            + " what a crashed run left in it is removed then.")
    private Path scratch;

    @Mixin
    private StoreOptions store;

    @Option(
            names = "--lock-timeout",
            paramLabel = "D",
            scope = ScopeType.INHERIT,
            converter = DurationConverter.class,
            description =
                    "How long to wait for another run that stages the same dataset, from the start of the wait: 30s, 5m, 12h or"
                            + " PT30S; 1h without.")
    private Duration lockTimeout;

    @Option(
            names = "--reuse",
            paramLabel = "if-unchanged|if-present|fail-if-changed",
            scope = ScopeType.INHERIT,
            converter = ReusePolicyConverter.class,
            description =
                    "When a shared dataset without etag that stands is used: if the store has the same (the default),"
                            + " always and without asking the store, or else not at all.")
    private ReusePolicy reuse = ReusePolicy.IF_UNCHANGED;

    @Option(
            names = "--lease",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description =
                    "Keep shared datasets in use under this name, such as a job's id, until end-lease NAME, also when"
                            + " this program has ended or was killed.")
    private String lease;

    @Option(
            names = "--threads",
            paramLabel = "N",
            scope = ScopeType.INHERIT,
            description = "How many objects are transferred at a time.")
    private Integer threads;

    @Option(
            names = "--progress",
            paramLabel = "auto|bar|log|none",
            scope = ScopeType.INHERIT,
            description =
                    "On standard error: a bar that moves (bar), lines that a log can keep (log), or warnings only (none)."
                            + " auto, the default, is bar on a terminal and log elsewhere.")
    private Progress progress = Progress.auto;

    @Option(
            names = "--output",
            paramLabel = "text|json|docker|kubernetes",
            scope = ScopeType.INHERIT,
            description =
                    "Results on standard output: a line each (text, the default), or one JSON array (json). Of stage and plan"
                            + " also the mounts: as arguments of docker run, one on each line (docker), or as YAML of a"
                            + " pod's spec, where an init container stages what is dynamic (kubernetes).")
    private Output output = Output.text;

    @Option(
            names = "-v",
            scope = ScopeType.INHERIT,
            description = "Log more to standard error, and show stack traces; -vv logs still more.")
    private boolean[] verbosity = {};

    /** Leaves what only staging needs out of the help of a command that stages nothing; it takes it all the same, so that one set will do for all. */
    static void hideThoseOfStaging(CommandSpec command) {
        for (String name : OF_STAGING) {
            OptionSpec shown = command.findOption(name);
            command.remove(shown);
            command.addOption(OptionSpec.builder(shown).hidden(true).build());
        }
    }

    Path storage() {
        return required(storage, "--storage DIR", "a shared dataset");
    }

    TeamHandle team() {
        return TeamHandle.of(required(team, "--team HANDLE", "a shared dataset"));
    }

    Path scratch() {
        return required(scratch, "--scratch DIR", "a dynamic dataset");
    }

    /** Returns the option's value, or refuses that it is missing. */
    <T> T required(T value, String option, String use) {
        if (value == null) {
            throw invalid("missing " + option + ", needed for " + use);
        }
        return value;
    }

    /** Returns the error for options that cannot be used. */
    ParameterException invalid(String problem) {
        return new ParameterException(command.commandLine(), problem);
    }

    /** Returns how the store is reached. */
    StoreOptions store() {
        return store;
    }

    Optional<Duration> lockTimeout() {
        return Optional.ofNullable(lockTimeout);
    }

    ReusePolicy reuse() {
        return reuse;
    }

    Optional<String> lease() {
        return Optional.ofNullable(lease);
    }

    Optional<Integer> threads() {
        if (threads != null && threads < 1) {
            throw invalid("--threads is " + threads + ", at least 1 is needed");
        }
        return Optional.ofNullable(threads);
    }

    Progress progress() {
        return progress;
    }

    Output output() {
        return output;
    }

    /** Returns how many times {@code -v} was given. */
    int verbosity() {
        return verbosity.length;
    }
}
