package io.github.privatedatasets.examples.jobrunner;

/** Tells that the runner itself could not do its part: read a spec file, make a link, start the command. */
final class RunnerException extends Exception {
    private static final long serialVersionUID = 1;

    private final ExitCode exitCode;

    RunnerException(ExitCode exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    ExitCode exitCode() {
        return exitCode;
    }
}
