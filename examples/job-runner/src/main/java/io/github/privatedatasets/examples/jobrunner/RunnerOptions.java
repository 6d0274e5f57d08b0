package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.ReusePolicy;
import io.github.privatedatasets.spec.TeamHandle;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The options that every command takes, before or after its name. */
final class RunnerOptions {
    /** What goes to standard error besides warnings and errors. */
    enum Progress {
        log,
        none
    }

    /** What standard output is to be read by. */
    enum Output {
        text,
        json
    }

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

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "S3 endpoint, where it is not AWS.")
    private URI endpoint;

    @Option(
            names = "--allow-endpoint",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "An endpoint that specs may name although it is on this host or link-local. May be repeated.")
    private List<URI> allowedEndpoints = List.of();

    @Option(
            names = "--region",
            paramLabel = "R",
            scope = ScopeType.INHERIT,
            description = "Region, where the spec names none.")
    private String region;

    @Option(
            names = "--path-style",
            scope = ScopeType.INHERIT,
            description = "Put the bucket into the path and not into the host name.")
    private boolean pathStyle;

    @Option(
            names = "--aws-default-credentials",
            scope = ScopeType.INHERIT,
            description = "Use this host's own AWS credentials for specs without keys and without an own endpoint."
                    + " Else those are read anonymously.")
    private boolean defaultCredentials;

    @Option(
            names = "--lock-timeout",
            paramLabel = "D",
            scope = ScopeType.INHERIT,
            converter = DurationConverter.class,
            description = "How long to wait for another run that stages the same dataset: 30s, 5m, 1h or PT30S.")
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
            paramLabel = "log|none",
            scope = ScopeType.INHERIT,
            description = "Progress lines on standard error (log, the default), or warnings only (none).")
    private Progress progress = Progress.log;

    @Option(
            names = "--output",
            paramLabel = "text|json",
            scope = ScopeType.INHERIT,
            description = "Results on standard output: a line each (text, the default), or one JSON array (json).")
    private Output output = Output.text;

    @Option(
            names = "-v",
            scope = ScopeType.INHERIT,
            description = "Log more to standard error, and show stack traces; -vv logs still more.")
    private boolean[] verbosity = {};

    Path storage() {
        return required(storage, "--storage DIR", "a shared dataset");
    }

    TeamHandle team() {
        return TeamHandle.of(required(team, "--team HANDLE", "a shared dataset"));
    }

    Optional<String> teamIfGiven() {
        return Optional.ofNullable(team);
    }

    Path scratch() {
        return required(scratch, "--scratch DIR", "a dynamic dataset");
    }

    private <T> T required(T value, String option, String use) {
        if (value == null) {
            throw invalid("missing " + option + ", needed for " + use);
        }
        return value;
    }

    /** Returns the error for options that cannot be used. */
    ParameterException invalid(String problem) {
        return new ParameterException(command.commandLine(), problem);
    }

    Optional<URI> endpoint() {
        return Optional.ofNullable(endpoint);
    }

    /** Tells whether the operator named this endpoint, so that a spec may name it too, wherever it is. */
    boolean namesEndpoint(URI specEndpoint) {
        return Stream.concat(Stream.ofNullable(endpoint), allowedEndpoints.stream())
                .anyMatch(named -> isSameServer(named, specEndpoint));
    }

    private static boolean isSameServer(URI named, URI asked) {
        return Objects.equals(named.getScheme(), asked.getScheme())
                && Objects.equals(named.getHost(), asked.getHost())
                && named.getPort() == asked.getPort();
    }

    Optional<String> region() {
        return Optional.ofNullable(region);
    }

    boolean pathStyle() {
        return pathStyle;
    }

    boolean defaultCredentials() {
        return defaultCredentials;
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

    boolean wantsProgress() {
        return progress == Progress.log;
    }

    boolean wantsJson() {
        return output == Output.json;
    }

    /** Returns how many times {@code -v} was given. */
    int verbosity() {
        return verbosity.length;
    }
}
