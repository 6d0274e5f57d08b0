// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.errors.PinMismatchException;
import io.github.privatedatasets.errors.UnsafeArchiveException;
import io.github.privatedatasets.errors.UnsafeKeysException;
import io.github.privatedatasets.spec.OneLine;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells a failure as one {@code error:} line on standard error, with a stack trace only where {@code -v} asks for it. */
final class Failures {
    private Failures() {}

    /** Tells what is wrong with the command line, and where its help is. */
    static int usage(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        print(
                command.getErr(),
                problem(failure) + "; see " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE.number();
    }

    /** Names the option or command that was probably meant, which the parser's own message does not. */
    private static String problem(ParameterException failure) {
        if (failure instanceof UnmatchedArgumentException unmatched) {
            String found = unmatched.getUnmatched().get(0);
            String kind = unmatched.isUnknownOption() ? "option" : "command or argument";
            return "unknown " + kind + " " + found
                    + unmatched.getSuggestions().stream()
                            .findFirst()
                            .map(near -> ": did you mean " + near + "?")
                            .orElse("");
        }
        return failure.getMessage();
    }

    /** Tells what a command threw. */
    static int execution(Exception failure, CommandLine command, ParseResult parsed) {
        ExitCode code = ExitCode.of(failure);
        print(command.getErr(), message(failure, code));
        JobRunner runner = (JobRunner) command.getCommandSpec().root().userObject();
        if (runner.options().verbosity() > 0) {
            offenders(failure).forEach(offender -> command.getErr().println("  " + OneLine.of(offender)));
            failure.printStackTrace(command.getErr());
        }
        return code.number();
    }

    /** The message names a few. */
    private static List<String> offenders(Exception failure) {
        if (failure instanceof UnsafeArchiveException archive) {
            return archive.offenders();
        }
        if (failure instanceof UnsafeKeysException keys) {
            return keys.offenders();
        }
        return failure instanceof PinMismatchException pin ? pin.differences() : List.of();
    }

    private static String message(Exception failure, ExitCode code) {
        return switch (code) {
            case INTERRUPTED -> "interrupted";
            case BUG -> "unexpected " + failure + "; this is a bug: run again with -v and report the stack trace";
            default -> failure.getMessage();
        };
    }

    private static void print(PrintWriter err, String message) {
        err.println("error: " + OneLine.of(message));
        err.flush();
    }
}
