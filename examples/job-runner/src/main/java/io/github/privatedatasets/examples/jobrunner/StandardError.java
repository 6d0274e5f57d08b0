// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What standard error is: Java tells only whether standard input and output are a terminal, both together. */
final class StandardError {
    private static final int USUAL_COLUMNS = 80;

    private StandardError() {}

    /** Tells whether a person sees it; false where the system does not say. */
    static boolean isTerminal() {
        try {
            Path device = Files.readSymbolicLink(Path.of("/proc/self/fd/2"));
            return device.startsWith("/dev/pts") || device.toString().matches("/dev/(tty|console).*");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** Returns how wide it is, where the shell tells. */
    static int columns() {
        String columns = System.getenv().getOrDefault("COLUMNS", "");
        return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : USUAL_COLUMNS;
    }
}
