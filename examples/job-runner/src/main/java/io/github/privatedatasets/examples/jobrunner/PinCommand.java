// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetPin;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.InvalidSpecException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Writes down which revision of each dataset the store has now. */
@Command(
        name = "pin",
        description = {
            "Writes DIR/NAME.pin for each dataset (--pins DIR): the revision that the store has now, down to each object of a"
                    + " folder. Reads no content.",
            "With the same --pins DIR, stage, plan and run use exactly these revisions, or fail."
        })
final class PinCommand implements Callable<Integer> {
    @ParentCommand
    private JobRunner runner;

    @Parameters(arity = "1..*", paramLabel = "SPEC", description = "Files of dataset specs; - is standard input.")
    private List<String> files;

    private record Pinned(DatasetName name, DatasetPin pin, Path file) {}

    @Override
    public Integer call() throws Exception {
        RunnerOptions options = runner.options();
        PinFiles pins = new PinFiles(options.required(options.pins().orElse(null), "--pins DIR", "what pin writes"));
        Map<DatasetName, DatasetSpec> specs = byName(runner.newestSpecs(files));
        Map<DatasetName, DatasetPin> found = new LinkedHashMap<>();
        try (DatasetStager stager = StagerSetup.withoutStorage(options)) {
            for (Map.Entry<DatasetName, DatasetSpec> spec : specs.entrySet()) {
                found.put(spec.getKey(), stager.pin(spec.getValue()));
            }
        }
        List<Pinned> written = new ArrayList<>();
        for (Map.Entry<DatasetName, DatasetPin> pin : found.entrySet()) {
            written.add(new Pinned(pin.getKey(), pin.getValue(), pins.write(pin.getKey(), pin.getValue())));
        }
        runner.print(written, PinCommand::json, PinCommand::text);
        return ExitCode.DONE.number();
    }

    private static Map<DatasetName, DatasetSpec> byName(List<DatasetSpec> specs) {
        Map<DatasetName, DatasetSpec> byName = new LinkedHashMap<>();
        for (DatasetSpec spec : specs) {
            DatasetSpec other = byName.put(PinFiles.nameOf(spec), spec);
            if (other != null) {
                throw new InvalidSpecException("two datasets have the name " + PinFiles.nameOf(spec) + ": "
                        + other.uri() + " and " + spec.uri() + "; set name in one of them");
            }
        }
        return byName;
    }

    private static Map<String, Object> json(Pinned pinned) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", pinned.name());
        json.put("uri", pinned.pin().uri());
        json.put("file", pinned.file());
        json.put("objects", pinned.pin().objects().size());
        json.put("bytes", pinned.pin().sizeBytes());
        json.put("digest", pinned.pin().digest());
        return json;
    }

    private static String text(Pinned pinned) {
        return pinned.file() + " (" + pinned.pin().uri() + ", objects: "
                + pinned.pin().objects().size() + ", "
                + Quantity.bytes(pinned.pin().sizeBytes()) + ")";
    }
}
