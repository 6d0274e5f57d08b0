// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.spi.DatasetRecord;
import io.github.privatedatasets.storage.ListedDataset;
import io.github.privatedatasets.storage.TeamDatasets;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Prints what stands in a team's shared storage. */
@Command(
        name = "list",
        description = "Prints what stands in the team's shared storage: name, path, and what is known of it.")
final class ListCommand implements Callable<Integer> {
    @ParentCommand
    private JobRunner runner;

    @Mixin
    private TeamsOption teams;

    @Override
    public Integer call() throws Exception {
        teams.print(runner, TeamDatasets::list);
        return ExitCode.DONE.number();
    }

    static Map<String, Object> json(TeamsOption.OfTeam row) {
        ListedDataset listed = row.dataset();
        Optional<DatasetRecord> record = listed.record();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("team", row.team());
        json.put("directory", listed.directoryName());
        json.put("path", listed.path());
        json.put("uri", record.map(r -> r.origin().uri()).orElse(null));
        json.put("etag", record.flatMap(r -> r.revision().etag()).orElse(null));
        json.put("versionId", record.flatMap(r -> r.revision().versionId()).orElse(null));
        json.put("listing", record.flatMap(r -> r.revision().listing()).orElse(null));
        json.put("bytes", record.map(DatasetRecord::sizeBytes).orElse(null));
        json.put("files", record.map(DatasetRecord::fileCount).orElse(null));
        json.put("lastUsed", listed.lastUsed().orElse(null));
        json.put("holders", listed.holders());
        json.put("problem", listed.problem().orElse(null));
        json.put("proof", record.map(DatasetRecord::proof).orElse(null));
        return json;
    }

    static String text(TeamsOption.OfTeam row) {
        ListedDataset listed = row.dataset();
        String what = listed.record()
                .map(record -> describe(listed, record))
                .or(listed::problem)
                .orElse("a directory of somebody's own");
        return listed.directoryName() + " " + listed.path() + " (" + what + ")";
    }

    private static String describe(ListedDataset listed, DatasetRecord record) {
        return record.origin().uri()
                + ", " + Quantity.files(record.fileCount())
                + ", " + Quantity.data(record.sizeBytes())
                + listed.lastUsed()
                        .map(time -> ", last used " + time.truncatedTo(ChronoUnit.SECONDS))
                        .orElse("")
                + (listed.holders().isEmpty() ? "" : ", in use by " + String.join("; ", listed.holders()));
    }
}
