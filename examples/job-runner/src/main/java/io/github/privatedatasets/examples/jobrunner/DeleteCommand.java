// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.storage.SharedStorage;
import io.github.privatedatasets.storage.TeamDatasets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Deletes datasets from a team's shared storage. */
@Command(
        name = "delete",
        description = {
            "Deletes datasets from the team's shared storage, unless they are in use.",
            "What was changed by hand since it was staged, so that it cannot be used, is deleted with --altered; staged"
                    + " again, it is as it was."
        })
final class DeleteCommand implements Callable<Integer> {
    @ParentCommand
    private JobRunner runner;

    @Parameters(arity = "1..*", paramLabel = "NAME", description = NamedDatasets.HELP + ".")
    private List<String> names;

    @Option(
            names = "--altered",
            description =
                    "Delete what stands in a dataset's place although it was changed since it was staged there, whatever"
                            + " it is by now; nothing where no dataset was staged.")
    private boolean altered;

    @Override
    public Integer call() throws Exception {
        List<Path> gone = new ArrayList<>();
        try (SharedStorage storage = StagerSetup.sharedStorage(runner.options())) {
            TeamDatasets datasets = storage.forTeam(runner.options().team());
            for (String name : NamedDatasets.namesOf(names, runner.options())) {
                List<Path> paths = altered ? datasets.deleteAltered(name) : List.of();
                if (paths.isEmpty()) {
                    paths = datasets.delete(name);
                }
                if (paths.isEmpty()) {
                    throw NamedDatasets.none(name, datasets);
                }
                gone.addAll(paths);
            }
        } finally {
            runner.print(gone, path -> Map.of("path", path), path -> path + " is deleted");
        }
        return ExitCode.DONE.number();
    }
}
