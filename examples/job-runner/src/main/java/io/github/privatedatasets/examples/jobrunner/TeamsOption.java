// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spec.TeamHandle;
import io.github.privatedatasets.storage.ListedDataset;
import io.github.privatedatasets.storage.SharedStorage;
import io.github.privatedatasets.storage.TeamDatasets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Lets a command do for all teams, one after the other, what it does for one. */
final class TeamsOption {
    @Option(
            names = "--all-teams",
            description = "For each team for which something was staged in --storage, in place of --team.")
    private boolean all;

    /** A team's dataset. */
    record OfTeam(TeamHandle team, ListedDataset dataset) {}

    /** What is done for each team. */
    interface Work {
        List<ListedDataset> of(TeamDatasets datasets) throws DatasetException, InterruptedException;
    }

    /**
     * Does the work and prints what it returned.
     *
     * @throws DatasetException that of the first team for which it failed, after the others had their turn
     */
    void print(JobRunner runner, Work work) throws RunnerException, DatasetException, InterruptedException {
        List<OfTeam> done = new ArrayList<>();
        List<DatasetException> failures = new ArrayList<>();
        try (SharedStorage storage = StagerSetup.sharedStorage(runner.options())) {
            for (TeamHandle team : teams(storage, runner.options())) {
                try {
                    work.of(storage.forTeam(team)).forEach(dataset -> done.add(new OfTeam(team, dataset)));
                } catch (DatasetException e) {
                    failures.add(e);
                }
            }
        }
        if (failures.isEmpty() || !done.isEmpty()) {
            runner.print(done, ListCommand::json, ListCommand::text);
        }
        failures.stream().skip(1).forEach(failure -> runner.note("failed too: " + failure.getMessage()));
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    private List<TeamHandle> teams(SharedStorage storage, RunnerOptions options) throws DatasetException {
        if (all && options.namesTeam()) {
            throw options.invalid("--team and --all-teams contradict each other: give one of them");
        }
        return all ? storage.teams() : List.of(options.team());
    }
}
