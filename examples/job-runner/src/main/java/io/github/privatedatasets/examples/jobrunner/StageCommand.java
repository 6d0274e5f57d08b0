// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.StagedDatasets;
import io.github.privatedatasets.StagingPlan;
import io.github.privatedatasets.TeamStager;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.Etag;
import io.github.privatedatasets.spec.VolumeRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Stages datasets and prints where they stand. */
@Command(name = "stage", description = "Stages datasets, and prints where they stand and where a job sees them.")
final class StageCommand implements Callable<Integer>, JobRunner.RendersMounts {
    @Spec
    private CommandSpec command;

    @ParentCommand
    private JobRunner runner;

    @Mixin
    private PodOptions pod;

    @Parameters(arity = "1..*", paramLabel = "SPEC", description = "Files of dataset specs; - is standard input.")
    private List<String> files;

    @Option(
            names = "--hold",
            description =
                    "Keep dynamic volumes and leases until standard input closes or SIGTERM comes, not just until the results"
                            + " are printed.")
    private boolean hold;

    @Option(
            names = "--into",
            paramLabel = "DIR",
            description =
                    "Stage only the dynamic datasets, each into the volume that is mounted at DIR/NAME, and leave them there:"
                            + " what an init container does for its job.")
    private Path into;

    @Override
    public Integer call() throws Exception {
        if (hold && files.contains("-")) {
            throw new ParameterException(
                    command.commandLine(), "--hold waits for standard input to close, so specs cannot come from it");
        }
        RunnerOptions options = runner.options();
        List<DatasetSpec> specs = runner.specs(files);
        if (into != null) {
            List<DatasetSpec> dynamic = only(true, specs);
            return stage(dynamic, StagerSetup.into(into, options, dynamic));
        }
        StagerSetup setup = StagerSetup.of(options, specs);
        return options.output() == RunnerOptions.Output.kubernetes ? stageForPod(specs, setup) : stage(specs, setup);
    }

    private int stage(List<DatasetSpec> specs, StagerSetup setup) throws Exception {
        try (DatasetStager stager = setup.stager();
                StagedDatasets data =
                        setup.teamStager(stager).listener(runner.progress()).stageAll(specs)) {
            if (runner.options().output() == RunnerOptions.Output.docker) {
                runner.printForDocker(data.mounts());
            } else {
                runner.print(data.datasets(), StageCommand::json, StageCommand::text);
            }
            if (hold) {
                awaitEnd(runner.in());
            } else if (into == null) {
                data.datasets().stream().filter(StageCommand::isEphemeral).forEach(this::noteRemoval);
            }
        }
        return ExitCode.DONE.number();
    }

    /** What is dynamic is staged in the pod, by its init container. */
    private int stageForPod(List<DatasetSpec> specs, StagerSetup setup) throws Exception {
        List<DatasetSpec> inPod = only(true, specs);
        pod.require(inPod.size() < specs.size(), !inPod.isEmpty());
        try (DatasetStager stager = setup.stager()) {
            TeamStager team = setup.teamStager(stager).listener(runner.progress());
            List<StagingPlan> dynamic = team.planAll(inPod);
            try (StagedDatasets shared = team.stageAll(only(false, specs))) {
                runner.printPod(pod, shared.mounts(), dynamic);
                if (hold) {
                    awaitEnd(runner.in());
                }
            }
        }
        return ExitCode.DONE.number();
    }

    private static List<DatasetSpec> only(boolean dynamic, List<DatasetSpec> specs) {
        return specs.stream()
                .filter(spec -> spec.volume().isEphemeral() == dynamic)
                .toList();
    }

    private static void awaitEnd(InputStream in) throws InterruptedException {
        // In a thread of its own: no interrupt frees a thread that reads standard input, and a signal arrives as one.
        CountDownLatch ended = new CountDownLatch(1);
        Thread reader = new Thread(() -> readToEnd(in, ended), "stdin");
        reader.setDaemon(true);
        reader.start();
        ended.await();
    }

    private static void readToEnd(InputStream in, CountDownLatch ended) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // Standard input that cannot be read is as good as closed.
        } finally {
            ended.countDown();
        }
    }

    private void noteRemoval(MaterializedDataset dataset) {
        runner.note(
                "the dynamic volume of " + dataset.name() + " is removed now; to use it, stage with --hold, or run");
    }

    private static boolean isEphemeral(MaterializedDataset dataset) {
        return dataset.storage() == VolumeRequest.Kind.DYNAMIC;
    }

    private static Map<String, Object> json(MaterializedDataset dataset) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", dataset.name());
        json.put("uri", dataset.uri());
        json.put("path", dataset.path());
        json.put("mountPath", dataset.mountPath());
        json.put("readOnly", dataset.mount().readOnly());
        json.put("storage", dataset.storage());
        json.put("reused", dataset.isReused());
        json.put("resumedBytes", dataset.resumedBytes());
        json.put("etag", dataset.etag().orElse(null));
        json.put("versionId", dataset.versionId().orElse(null));
        json.put("listing", dataset.revision().listing().orElse(null));
        json.put("bytes", dataset.sizeBytes());
        json.put("files", dataset.fileCount());
        json.put("proof", dataset.proof());
        return json;
    }

    private static String text(MaterializedDataset dataset) {
        return dataset.mountPath() + " <- " + dataset.path() + " (" + dataset.storage()
                + (dataset.mount().readOnly() ? ", read-only" : "")
                + (dataset.isReused() ? ", reused" : ", staged now")
                + (dataset.resumedBytes() > 0 ? ", " + Quantity.bytes(dataset.resumedBytes()) + " resumed" : "")
                + ", " + Quantity.files(dataset.fileCount())
                + ", " + Quantity.data(dataset.sizeBytes())
                + dataset.etag().map(Etag::value).map(etag -> ", etag " + etag).orElse("")
                + dataset.versionId().map(id -> ", version " + id).orElse("")
                + ", proof: " + dataset.proof() + ")";
    }
}
