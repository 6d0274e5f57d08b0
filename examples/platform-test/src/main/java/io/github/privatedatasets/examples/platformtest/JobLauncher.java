// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.platformtest;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.StagedDatasets;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spec.DatasetSpecs;
import io.github.privatedatasets.spec.InvalidSpecException;
import java.util.ArrayList;
import java.util.List;

/** Runs jobs in Docker, each with its datasets. */
public final class JobLauncher {
    private final DatasetStager stager;
    private final Docker docker;

    /** What runs a command to its end. */
    @FunctionalInterface
    public interface Docker {
        /** Runs {@code docker} with these arguments. */
        void run(List<String> arguments);
    }

    /** How a job ended. */
    public enum State {
        /** It ran to its end. */
        DONE,
        /** It may run later. */
        REQUEUED,
        /** It cannot run as it is. */
        FAILED
    }

    /** A launcher with the platform's own stager, which it does not close. */
    public JobLauncher(DatasetStager stager, Docker docker) {
        this.stager = stager;
        this.docker = docker;
    }

    /** Stages what the job asks for, runs it, and lets go of its datasets. */
    public State launch(String team, String jobConfig, String image) throws InterruptedException {
        try (StagedDatasets datasets = stager.forTeam(team).stageAll(DatasetSpecs.parse(jobConfig))) {
            List<String> arguments = new ArrayList<>(List.of("run", "--rm"));
            datasets.mounts().forEach(mount -> arguments.addAll(mount.dockerArguments()));
            arguments.add(image);
            docker.run(arguments);
            return State.DONE;
        } catch (InvalidSpecException e) {
            return State.FAILED;
        } catch (DatasetException e) {
            return e.isRetryable() ? State.REQUEUED : State.FAILED;
        }
    }
}
