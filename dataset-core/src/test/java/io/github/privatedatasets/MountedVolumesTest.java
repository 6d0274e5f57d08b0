// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.errors.VolumeFullException;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.VolumeRequest;
import io.github.privatedatasets.storage.MountedVolumes;
import io.github.privatedatasets.testing.InMemorySource;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountedVolumesTest {
    private final InMemorySource source = InMemorySource.create().put("s3://b/labels.csv", "0,1");

    @TempDir
    private Path volumes;

    private DatasetStager stager() {
        return DatasetStager.builder()
                .source(source)
                .ephemeralStorage(MountedVolumes.under(volumes))
                .build();
    }

    private DatasetSpec spec(VolumeRequest volume) {
        return DatasetSpec.builder("s3://b/labels.csv")
                .etag(source.etagOf("s3://b/labels.csv").value())
                .name("labels")
                .volume(volume)
                .build();
    }

    @Test
    void leavesADatasetInItsVolumeForTheJobWhereARestartFindsIt() throws Exception {
        Files.createDirectory(volumes.resolve("labels"));
        for (boolean again : new boolean[] {false, true}) {
            try (DatasetStager stager = stager();
                    MaterializedDataset dataset = stager.stage(spec(VolumeRequest.ephemeral()))) {
                assertThat(dataset.isReused()).isEqualTo(again);
            }
        }

        assertThat(volumes.resolve("labels")
                        .resolve(MountedVolumes.pathInVolume(DatasetName.of("labels")))
                        .resolve("labels.csv"))
                .hasContent("0,1");
        assertThat(source.bytesRead()).isEqualTo(3);
    }

    @Test
    void noLeaseOfANameKeepsANewerRevisionFromItsPlaceInTheVolume() throws Exception {
        Files.createDirectory(volumes.resolve("labels"));
        for (String content : new String[] {"old", "new"}) {
            source.put("s3://b/labels.csv", content);
            try (DatasetStager stager = stager();
                    MaterializedDataset dataset =
                            stager.forTeam("test").leasedAs("job-17").stage(spec(VolumeRequest.ephemeral()))) {
                assertThat(dataset.path())
                        .isEqualTo(volumes.resolve("labels").resolve(MountedVolumes.pathInVolume(dataset.name())));
                assertThat(dataset.path().resolve("labels.csv")).hasContent(content);
            }
        }
    }

    @Test
    void keepsToTheSizeOfTheVolume() throws Exception {
        Files.createDirectory(volumes.resolve("labels"));
        try (DatasetStager stager = stager()) {
            assertThatExceptionOfType(VolumeFullException.class)
                    .isThrownBy(() -> stager.stage(spec(VolumeRequest.ephemeral(ByteSize.ofBytes(2)))));
        }
    }

    @Test
    void refusesToWriteWhereNoVolumeIsMounted() {
        try (DatasetStager stager = stager()) {
            assertThatExceptionOfType(StorageFailureException.class)
                    .isThrownBy(() -> stager.stage(spec(VolumeRequest.ephemeral())))
                    .withMessageContaining("mount the volume of dataset labels there");
        }
        assertThat(volumes).isEmptyDirectory();
    }
}
