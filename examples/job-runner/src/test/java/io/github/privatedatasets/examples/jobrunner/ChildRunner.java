// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The job runner in a JVM of its own, with real standard streams, signals and exit code. */
final class ChildRunner implements AutoCloseable {
    private final Process process;
    private final Path err;

    private ChildRunner(Process process, Path err) {
        this.process = process;
        this.err = err;
    }

    /** Starts it with these arguments; standard error goes to a file in the directory. */
    static ChildRunner start(Path directory, List<String> args) throws IOException {
        Path err = Files.createTempFile(directory, "stderr", ".txt");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // A short life: the first compiler is enough.
        command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), JobRunner.class.getName()));
        command.addAll(args);
        return new ChildRunner(
                new ProcessBuilder(command).redirectError(err.toFile()).start(), err);
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Waits for a line on its standard output. */
    String readLine() throws IOException {
        BufferedReader out = process.inputReader();
        return out.readLine();
    }

    /** Returns what else comes on its standard output until that ends. */
    List<String> readToEnd() {
        return process.inputReader().lines().toList();
    }

    void writeLine(String line) throws IOException {
        process.outputWriter().write(line + "\n");
        process.outputWriter().flush();
    }

    void closeInput() throws IOException {
        process.outputWriter().close();
    }

    /** Sends SIGTERM. */
    void terminate() {
        // Not Process.destroy, which also closes the streams that are still to be read.
        process.toHandle().destroy();
    }

    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    String err() throws IOException {
        return Files.readString(err);
    }

    /** Ends it where a failed test has left it. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
