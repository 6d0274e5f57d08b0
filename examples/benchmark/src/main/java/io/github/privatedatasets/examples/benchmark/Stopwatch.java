// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs commands as processes of their own, and measures them. */
final class Stopwatch {
    private static final long LONGEST_MINUTES = 30;

    private final Optional<Path> time;
    private final Path usage;
    private final Path output;

    /** Needs a directory for what the processes say, and for what the kernel says of them. */
    Stopwatch(Path directory) throws IOException, InterruptedException {
        usage = Files.createTempFile(directory, "usage", ".txt");
        output = Files.createTempFile(directory, "output", ".txt");
        usage.toFile().deleteOnExit();
        output.toFile().deleteOnExit();
        // The JDK tells the CPU time of a process while it lives, and nothing of its children: so GNU time is asked, if
        // it is there.
        time = Programs.find("time").filter(Files::isExecutable);
        if (time.isPresent()) {
            run(List.of("true"), Map.of());
        }
    }

    /** Tells whether more than the wall time is measured. */
    boolean measuresUsage() {
        return time.isPresent();
    }

    /**
     * Runs the command to its end.
     *
     * @throws IOException if it fails, with the end of what it said
     */
    Sample run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        time.ifPresent(program -> line.addAll(List.of(program.toString(), "-f", "%U %S %M", "-o", usage.toString())));
        line.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        long start = System.nanoTime();
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                throw new IOException(String.join(" ", command) + " did not end in " + LONGEST_MINUTES + " minutes");
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        double wall = (System.nanoTime() - start) / 1e9;
        if (process.exitValue() != 0) {
            String said = Files.readString(output).strip();
            throw new IOException(String.join(" ", command) + " ended with exit code " + process.exitValue() + ": "
                    + said.substring(Math.max(0, said.length() - 500)));
        }
        return time.isPresent() ? withUsage(wall) : new Sample(wall, Double.NaN, Double.NaN);
    }

    private Sample withUsage(double wall) throws IOException {
        String[] fields = Files.readString(usage).strip().split(" ", 3);
        return new Sample(
                wall,
                Double.parseDouble(fields[0]) + Double.parseDouble(fields[1]),
                Double.parseDouble(fields[2]) / 1024);
    }
}
