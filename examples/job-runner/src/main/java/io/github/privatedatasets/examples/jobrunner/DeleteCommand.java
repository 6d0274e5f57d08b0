package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.storage.SharedStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Deletes datasets from a team's shared storage. */
@Command(name = "delete", description = "Deletes datasets from the team's shared storage, unless they are in use.")
final class DeleteCommand implements Callable<Integer> {
    @ParentCommand
    private JobRunner runner;

    @Parameters(arity = "1..*", paramLabel = "NAME", description = "Names as list prints them.")
    private List<String> names;

    @Override
    public Integer call() throws Exception {
        List<Path> gone = new ArrayList<>();
        try (SharedStorage storage = StagerSetup.sharedStorage(runner.options())) {
            for (String name : names) {
                List<Path> paths = storage.forTeam(runner.options().team()).delete(name);
                if (paths.isEmpty()) {
                    throw new RunnerException(ExitCode.NOT_FOUND, "there is no dataset " + name, null);
                }
                gone.addAll(paths);
            }
        } finally {
            runner.print(gone, path -> Map.of("path", path), path -> path + " is deleted");
        }
        return ExitCode.DONE.number();
    }
}
