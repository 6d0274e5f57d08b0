// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.StagedDatasets;
import io.github.privatedatasets.spec.DatasetSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Stages datasets, runs a command that sees them in one folder, and releases them when it has ended. */
@Command(
        name = "run",
        synopsisHeading = "Usage: ",
        customSynopsis = "job-runner run [OPTIONS] SPEC -- COMMAND [ARGUMENT...]",
        description = {
            "Stages the datasets of SPEC, links them into a folder, and runs COMMAND, which finds that folder in the"
                    + " environment variable " + JobProcess.DATA_VARIABLE + ". Its exit code is ours.",
            "When SPEC is -, standard input is read to its end before COMMAND starts.",
            "The datasets are in use until COMMAND ends or this program does. Should it be killed (kill -9, no memory),"
                    + " COMMAND lives on, and others may replace or delete what it reads: where that matters, give"
                    + " --lease NAME, and end-lease NAME once the job is over."
        })
final class RunCommand implements Callable<Integer> {
    @ParentCommand
    private JobRunner runner;

    @Parameters(index = "0", paramLabel = "SPEC", description = "File of dataset specs; - is standard input.")
    private String file;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "COMMAND", description = "What to run, after --.")
    private List<String> job;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "The folder of links, DIR/NAME for each dataset; a fresh one where not given. For one run at a"
                            + " time: its links are removed when the run ends.")
    private Path data;

    @Override
    public Integer call() throws Exception {
        List<DatasetSpec> specs = runner.specs(List.of(file));
        StagerSetup setup = StagerSetup.of(runner.options(), specs);
        try (DatasetStager stager = setup.stager();
                StagedDatasets datasets =
                        setup.telling(runner.progress(), stager).stageAll(specs);
                DataFolder folder = data == null ? DataFolder.fresh() : DataFolder.at(data)) {
            folder.linkAll(datasets);
            return JobProcess.run(job, folder.path());
        }
    }
}
