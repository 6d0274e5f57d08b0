// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JobProcessTest {
    @TempDir
    private Path directory;

    @Test
    void returnsTheCommandsExitCode() throws Exception {
        assertThat(JobProcess.run(List.of("sh", "-c", "exit 42"), directory)).isEqualTo(42);
    }

    @Test
    void tellsTheCommandWhereTheDataIs() throws Exception {
        Path seen = directory.resolve("seen");
        JobProcess.run(List.of("sh", "-c", "echo \"$DATASETS_DIR\" > " + seen), directory);

        assertThat(seen).hasContent(directory.toString());
    }

    @Test
    void passesArgumentsOnAsTheyAre() throws Exception {
        Path seen = directory.resolve("seen");
        JobProcess.run(List.of("sh", "-c", "printf '%s|' \"$@\" > " + seen, "sh", "a b", "*", "--", "-v"), directory);

        assertThat(seen).hasContent("a b|*|--|-v|");
    }

    @Test
    void saysWhenTheCommandCannotBeStarted() {
        assertThatThrownBy(() -> JobProcess.run(List.of("/no/such/command"), directory))
                .hasMessageContaining("/no/such/command")
                .asInstanceOf(type(RunnerException.class))
                .extracting(RunnerException::exitCode)
                .isEqualTo(ExitCode.CANNOT_RUN);
    }

    @Test
    void endsTheCommandAndWhatItStartedWhenInterrupted() throws Exception {
        Path pids = fifo("pids");
        // A shell that is ended does not end what it has started.
        String script = "sleep 1000 & echo $! > " + pids + "; wait";
        FutureTask<Integer> run = new FutureTask<>(() -> JobProcess.run(List.of("sh", "-c", script), directory));
        Thread worker = new Thread(run);
        worker.start();
        ProcessHandle sleep = ProcessHandle.of(readPid(pids)).orElseThrow();
        ProcessHandle shell = sleep.parent().orElseThrow();

        worker.interrupt();
        worker.join();

        assertThatThrownBy(run::get).hasCauseInstanceOf(InterruptedException.class);
        assertThat(shell.isAlive()).isFalse();
        sleep.onExit().join();
    }

    private Path fifo(String name) throws Exception {
        Path fifo = directory.resolve(name);
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        return fifo;
    }

    private static long readPid(Path fifo) throws Exception {
        try (BufferedReader reader = Files.newBufferedReader(fifo)) {
            return Long.parseLong(reader.readLine());
        }
    }
}
