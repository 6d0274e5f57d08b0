// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.StagingListener;
import io.github.privatedatasets.StagingProgress;
import io.github.privatedatasets.TeamStager;
import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.errors.DatasetNotFoundException;
import io.github.privatedatasets.errors.EtagMismatchException;
import io.github.privatedatasets.junit.DatasetStagerExtension;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.VolumeRequest;
import io.github.privatedatasets.testing.InMemorySource;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DatasetStagerExtension.class)
class StagingMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final StagingMetrics metrics = StagingMetrics.of(registry);
    private TeamStager team;

    @BeforeEach
    void putData(DatasetStager stager, InMemorySource source) {
        source.put("s3://b/labels.csv", "0,1")
                .put("s3://b/f/a", "12345")
                .put("s3://b/f/b", "123")
                .breakAt("s3://b/f/a", 2);
        team = stager.forTeam("test").listener(metrics.listener());
    }

    private double count(String meter, String... tags) {
        return registry.get(meter).tags(tags).counter().count();
    }

    private void stageOneOfEach() throws Exception {
        DatasetSpec object = DatasetSpec.of("s3://b/labels.csv");
        team.stage(object).close();
        team.stage(object).close();
        team.stage(DatasetSpec.builder("s3://b/f/")
                        .volume(VolumeRequest.ephemeral())
                        .build())
                .close();
        assertThatExceptionOfType(DatasetNotFoundException.class)
                .isThrownBy(() -> team.stage(DatasetSpec.of("s3://b/none")));
        assertThatExceptionOfType(EtagMismatchException.class)
                .isThrownBy(() -> team.stage(
                        DatasetSpec.builder("s3://b/labels.csv").etag("d0e2").build()));
    }

    @Test
    void countsWhatWasStagedReusedAndFailed() throws Exception {
        stageOneOfEach();

        assertThat(count("datasets.staged", "outcome", "published", "volume", "shared"))
                .isEqualTo(1);
        assertThat(count("datasets.staged", "outcome", "reused", "volume", "shared"))
                .isEqualTo(1);
        assertThat(count("datasets.staged", "outcome", "published", "volume", "dynamic"))
                .isEqualTo(1);
        assertThat(count("datasets.failures", "type", "DatasetNotFoundException", "retryable", "false"))
                .isEqualTo(1);
        assertThat(count("datasets.failures", "type", "EtagMismatchException", "retryable", "false"))
                .isEqualTo(1);
    }

    @Test
    void countsBytesObjectsAndRetries() throws Exception {
        stageOneOfEach();

        assertThat(count("datasets.bytes")).isEqualTo(3 + 5 + 3);
        assertThat(count("datasets.objects")).isEqualTo(3);
        assertThat(count("datasets.retries")).isEqualTo(1);
    }

    @Test
    void timesEveryStep() throws Exception {
        stageOneOfEach();

        assertThat(Stream.of("resolve", "claim", "fetch", "publish")
                        .collect(Collectors.toMap(
                                step -> step,
                                step -> registry.get("datasets.step")
                                        .tag("step", step)
                                        .timer()
                                        .count())))
                .isEqualTo(Map.of("resolve", 3L, "claim", 2L, "fetch", 2L, "publish", 2L));
    }

    @Test
    void countsAWaitOnceHoweverOftenItIsTold() {
        StagingListener listener = metrics.listener();
        for (int seconds = 0; seconds < 3; seconds++) {
            listener.waiting(DatasetName.of("a"), "pid 1 on node-3", Duration.ofSeconds(seconds));
        }
        listener.waiting(DatasetName.of("b"), "pid 1 on node-3", Duration.ZERO);

        assertThat(count("datasets.waits")).isEqualTo(2);
    }

    @Test
    void keepsNothingOfADatasetThatCameToItsEnd(InMemorySource source) throws Exception {
        StagingListener listener = metrics.listener();
        source.put("s3://b/page.zip", "<html>login</html>");

        team.listener(listener).stage(DatasetSpec.of("s3://b/labels.csv")).close();
        assertThatExceptionOfType(CorruptArchiveException.class)
                .isThrownBy(() -> team.listener(listener).stage(DatasetSpec.of("s3://b/page.zip")));

        assertThat(listener)
                .extracting("counted", InstanceOfAssertFactories.MAP)
                .isEmpty();
    }

    @Test
    void countsBytesThatAreReadOnceMoreAgain() {
        StagingListener listener = metrics.listener();
        for (long done : new long[] {4, 10, 3, 10}) {
            listener.progressed(
                    DatasetName.of("a"), new StagingProgress(done, OptionalLong.of(10), 0, OptionalLong.empty(), 0));
        }

        assertThat(count("datasets.bytes")).isEqualTo(20);
    }

    @Test
    void countsNoBytesThatAnAttemptThatDiedHadLeft() {
        StagingListener listener = metrics.listener();
        for (long[] doneAndResumed : new long[][] {{3, 3}, {5, 4}, {9, 5}}) {
            listener.progressed(
                    DatasetName.of("a"),
                    new StagingProgress(
                            doneAndResumed[0], OptionalLong.of(9), 0, OptionalLong.empty(), doneAndResumed[1]));
        }

        assertThat(count("datasets.bytes")).isEqualTo(4);
    }

    @Test
    void hasExactlyTheMetersAndTagsOfTheDocumentation() throws Exception {
        stageOneOfEach();

        Map<String, String> registered = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            Set<String> tags =
                    meter.getId().getTags().stream().map(Tag::getKey).collect(Collectors.toCollection(TreeSet::new));
            registered.put(
                    meter.getId().getName(), meter.getId().getType().name().toLowerCase(Locale.ROOT) + " " + tags);
        }
        assertThat(registered).isEqualTo(documented());
    }

    void snippet(
            MeterRegistry registry, DatasetStager stager, String team, StagingListener jobLog, List<DatasetSpec> specs)
            throws Exception {
        // snippet
        StagingMetrics metrics = StagingMetrics.of(registry); // once per service
        stager.forTeam(team).listener(jobLog.and(metrics.listener())).stageAll(specs);
        // end
    }

    @Test
    void documentationShowsJavaThatCompiles() throws Exception {
        String source =
                Files.readString(Path.of("src/test/java", getClass().getName().replace('.', '/') + ".java"));

        assertThat(between(Files.readString(Path.of("../docs/metrics.md")), "```java\n", "```"))
                .isEqualTo(between(source, "// snippet\n", "// end"));
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start) + start.length();
        return text.substring(from, text.indexOf(end, from)).strip().replaceAll("\\s+", " ");
    }

    private static Map<String, String> documented() throws Exception {
        Map<String, String> documented = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("../docs/metrics.md"))) {
            if (line.startsWith("| `")) {
                List<String> cells = Stream.of(line.substring(1).split("\\|"))
                        .map(cell -> cell.replace("`", "").strip())
                        .toList();
                Set<String> tags = Stream.of(cells.get(2).split(", "))
                        .filter(tag -> !tag.isEmpty())
                        .collect(Collectors.toCollection(TreeSet::new));
                documented.put(cells.get(0), cells.get(1) + " " + tags);
            }
        }
        return documented;
    }
}
