// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs a job's command as a child process that has our standard streams, and never outlives an interrupt. */
final class JobProcess {
    /** Names the environment variable that holds the folder of datasets. */
    static final String DATA_VARIABLE = "DATASETS_DIR";

    /** How long an interrupted command has to end by itself before it is killed. */
    static final Duration GRACE = Duration.ofSeconds(10);

    private JobProcess() {}

    /**
     * Runs the command to its end and returns its exit code.
     *
     * @throws RunnerException if it cannot be started
     * @throws InterruptedException if the thread was interrupted; the command and its descendants have ended then
     */
    static int run(List<String> command, Path data) throws RunnerException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put(DATA_VARIABLE, data.toString());
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new RunnerException(ExitCode.CANNOT_RUN, "the command cannot be started: " + e.getMessage(), e);
        }
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            end(process.toHandle());
            throw e;
        }
    }

    private static void end(ProcessHandle process) throws InterruptedException {
        // Before the first signal: a descendant whose parent has ended is no longer found as one.
        Set<ProcessHandle> tree = treeOf(process);
        tree.forEach(ProcessHandle::destroy);
        if (!haveEnded(tree)) {
            tree.addAll(treeOf(process));
            tree.forEach(ProcessHandle::destroyForcibly);
            haveEnded(tree);
        }
    }

    private static Set<ProcessHandle> treeOf(ProcessHandle process) {
        Set<ProcessHandle> tree = new LinkedHashSet<>();
        tree.add(process);
        process.descendants().forEach(tree::add);
        return tree;
    }

    private static boolean haveEnded(Set<ProcessHandle> tree) throws InterruptedException {
        try {
            CompletableFuture.allOf(tree.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
                    .get(GRACE.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for a process failed", e);
        }
    }
}
