// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.StagingListener;
import io.github.privatedatasets.StagingPlan;
import io.github.privatedatasets.examples.jobrunner.RunnerOptions.Output;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.Mount;
import io.github.privatedatasets.spec.OneLine;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command line: parses arguments, runs one command, and turns its end into an exit code. */
@Command(
        name = "job-runner",
        mixinStandardHelpOptions = true,
        versionProvider = JobRunner.Version.class,
        scope = CommandLine.ScopeType.INHERIT,
        description = "Stages private S3 datasets for a job.",
        subcommands = {
            StageCommand.class,
            PlanCommand.class,
            RunCommand.class,
            PinCommand.class,
            ListCommand.class,
            VerifyCommand.class,
            DeleteCommand.class,
            CollectCommand.class,
            EndLeaseCommand.class
        })
public final class JobRunner {
    /** How long a signal waits for the cleanup; the job itself is given {@link JobProcess#GRACE} of it to end. */
    private static final Duration CLEANUP_LIMIT = JobProcess.GRACE.plusSeconds(20);

    private final InputStream in;
    private final PrintWriter out;
    private final PrintWriter err;

    @Mixin
    private RunnerOptions options;

    private ProgressBars bars;

    private JobRunner(InputStream in, PrintWriter out, PrintWriter err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /** Runs the command line and ends the JVM with its exit code. */
    public static void main(String[] args) {
        Termination termination = Termination.interrupting(Thread.currentThread(), CLEANUP_LIMIT);
        // UTF-8 whatever the locale: what we print is read by programs.
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = execute(args, System.in, out, err);
        termination.cleanedUp();
        System.exit(code);
    }

    /** Runs the command line in this thread and returns its exit code; results go to {@code out}, all else to {@code err}. */
    static int execute(String[] args, InputStream in, PrintWriter out, PrintWriter err) {
        JobRunner runner = new JobRunner(in, out, err);
        CommandLine command = new CommandLine(runner);
        RunnerOptions.hideThoseOfStorage(command.getSubcommands().get("pin").getCommandSpec());
        for (String name : List.of("list", "verify", "delete", "collect", "end-lease")) {
            RunnerOptions.hideThoseOfStores(command.getSubcommands().get(name).getCommandSpec());
        }
        return command.setOut(out)
                .setErr(err)
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setExecutionStrategy(runner::executeParsed)
                .setParameterExceptionHandler(Failures::usage)
                .setExecutionExceptionHandler(Failures::execution)
                .execute(args);
    }

    private int executeParsed(CommandLine.ParseResult parsed) {
        if (options.verbosity() > 0) {
            // Read by logback.xml, which is loaded with the first logger: no class of ours has one.
            System.setProperty("job-runner.log-level", options.verbosity() == 1 ? "INFO" : "DEBUG");
        }
        boolean rendersMounts =
                parsed.subcommand() != null && parsed.subcommand().commandSpec().userObject() instanceof RendersMounts;
        if (!rendersMounts && (options.output() == Output.docker || options.output() == Output.kubernetes)) {
            throw options.invalid("--output " + options.output() + " is for stage and plan");
        }
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (StackOverflowError | OutOfMemoryError | LinkageError e) {
            err.println("error: unexpected " + OneLine.of(e.toString()));
            return ExitCode.BUG.number();
        } finally {
            if (bars != null) {
                bars.close(); // An interrupt ends a staging without an event.
            }
        }
    }

    RunnerOptions options() {
        return options;
    }

    InputStream in() {
        return in;
    }

    /** Reads the specs of these files, {@code -} being standard input, of the revisions that the options name. */
    List<DatasetSpec> specs(List<String> files) throws RunnerException {
        List<DatasetSpec> newest = newestSpecs(files);
        return options.pins().isPresent() ? new PinFiles(options.pins().get()).applyTo(newest) : newest;
    }

    /** Reads the specs of these files as they are written. */
    List<DatasetSpec> newestSpecs(List<String> files) throws RunnerException {
        return new SpecFiles(in).read(files);
    }

    /** Tells which version of the library this is: the one jar has its number, and so has the library's own. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = DatasetStager.class.getPackage().getImplementationVersion();
            return new String[] {
                "job-runner of Private Datasets " + (version == null ? "(unpackaged)" : version) + ", Java "
                        + Runtime.version()
            };
        }
    }

    /** A command whose results have mounts. */
    interface RendersMounts {}

    /** Returns a listener that reports on standard error, as far as the options ask for it. */
    StagingListener progress() {
        return switch (options.progress()) {
            case auto -> StandardError.isTerminal() ? bars() : log(true);
            case bar -> bars();
            case log -> log(true);
            case none -> log(false);
        };
    }

    private StagingListener bars() {
        bars = new ProgressBars(err, log(true), StandardError.columns());
        return bars;
    }

    private ProgressLog log(boolean progress) {
        return new ProgressLog(err, progress, System::nanoTime);
    }

    /**
     * Prints one result per item on standard output, in the format the options ask for.
     *
     * @throws RunnerException if standard output does not take it all: it is closed, or a file on a full disk
     */
    <T> void print(List<T> items, Function<T, Map<String, Object>> json, Function<T, String> text)
            throws RunnerException {
        if (options.output() == Output.json) {
            out.println(Json.array(items.stream().map(json).toList()));
        } else {
            // Not println, which flushes: a team may have ten thousand datasets.
            items.forEach(item -> out.print(OneLine.of(text.apply(item)) + System.lineSeparator()));
        }
        requireTaken();
    }

    /** Prints mounts as arguments of {@code docker run}: each on a line of its own, to be read without a shell's splitting. */
    void printForDocker(List<Mount> mounts) throws RunnerException {
        mounts.forEach(mount -> mount.dockerArguments().forEach(out::println));
        requireTaken();
    }

    /** Prints the spec of a pod with these datasets. */
    void printPod(PodOptions pod, List<Mount> shared, List<StagingPlan> dynamic) throws RunnerException {
        out.print(pod.yaml(shared, dynamic, options));
        requireTaken();
        options.namedFiles()
                .filter(file -> !dynamic.isEmpty())
                .forEach(option ->
                        note("the init container is given " + option + " as it is here: mount there what it needs"));
    }

    private void requireTaken() throws RunnerException {
        // It flushes, and is how a PrintWriter tells what it never throws.
        if (out.checkError()) {
            throw new RunnerException(
                    ExitCode.CANNOT_CREATE, "standard output does not take the results: is it closed, or full?", null);
        }
    }

    /** Tells the person something on standard error. */
    void note(String text) {
        err.println("note: " + OneLine.of(text));
    }
}
