// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.ReusePolicy;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spec.TeamHandle;
import io.github.privatedatasets.storage.SharedStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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

    /** How published trees are kept from a power cut. */
    enum Durability {
        full,
        none
    }

    private static final List<String> OF_STORES = List.of(
            "--endpoint",
            "--allow-endpoint",
            "--region",
            "--path-style",
            "--aws-default-credentials",
            "--secrets",
            "--ca",
            "--pins",
            "--threads");
    private static final List<String> OF_STORAGE = List.of("--storage", "--team", "--lock-timeout");
    private static final List<String> OF_STAGING =
            List.of("--scratch", "--reuse", "--lease", "--max-size", "--durability", "--progress");

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
            names = "--pins",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description =
                    "Stage the revisions that pin has written down in DIR/NAME.pin, or fail; a dataset without such a file"
                            + " fails too.")
    private Path pins;

    @Option(
            names = "--max-size",
            paramLabel = "SIZE",
            scope = ScopeType.INHERIT,
            converter = ByteSizeConverter.class,
            description =
                    "The most that a dataset may take, whatever its spec says, such as 500Gi. Without, one that is shared and"
                            + " names no size may fill the storage.")
    private ByteSize maxSize;

    @Option(
            names = "--durability",
            paramLabel = "full|none",
            scope = ScopeType.INHERIT,
            description =
                    "Whether what is staged into shared storage is flushed, so that it outlives a power cut (full, the"
                            + " default), or that is left to the system (none).")
    private Durability durability = Durability.full;

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

    /** Leaves what a command does not need out of the help of one that stages nothing; it takes it all the same, so that one set will do for all. */
    static void hideThoseOfStores(CommandSpec command) {
        hide(OF_STORES, command);
        hide(OF_STAGING, command);
    }

    /** Does the same for one that asks stores only. */
    static void hideThoseOfStorage(CommandSpec command) {
        hide(OF_STORAGE, command);
        hide(OF_STAGING, command);
    }

    private static void hide(List<String> names, CommandSpec command) {
        for (String name : names) {
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

    boolean namesTeam() {
        return team != null;
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

    Optional<Path> pins() {
        return Optional.ofNullable(pins);
    }

    Optional<ByteSize> maxSize() {
        return Optional.ofNullable(maxSize);
    }

    SharedStorage.Durability durability() {
        return switch (durability) {
            case full -> SharedStorage.Durability.FULL;
            case none -> SharedStorage.Durability.NONE;
        };
    }

    /** Returns what the run that stages these specs elsewhere must be told too; files are named as here. */
    List<String> asArguments() {
        List<String> arguments = store.asArguments();
        if (pins != null) {
            arguments.addAll(List.of("--pins", pins.toString()));
        }
        if (maxSize != null) {
            arguments.addAll(List.of("--max-size", maxSize.toString()));
        }
        return arguments;
    }

    /** Returns the options given whose values are files of this machine, as they are written. */
    Stream<String> namedFiles() {
        return Stream.concat(store.namedFiles(), pins().stream().map(dir -> "--pins " + dir));
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
