// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.storage.CollectPolicy;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Removes what was not used for long from a team's shared storage, and what dead runs left there. */
@Command(
        name = "collect",
        description = {
            "Removes datasets that were not used for long, the least recently used first, and what dead runs left.",
            "What is in use, or was within ten minutes, always stays. Without options, only what dead runs left goes."
        })
final class CollectCommand implements Callable<Integer> {
    @ParentCommand
    private JobRunner runner;

    @Mixin
    private TeamsOption teams;

    @Option(
            names = "--older-than",
            paramLabel = "D",
            converter = DurationConverter.class,
            description = "Remove what was not used for longer than this, such as 30d.")
    private Duration olderThan;

    @Option(
            names = "--keep-within",
            paramLabel = "SIZE",
            converter = ByteSizeConverter.class,
            description =
                    "Then remove the least recently used until the rest, of each team, is no larger than this, such as 500Gi.")
    private ByteSize keepWithin;

    @Option(names = "--dry-run", description = "Print what would be removed, and write nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws Exception {
        CollectPolicy policy = CollectPolicy.leftovers();
        if (olderThan != null) {
            policy = policy.olderThan(olderThan);
        }
        if (keepWithin != null) {
            policy = policy.keepWithin(keepWithin);
        }
        CollectPolicy chosen = policy;
        teams.print(runner, datasets -> dryRun ? datasets.wouldCollect(chosen) : datasets.collect(chosen));
        return ExitCode.DONE.number();
    }
}
