package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.StagingPlan;
import io.github.privatedatasets.kubernetes.PodDatasets;
import io.github.privatedatasets.spec.Mount;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options of {@code --output kubernetes}, and the pod they describe. */
final class PodOptions {
    /** The key of the Secret that holds the specs. */
    private static final String SPEC_FILE = PodDatasets.SPECS + "/datasets.yaml";

    @Option(
            names = "--claim",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "For kubernetes: the claim that holds what --storage holds here.")
    private String claim;

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            scope = ScopeType.INHERIT,
            description = "For kubernetes: an image whose entry point is this program; stages what is dynamic.")
    private String image;

    @Option(
            names = "--spec-secret",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "For kubernetes: the Secret that holds the specs, under the key datasets.yaml.")
    private String specSecret;

    @Option(
            names = "--storage-class",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "For kubernetes: the class of dynamic volumes, where it is not the cluster's own.")
    private String storageClass;

    @Option(
            names = "--container",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "For kubernetes: the name of the job's container (job).")
    private String container = "job";

    /** Returns the YAML of a pod's spec that has these datasets. */
    String yaml(List<Mount> shared, List<StagingPlan> dynamic, RunnerOptions options) {
        try {
            PodDatasets.Builder pod = PodDatasets.builder();
            for (Mount mount : shared) {
                pod.shared(mount, options.required(claim, "--claim NAME", "a shared dataset"), options.storage());
            }
            if (!dynamic.isEmpty()) {
                List<String> arguments = new ArrayList<>(List.of("stage", SPEC_FILE, "--into", PodDatasets.VOLUMES));
                arguments.addAll(options.store().asArguments());
                pod.stagedBy(
                        options.required(image, "--image IMAGE", "a dynamic dataset"),
                        options.required(specSecret, "--spec-secret NAME", "a dynamic dataset"),
                        arguments);
            }
            if (storageClass != null) {
                pod.storageClass(storageClass);
            }
            dynamic.forEach(pod::dynamic);
            return pod.build().yaml(container);
        } catch (IllegalArgumentException e) {
            throw options.invalid(e.getMessage());
        }
    }
}
