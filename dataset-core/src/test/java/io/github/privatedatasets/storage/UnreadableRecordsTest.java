// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.spi.HeldDataset;
import io.github.privatedatasets.spi.Slot;
import io.github.privatedatasets.storage.disk.DirectoryNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One record that cannot be read, as one of a newer version, concerns its own dataset and no other. */
class UnreadableRecordsTest {
    private static final CollectPolicy EVERYTHING = CollectPolicy.leftovers().olderThan(Duration.ZERO);

    @TempDir
    Path directory;

    private Path data;
    private SharedStorage storage;
    private TeamDatasets datasets;

    @BeforeEach
    void stageTwo() throws Exception {
        data = directory.resolve("team-vision/data");
        storage = SharedStorage.builder(directory)
                .durability(SharedStorage.Durability.NONE)
                .build();
        datasets = storage.forTeam(TinyStager.TEAM);
        stage("broken", "e1").close();
        stage("sound", "e1").close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"format\": 2, \"tree\": {\"nested\": []}}",
                "{\n\"format\": 2\n}\n",
                "",
                "\u0000\u0000",
                "{\"form"
            })
    void isListedAndVerifiedWithItsReasonBesideTheOthers(String text) throws Exception {
        Path record = recordOf("broken");
        Files.writeString(record, text);

        List<ListedDataset> listed = datasets.list();

        assertThat(listed).extracting(ListedDataset::directoryName).containsExactly("broken", "sound");
        assertThat(listed.get(0).record()).isEmpty();
        assertThat(listed.get(0).problem().orElseThrow()).contains(record.toString(), "cannot be read");
        assertThat(listed.get(1).record()).isPresent();
        assertThat(datasets.verify("broken", Verification.Depth.FAST))
                .singleElement()
                .satisfies(found -> assertThat(found.differences())
                        .singleElement()
                        .asString()
                        .contains(record.toString()));
        assertThat(datasets.verify("sound", Verification.Depth.FAST))
                .singleElement()
                .satisfies(found -> assertThat(found.differences()).noneMatch(one -> one.contains(".json")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\n\"format\": 2\n}\n", "{\"format\": 2, \"tree\": {\"nested\": []}}", "{\"format\": 1.5}"})
    void oneOfANewerVersionSaysWhichVersionReadsItAndNeverToRemoveIt(String text) throws Exception {
        Files.writeString(recordOf("broken"), text);
        assertThat(datasets.list().get(0).problem().orElseThrow())
                .contains("has format ", "or a newer one")
                .doesNotContain("remove");
    }

    @Test
    void oneThatIsDamagedSaysWhatToRemove() throws Exception {
        Files.writeString(recordOf("broken"), "{\n\"format\": 1\n}\n");
        assertThat(datasets.list().get(0).problem().orElseThrow())
                .contains("remove that file and the dataset's directory");
    }

    @Test
    void isNoReasonToKeepTheOthersFromBeingCollected() throws Exception {
        Path record = recordOf("broken");
        Files.writeString(record, "{\n\"format\": 2\n}\n");
        useLastBefore(Duration.ofDays(2));

        assertThat(datasets.wouldCollect(EVERYTHING))
                .extracting(ListedDataset::directoryName)
                .containsExactly("sound");
        assertThat(datasets.collect(EVERYTHING))
                .extracting(ListedDataset::directoryName)
                .containsExactly("sound");

        assertThat(data.resolve("broken/content")).hasContent("e1");
        assertThat(record).isRegularFile();
        assertThat(data.resolve("sound")).doesNotExist();
    }

    @Test
    void ofARevisionBesideIsListedForItselfAndKept() throws Exception {
        try (HeldDataset old = stage("sound", "e2");
                HeldDataset held = stage("sound", "e3")) {
            Path record =
                    data.resolve(".datasets/records/sound").resolve(held.path().getFileName() + ".json");
            Files.writeString(record, "{\n\"format\": 2\n}\n");

            assertThat(datasets.list())
                    .extracting(ListedDataset::path, listed -> listed.record().isPresent())
                    .contains(tuple(held.path(), false), tuple(old.path(), true));
            assertThat(datasets.verify("sound", Verification.Depth.FAST))
                    .filteredOn(found -> found.path().equals(held.path()))
                    .singleElement()
                    .satisfies(found -> assertThat(found.differences())
                            .singleElement()
                            .asString()
                            .contains(record.toString()));
            datasets.collect(EVERYTHING);
            assertThat(record).isRegularFile();
            assertThat(held.path().resolve("content")).hasContent("e3");
        }
    }

    @Test
    void hasAListOfFilesThatIsOneEndlessLine() throws Exception {
        Path record = recordOf("broken");
        Path files = record.resolveSibling(record.getFileName().toString().replace(".json", ".files"));
        Files.writeString(files, "x".repeat(1 << 20));

        assertThat(datasets.verify("broken", Verification.Depth.DEEP))
                .singleElement()
                .satisfies(found -> assertThat(found.differences())
                        .anySatisfy(difference ->
                                assertThat(difference).contains("a line is longer than 65536 characters")));
    }

    @Test
    void refusesToBeDeletedOrStagedOver() throws Exception {
        Path record = recordOf("broken");
        Files.delete(record);
        Files.createDirectory(record); // Whoever cannot read a file sees much the same.
        assertThatThrownBy(() -> datasets.delete("broken"))
                .isInstanceOf(StorageFailureException.class)
                .hasMessageContaining(record.toString())
                .hasMessageNotContaining("remove");
        assertThatThrownBy(() -> stage("broken", "e2"))
                .isInstanceOf(StorageFailureException.class)
                .hasMessageContaining(record.toString());
        assertThat(data.resolve("broken/content")).hasContent("e1");
        assertThat(datasets.list()).extracting(ListedDataset::directoryName).containsExactly("broken", "sound");
    }

    private Path recordOf(String name) throws Exception {
        Path records = data.resolve(".datasets/records").resolve(name);
        return records.resolve(DirectoryNames.of(records, ".json").get(0) + ".json");
    }

    private void useLastBefore(Duration ago) throws Exception {
        Path leases = data.resolve(".datasets/leases");
        for (String folder : DirectoryNames.of(leases)) {
            Files.setLastModifiedTime(
                    leases.resolve(folder), FileTime.from(Instant.now().minus(ago)));
        }
    }

    private HeldDataset stage(String name, String etag) throws Exception {
        try (Slot slot =
                storage.claim(TinyStager.target("s3://bucket/" + name + ".zip", name), (holder, waited) -> {})) {
            Files.writeString(slot.begin().resolve("content"), etag);
            return slot.publish(TinyStager.record(TinyStager.target("s3://bucket/" + name + ".zip", name), etag))
                    .orElseThrow();
        }
    }
}
