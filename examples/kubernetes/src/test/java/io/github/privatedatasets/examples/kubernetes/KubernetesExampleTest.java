// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubernetesExampleTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Bucket BUCKET = new Bucket();

    @TempDir
    private Path directory;

    @BeforeAll
    static void putObjects() {
        BUCKET.put("labels.csv", "0,1");
        BUCKET.put("images/train/0.png", "zero");
    }

    private PodSpec datasetsOfThePod() throws Exception {
        Runner run = Runner.run(List.of(
                "stage",
                "datasets.yaml",
                "--storage",
                directory.resolve("storage").toString(),
                "--team",
                "team-vision",
                "--lease",
                "job-17",
                "--output",
                "kubernetes",
                "--claim",
                "team-storage",
                "--image",
                "registry.example.org/job-runner:1",
                "--spec-secret",
                "job-17-datasets",
                "--endpoint",
                BUCKET.endpoint()));
        assertThat(run.exitCode()).isZero();
        PodSpec spec = YAML.readValue(run.out(), PodSpec.class);
        JsonNode known = YAML.valueToTree(spec);
        assertThat(known.equals(YAML.readTree(run.out()))).as(run.out()).isTrue();
        return spec;
    }

    @Test
    void podIsOneThatKubernetesKnowsAndThePatchNamesItsContainer() throws Exception {
        Pod pod = YAML.readValue(Path.of("pod.yaml").toFile(), Pod.class);

        assertThat(pod.getAdditionalProperties()).isEmpty();
        assertThat(pod.getSpec().getAdditionalProperties()).isEmpty();
        assertThat(datasetsOfThePod().getContainers())
                .extracting(Container::getName)
                .isEqualTo(pod.getSpec().getContainers().stream()
                        .map(Container::getName)
                        .toList());
    }

    @Test
    void jobSeesWhatThePlatformAndTheInitContainerHaveStaged() throws Exception {
        PodSpec spec = datasetsOfThePod();
        Container init = spec.getInitContainers().get(0);
        assertThat(init.getVolumeMounts())
                .extracting(VolumeMount::getMountPath)
                .containsExactly("/volumes/images", "/etc/datasets");

        // The kubelet: makes the volumes, mounts them and the Secret, and runs the container.
        Path volume = Files.createDirectories(directory.resolve("volumes/images"));
        Path secret = Files.createDirectories(directory.resolve("etc/datasets"));
        Files.copy(Path.of("datasets.yaml"), secret.resolve("datasets.yaml"));
        List<String> arguments = init.getArgs().stream()
                .map(argument -> argument.replace("$$", "$"))
                .map(argument -> argument.startsWith("/") ? directory + argument : argument)
                .toList();
        assertThat(Runner.run(arguments).exitCode()).isZero();

        List<VolumeMount> mounts = spec.getContainers().get(0).getVolumeMounts();
        assertThat(mounts)
                .extracting(VolumeMount::getMountPath, VolumeMount::getReadOnly)
                .containsExactly(tuple("/data/labels.csv", true), tuple("/data/images", true));
        assertThat(directory
                        .resolve("storage")
                        .resolve(mounts.get(0).getSubPath())
                        .resolve("labels.csv"))
                .hasContent("0,1");
        assertThat(volume.resolve(mounts.get(1).getSubPath()).resolve("train/0.png"))
                .hasContent("zero");
    }
}
