// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.jobrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What {@code --output docker} and {@code --output kubernetes} print; the same volumes filled by {@code --into}. */
class MountOutputTest {
    private static final LocalS3 S3 = LocalS3.SHARED;
    private static final String BOTH = "[{uri: s3://bkt/mounts/shared.csv, name: 'a,b'},"
            + " {uri: s3://bkt/mounts/dynamic.csv, volumeOptions: {kind: dynamic, size: 3K}}]";

    @TempDir
    private Path directory;

    private Path storage;

    @BeforeAll
    static void putObjects() {
        S3.put("mounts/shared.csv", "shared");
        S3.put("mounts/dynamic.csv", "dynamic");
    }

    @BeforeEach
    void prepare() throws Exception {
        directory = directory.toRealPath();
        storage = directory.resolve("storage");
    }

    private CommandLineRun run(String spec, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--endpoint", S3.endpoint(), "--storage", storage.toString(), "--team", "vision"));
        return CommandLineRun.withInput(spec, all.toArray(new String[0]));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, List<Map<String, Object>>> pod(CommandLineRun run) {
        assertThat(run.exitCode()).as(run.err()).isZero();
        return (Map<String, List<Map<String, Object>>>)
                new Load(LoadSettings.builder().build()).loadFromString(run.out());
    }

    @Test
    void stagePrintsArgumentsOfDockerEachOnALine() throws Exception {
        Path specs = Files.writeString(directory.resolve("job.yaml"), BOTH);
        CommandLineRun run =
                run("", "stage", specs.toString(), "--hold", "--output=docker", "--scratch=" + directory + "/scratch");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).doesNotContain("note: ");
        assertThat(run.out().lines().limit(3))
                .containsExactly(
                        "--mount",
                        "type=bind,\"source=" + storage + "/vision/data/a,b\",\"target=/data/a,b\",readonly",
                        "--mount");
        assertThat(run.out().lines().skip(3))
                .singleElement()
                .asString()
                .startsWith("type=bind,source=" + directory + "/scratch/dataset-volumes/")
                .endsWith(",target=/data/dynamic.csv,readonly");
    }

    @Test
    void stageRefusesToTellDockerOfAVolumeThatIsGoneByThen() {
        CommandLineRun run = run(BOTH, "stage", "-", "--output", "docker", "--scratch", directory + "/scratch");

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.out()).isEmpty();
        assertThat(run.errors()).singleElement().asString().contains("--hold");
        assertThat(storage).doesNotExist();
    }

    @Test
    void saysThatNothingHoldsWhatDockerIsTold() {
        String shared = "uri: s3://bkt/mounts/shared.csv";

        CommandLineRun run = run(shared, "stage", "-", "--output=docker");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("note: ").contains("--lease NAME");

        assertThat(run(shared, "stage", "-", "--output=docker", "--lease=job-17")
                        .err())
                .doesNotContain("note: ");
        assertThat(run(shared, "stage", "-").err()).doesNotContain("note: ");
    }

    @Test
    void planRefusesToTellDockerWhereAVolumeWillStand() {
        CommandLineRun run = run(BOTH, "plan", "-", "--output", "docker", "--scratch", directory + "/scratch");

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.out()).isEmpty();
        assertThat(run.errors())
                .singleElement()
                .asString()
                .contains("dynamic.csv")
                .contains("stage --hold");
    }

    @Test
    void stageStagesWhatIsSharedAndLetsThePodStageTheRest() {
        CommandLineRun run = run(
                BOTH,
                "stage",
                "-",
                "--output",
                "kubernetes",
                "--claim",
                "team",
                "--image",
                "runner:1",
                "--spec-secret",
                "job-17");
        Map<String, List<Map<String, Object>>> pod = pod(run);

        assertThat(storage.resolve("vision/data/a,b/shared.csv")).hasContent("shared");
        assertThat(pod).containsOnlyKeys("volumes", "initContainers", "containers");
        assertThat(pod.get("initContainers").get(0))
                .containsEntry("image", "runner:1")
                .containsEntry(
                        "args",
                        List.of(
                                "stage",
                                "/etc/datasets/datasets.yaml",
                                "--into",
                                "/volumes",
                                "--endpoint",
                                S3.endpoint()));
        assertThat(pod.get("containers").get(0))
                .containsEntry("name", "job")
                .extractingByKey("volumeMounts")
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .extracting("mountPath", "subPath")
                .containsExactly(
                        tuple("/data/a,b", "vision/data/a,b"), tuple("/data/dynamic.csv", "job/data/dynamic.csv"));
        assertThat(run.out()).contains("storage: \"3k\"").doesNotContain(storage.toString());
    }

    @Test
    void planPrintsTheSamePodAndWritesNothing() {
        String[] pod = {
            "-", "--output", "kubernetes", "--claim", "team", "--image", "runner:1", "--spec-secret", "job-17"
        };
        CommandLineRun planned = run(BOTH, concat("plan", pod));
        assertThat(storage).doesNotExist();

        assertThat(pod(planned)).isEqualTo(pod(run(BOTH, concat("stage", pod))));
    }

    @Test
    void initContainerIsToldTheOperatorsOptionsAndThePersonWhichFilesItNeeds() throws Exception {
        Path secrets = Files.createDirectory(directory.resolve("secrets"));
        CommandLineRun run = run(BOTH, concat("plan", new String[] {
            "-",
            "--output=kubernetes",
            "--claim=team",
            "--image=runner:1",
            "--spec-secret=job-17",
            "--max-size=1G",
            "--secrets=" + secrets
        }));

        assertThat(pod(run).get("initContainers").get(0))
                .extractingByKey("args")
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .endsWith("--secrets", secrets.toString(), "--max-size", "1G");
        assertThat(run.err()).contains("note: the init container is given --secrets " + secrets);
    }

    private static String[] concat(String command, String[] args) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(args));
        return all.toArray(new String[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan", "stage"})
    void saysWhichOptionThePodLacksBeforeAnythingIsStaged(String command) {
        for (String missing : List.of("claim", "image", "spec-secret")) {
            List<String> args = new ArrayList<>(List.of(command, "-", "--output", "kubernetes"));
            for (String option : List.of("claim", "image", "spec-secret")) {
                if (!option.equals(missing)) {
                    args.addAll(List.of("--" + option, "x"));
                }
            }
            CommandLineRun run = run(BOTH, args.toArray(new String[0]));

            assertThat(run.exitCode()).isEqualTo(64);
            assertThat(run.out()).isEmpty();
            assertThat(run.errors()).singleElement().asString().contains("missing --" + missing);
            assertThat(storage).doesNotExist();
        }
    }

    @Test
    void initContainerLeavesWhatIsDynamicInItsVolumeAndMayBeRunAgain() throws Exception {
        Path volume = Files.createDirectories(directory.resolve("volumes/dynamic.csv"));
        for (String reused : List.of("staged now", "reused")) {
            CommandLineRun run = run(BOTH, "stage", "-", "--into", directory + "/volumes");

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).hasLineCount(1).contains("dynamic.csv").contains(reused);
        }
        assertThat(volume.resolve("job/data/dynamic.csv/dynamic.csv")).hasContent("dynamic");
        assertThat(storage).doesNotExist();
    }

    @Test
    void initContainerFailsWhereItsVolumeIsNotMounted() throws Exception {
        Files.createDirectories(directory.resolve("volumes"));
        CommandLineRun run = run(BOTH, "stage", "-", "--into", directory + "/volumes");

        assertThat(run.exitCode()).isEqualTo(73);
        assertThat(run.errors()).singleElement().asString().contains("mount the volume of dataset dynamic.csv there");
    }
}
