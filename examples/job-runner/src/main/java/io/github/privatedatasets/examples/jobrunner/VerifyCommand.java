// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.storage.ListedDataset;
import io.github.privatedatasets.storage.SharedStorage;
import io.github.privatedatasets.storage.TeamDatasets;
import io.github.privatedatasets.storage.Verification;
import io.github.privatedatasets.storage.Verification.Depth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Compares datasets in a team's shared storage with what was recorded when they were staged. */
@Command(
        name = "verify",
        description = "Compares datasets with what was recorded when they were staged, and prints what differs.")
final class VerifyCommand implements Callable<Integer> {
    @ParentCommand
    private JobRunner runner;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = NamedDatasets.HELP + "; all where none is given.")
    private List<String> names = List.of();

    @Option(
            names = "--deep",
            description = "Read every file and compare its digest, not just names, sizes, modes and links.")
    private boolean deep;

    @Option(
            names = "--adopt",
            description =
                    "First make trees datasets again that a restore from a backup brought, if they are as they were staged.")
    private boolean adopt;

    @Override
    public Integer call() throws Exception {
        if (adopt && names.isEmpty()) {
            throw runner.options().invalid("--adopt needs the NAMEs to adopt");
        }
        List<Verification> verified = new ArrayList<>();
        try (SharedStorage storage = StagerSetup.sharedStorage(runner.options())) {
            TeamDatasets datasets = storage.forTeam(runner.options().team());
            for (String name : names.isEmpty() ? staged(datasets) : NamedDatasets.namesOf(names, runner.options())) {
                if (adopt) {
                    datasets.adopt(name);
                }
                List<Verification> found = datasets.verify(name, deep ? Depth.DEEP : Depth.FAST);
                if (found.isEmpty() && !names.isEmpty()) {
                    throw NamedDatasets.none(name, datasets);
                }
                verified.addAll(found);
            }
        }
        runner.print(verified, VerifyCommand::json, VerifyCommand::text);
        boolean isSound = verified.stream().allMatch(Verification::isSound);
        return (isSound ? ExitCode.DONE : ExitCode.WRONG_DATA).number();
    }

    private static List<String> staged(TeamDatasets datasets) throws Exception {
        return datasets.list().stream()
                .filter(listed ->
                        listed.record().isPresent() || listed.problem().isPresent())
                .map(ListedDataset::directoryName)
                .distinct()
                .toList();
    }

    private static Map<String, Object> json(Verification verified) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("directory", verified.directoryName());
        json.put("path", verified.path());
        json.put("sound", verified.isSound());
        json.put("differences", verified.differences());
        return json;
    }

    private static String text(Verification verified) {
        return verified.path()
                + (verified.isSound() ? " is as it was staged" : ": " + String.join("; ", verified.differences()));
    }
}
