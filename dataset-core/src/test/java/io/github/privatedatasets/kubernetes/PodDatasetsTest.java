// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EphemeralVolumeSource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpec;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.github.privatedatasets.StagingPlan;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spec.InvalidSpecException;
import io.github.privatedatasets.spec.Mount;
import io.github.privatedatasets.spec.VolumeRequest;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodDatasetsTest {
    private static final Path STORAGE = Path.of("/storage");

    private static Mount shared(String name) {
        return new Mount(Path.of("/storage/team-vision/data", name), "/data/" + name, true);
    }

    private static StagingPlan dynamic(String name, VolumeRequest volume) {
        return new StagingPlan(
                DatasetName.of(name),
                DatasetUri.parse("s3://b/a.zip"),
                StagingPlan.Action.EXPAND_ARCHIVE,
                Path.of("/scratch/dataset-volumes"),
                volume,
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    private static StagingPlan dynamic(String name) {
        return dynamic(name, VolumeRequest.ephemeral());
    }

    private static PodDatasets.Builder staging() {
        return PodDatasets.builder().stagedBy("runner:1", "job-17", List.of("stage"));
    }

    /** Reads the YAML as Kubernetes' own tools do; a field that the model does not know shows as an additional property. */
    private static PodSpec read(PodDatasets datasets) throws Exception {
        YAMLMapper mapper = new YAMLMapper();
        mapper.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        PodSpec spec = mapper.readValue(datasets.yaml("job"), PodSpec.class);
        JsonNode known = mapper.valueToTree(spec);
        assertThat(known.equals(mapper.readTree(datasets.yaml("job"))))
                .as(datasets.yaml("job"))
                .isTrue();
        assertThat(spec.getAdditionalProperties()).isEmpty();
        for (Volume volume : spec.getVolumes()) {
            assertThat(volume.getAdditionalProperties()).isEmpty();
            assertThat(volume.getName()).matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
        }
        List<Container> containers = new ArrayList<>(spec.getInitContainers());
        containers.addAll(spec.getContainers());
        for (Container container : containers) {
            assertThat(container.getAdditionalProperties()).isEmpty();
            for (VolumeMount mount : container.getVolumeMounts()) {
                assertThat(mount.getAdditionalProperties()).isEmpty();
                assertThat(spec.getVolumes()).extracting(Volume::getName).contains(mount.getName());
            }
        }
        return spec;
    }

    @Test
    void mountsSharedDatasetsFromOneVolumeOfTheirClaimReadOnly() throws Exception {
        PodSpec spec = read(PodDatasets.builder()
                .shared(shared("mnist"), "team-storage", STORAGE)
                .shared(shared("cifar"), "team-storage", STORAGE)
                .build());

        assertThat(spec.getVolumes()).singleElement().satisfies(volume -> {
            assertThat(volume.getName()).isEqualTo("storage-team-storage");
            assertThat(volume.getPersistentVolumeClaim().getClaimName()).isEqualTo("team-storage");
        });
        assertThat(spec.getInitContainers()).isEmpty();
        assertThat(spec.getContainers()).singleElement().satisfies(job -> {
            assertThat(job.getName()).isEqualTo("job");
            assertThat(job.getVolumeMounts())
                    .extracting(
                            VolumeMount::getName,
                            VolumeMount::getMountPath,
                            VolumeMount::getSubPath,
                            VolumeMount::getReadOnly)
                    .containsExactly(
                            tuple("storage-team-storage", "/data/mnist", "team-vision/data/mnist", true),
                            tuple("storage-team-storage", "/data/cifar", "team-vision/data/cifar", true));
        });
    }

    @Test
    void stagesDynamicDatasetsInAnInitContainerIntoVolumesOfTheirOwn() throws Exception {
        PodSpec spec = read(PodDatasets.builder()
                .stagedBy(
                        "registry.example.org/job-runner:1", "job-17", List.of("stage", "/etc/datasets/datasets.yaml"))
                .storageClass("fast")
                .dynamic(dynamic("mnist", VolumeRequest.ephemeral(ByteSize.parse("10Gi"))))
                .build());

        assertThat(spec.getVolumes()).extracting(Volume::getName).containsExactly("dataset-mnist", "stage-datasets");
        EphemeralVolumeSource ephemeral = spec.getVolumes().get(0).getEphemeral();
        PersistentVolumeClaimSpec claim = ephemeral.getVolumeClaimTemplate().getSpec();
        assertThat(claim.getAccessModes()).containsExactly("ReadWriteOnce");
        assertThat(claim.getStorageClassName()).isEqualTo("fast");
        assertThat(claim.getResources().getRequests()).containsExactly(Map.entry("storage", new Quantity("10Gi")));
        assertThat(spec.getVolumes().get(1).getSecret().getSecretName()).isEqualTo("job-17");
        assertThat(spec.getInitContainers()).singleElement().satisfies(init -> {
            assertThat(init.getImage()).isEqualTo("registry.example.org/job-runner:1");
            assertThat(init.getArgs()).containsExactly("stage", "/etc/datasets/datasets.yaml");
            assertThat(init.getVolumeMounts())
                    .extracting(VolumeMount::getName, VolumeMount::getMountPath, VolumeMount::getReadOnly)
                    .containsExactly(
                            tuple("dataset-mnist", "/volumes/mnist", null),
                            tuple("stage-datasets", "/etc/datasets", true));
        });
        assertThat(spec.getContainers().get(0).getVolumeMounts())
                .singleElement()
                .satisfies(mount -> {
                    assertThat(mount.getMountPath()).isEqualTo("/data/mnist");
                    assertThat(mount.getSubPath()).isEqualTo("job/data/mnist");
                    assertThat(mount.getReadOnly()).isTrue();
                });
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "1000, 1k",
        "3K, 3k",
        "1K, 1k",
        "1M, 1M",
        "5G, 5G",
        "2T, 2T",
        "1Ki, 1Ki",
        "1Mi, 1Mi",
        "10Gi, 10Gi",
        "1Ti, 1Ti",
        "1001, 1001",
        "9223372036854775807, 9223372036854775807"
    })
    void saysSizesAsKubernetesDoes(String size, String quantity) throws Exception {
        ByteSize limit = ByteSize.parse(size);
        PodSpec spec = read(staging()
                .dynamic(dynamic("mnist", VolumeRequest.ephemeral(limit)))
                .build());

        Quantity storage = spec.getVolumes()
                .get(0)
                .getEphemeral()
                .getVolumeClaimTemplate()
                .getSpec()
                .getResources()
                .getRequests()
                .get("storage");
        assertThat(storage.toString()).isEqualTo(quantity);
        assertThat(Quantity.getAmountInBytes(storage)).isEqualByComparingTo(BigDecimal.valueOf(limit.bytes()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\"b",
                "a'b",
                "a,b",
                "a b",
                " a",
                "a ",
                "#a",
                "a #b",
                "-a",
                "- a",
                "--",
                "yes",
                "no",
                "on",
                "y",
                "true",
                "1e3",
                "0x1f",
                "017",
                "1_000",
                "1.5",
                "2026-11-22",
                "null",
                "~",
                "NULL",
                "{a}",
                "[a]",
                "&a",
                "*a",
                "!a",
                "!!int 1",
                "|",
                ">",
                "%a",
                "@a",
                "`a",
                "?",
                "=",
                "<<",
                "a=b",
                "$(HOME)",
                "$$",
                "{{a}}",
                "\u00fc\u4e2d",
                "\ud83d\udc31",
                "a\u2028b",
                "a\u00a0b",
                "a\ufeffb",
                "MNIST",
                "v1.2"
            })
    void keepsEveryNameAsItIs(String name) throws Exception {
        PodSpec spec = read(staging()
                .shared(shared(name), "team-storage", STORAGE)
                .dynamic(dynamic(name + "2"))
                .build());

        assertThat(spec.getContainers().get(0).getVolumeMounts())
                .extracting(VolumeMount::getMountPath)
                .containsExactly("/data/" + name, "/data/" + name + "2");
        assertThat(spec.getContainers().get(0).getVolumeMounts())
                .extracting(VolumeMount::getSubPath)
                .containsExactly("team-vision/data/" + name, "job/data/" + name + "2");
        assertThat(spec.getInitContainers().get(0).getVolumeMounts().get(0).getMountPath())
                .isEqualTo("/volumes/" + name + "2");
    }

    @Test
    void tellsTheInitContainerItsArgumentsLiterally() throws Exception {
        PodSpec spec = read(PodDatasets.builder()
                .stagedBy("yes", "job-17", List.of("$(HOME)", "a$$b", "no", "1e3", "- \"x\": y #z", "a\nb"))
                .dynamic(dynamic("mnist"))
                .build());

        // Kubernetes makes one $ of two, and replaces $(NAME).
        assertThat(spec.getInitContainers().get(0).getArgs())
                .containsExactly("$$(HOME)", "a$$$$b", "no", "1e3", "- \"x\": y #z", "a\nb");
        assertThat(spec.getInitContainers().get(0).getImage()).isEqualTo("yes");
    }

    @Test
    void datasetsOfSimilarNamesHaveVolumesOfTheirOwn() throws Exception {
        PodDatasets.Builder builder = staging();
        List.of("a-b", "a_b", "A-B", "stage-datasets", "a.b").forEach(name -> builder.dynamic(dynamic(name)));

        assertThat(read(builder.build()).getVolumes())
                .extracting(Volume::getName)
                .hasSize(6)
                .doesNotHaveDuplicates();
    }

    @Test
    void refusesAJobsContainerThatIsCalledAsTheOneThatStages() {
        PodDatasets dynamic = staging().dynamic(dynamic("mnist")).build();
        PodDatasets shared = PodDatasets.builder()
                .shared(shared("mnist"), "team-storage", STORAGE)
                .build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> dynamic.yaml("stage-datasets"))
                .withMessageContaining("stage-datasets");
        assertThat(shared.yaml("stage-datasets")).contains("stage-datasets");
    }

    @Test
    void refusesTwoDatasetsOfOneName() {
        PodDatasets.Builder builder = staging().shared(shared("mnist"), "team-storage", STORAGE);

        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> builder.dynamic(dynamic("mnist")))
                .withMessageContaining("/data/mnist");
    }

    @Test
    void refusesAColonWhichNoMountPathHas() {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> staging().dynamic(dynamic("1:30")))
                .withMessageContaining("colon");
    }

    @Test
    void refusesAMountOfSomethingThatTheClaimDoesNotHold() {
        for (String outside : List.of("/elsewhere/mnist", "/storage", "/storage/../elsewhere", "/storage-2/mnist")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PodDatasets.builder()
                            .shared(new Mount(Path.of(outside), "/data/mnist", true), "team-storage", STORAGE))
                    .withMessageContaining("is not below the storage's root /storage");
        }
    }

    @Test
    void refusesADynamicDatasetThatNothingStages() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> PodDatasets.builder().dynamic(dynamic("mnist")).build())
                .withMessageContaining("stagedBy");
    }

    @Test
    void refusesNamesOfObjectsThatAreNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PodDatasets.builder().shared(shared("mnist"), "Team Storage", STORAGE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PodDatasets.builder().stagedBy("a", "a/b", List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PodDatasets.builder().build().yaml("the job"));
    }
}
