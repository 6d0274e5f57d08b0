// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.spec.LeaseName;
import io.github.privatedatasets.storage.SharedStorage;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Ends the leases that stage or run took under a name. */
@Command(name = "end-lease", description = "Ends the leases that were taken with --lease NAME.")
final class EndLeaseCommand implements Callable<Integer> {
    @ParentCommand
    private JobRunner runner;

    @Parameters(paramLabel = "NAME", description = "The name that --lease was given.")
    private String name;

    @Override
    public Integer call() throws Exception {
        int ended;
        try (SharedStorage storage = StagerSetup.sharedStorage(runner.options())) {
            ended = storage.forTeam(runner.options().team()).endLease(LeaseName.of(name));
        }
        if (ended == 0) {
            throw new RunnerException(ExitCode.NOT_FOUND, "there is no lease " + name, null);
        }
        runner.note(ended + (ended == 1 ? " lease" : " leases") + " of " + name + " ended");
        return ExitCode.DONE.number();
    }
}
