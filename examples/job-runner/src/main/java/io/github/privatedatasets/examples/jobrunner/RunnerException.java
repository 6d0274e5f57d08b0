// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Tells that the runner itself could not do its part: read a spec file, make a link, start the command. */
final class RunnerException extends Exception {
    private static final long serialVersionUID = 1;

    private final ExitCode exitCode;

    RunnerException(ExitCode exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** Returns the error for what the file system did not do, said without the names of its exceptions. */
    static RunnerException of(ExitCode exitCode, String whatFailed, IOException failure) {
        String why;
        if (failure instanceof NoSuchFileException) {
            why = "there is no such file";
        } else if (failure instanceof FileAlreadyExistsException) {
            why = "something else stands there";
        } else if (failure instanceof AccessDeniedException) {
            why = "this user has no permission";
        } else if (failure instanceof FileSystemException known && known.getReason() != null) {
            why = known.getReason();
        } else {
            why = String.valueOf(failure.getMessage());
        }
        return new RunnerException(exitCode, whatFailed + ": " + why, failure);
    }

    ExitCode exitCode() {
        return exitCode;
    }
}
