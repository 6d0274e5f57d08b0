// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import io.github.privatedatasets.StagingPlan;
import io.github.privatedatasets.kubernetes.PodDatasets;
import io.github.privatedatasets.spec.Mount;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of {@code --output kubernetes}, and the pod they describe. */
final class PodOptions {
    /** The key of the Secret that holds the specs. */
    private static final String SPEC_FILE = PodDatasets.SPECS + "/datasets.yaml";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--claim",
            paramLabel = "NAME",
            description = "For kubernetes: the claim that holds what --storage holds here.")
    private String claim;

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description = "For kubernetes: an image whose entry point is this program; stages what is dynamic.")
    private String image;

    @Option(
            names = "--spec-secret",
            paramLabel = "NAME",
            description = "For kubernetes: the Secret that holds the specs, under the key datasets.yaml.")
    private String specSecret;

    @Option(
            names = "--storage-class",
            paramLabel = "NAME",
            description = "For kubernetes: the class of dynamic volumes, where it is not the cluster's own.")
    private String storageClass;

    @Option(
            names = "--container",
            paramLabel = "NAME",
            description = "For kubernetes: the name of the job's container (job).")
    private String container = "job";

    /** Refuses options that lack what a pod with such datasets needs: before something large is staged for it. */
    void require(boolean shared, boolean dynamic) {
        if (shared) {
            require(claim, "--claim NAME", "a shared dataset");
        }
        if (dynamic) {
            require(image, "--image IMAGE", "a dynamic dataset");
            require(specSecret, "--spec-secret NAME", "a dynamic dataset");
        }
    }

    private void require(String value, String option, String use) {
        if (value == null) {
            throw new ParameterException(command.commandLine(), "missing " + option + ", needed by a pod with " + use);
        }
    }

    /** Returns the YAML of a pod's spec that has these datasets. */
    String yaml(List<Mount> shared, List<StagingPlan> dynamic, RunnerOptions options) {
        require(!shared.isEmpty(), !dynamic.isEmpty());
        try {
            PodDatasets.Builder pod = PodDatasets.builder();
            for (Mount mount : shared) {
                pod.shared(mount, claim, options.storage());
            }
            if (!dynamic.isEmpty()) {
                List<String> arguments = new ArrayList<>(List.of("stage", SPEC_FILE, "--into", PodDatasets.VOLUMES));
                arguments.addAll(options.asArguments());
                pod.stagedBy(image, specSecret, arguments);
            }
            if (storageClass != null) {
                pod.storageClass(storageClass);
            }
            dynamic.forEach(pod::dynamic);
            return pod.build().yaml(container);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage());
        }
    }
}
