// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.spec.TeamHandle;
import io.github.privatedatasets.spi.DatasetRecord;
import io.github.privatedatasets.storage.ListedDataset;
import io.github.privatedatasets.storage.SharedStorage;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Prints what stands in a team's shared storage. */
@Command(
        name = "list",
        description = "Prints what stands in the team's shared storage: name, path, and what is known of it.")
final class ListCommand implements Callable<Integer> {
    @ParentCommand
    private JobRunner runner;

    @Override
    public Integer call() throws Exception {
        TeamHandle team = runner.options().team();
        List<ListedDataset> listed;
        try (SharedStorage storage = StagerSetup.sharedStorage(runner.options())) {
            listed = storage.forTeam(team).list();
        }
        runner.print(listed, ListCommand::json, ListCommand::text);
        return ExitCode.DONE.number();
    }

    static Map<String, Object> json(ListedDataset listed) {
        Optional<DatasetRecord> record = listed.record();
        Map<String, Object> json = new LinkedHashMap<>();
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

    static String text(ListedDataset listed) {
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
