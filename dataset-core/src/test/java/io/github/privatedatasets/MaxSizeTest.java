// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.errors.VolumeFullException;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.DatasetSpecs;
import io.github.privatedatasets.spec.VolumeRequest;
import io.github.privatedatasets.spi.DatasetSource;
import io.github.privatedatasets.storage.EphemeralVolumes;
import io.github.privatedatasets.storage.SharedStorage;
import io.github.privatedatasets.testing.InMemorySource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service gives a dataset at most holds, whatever the spec's author writes. */
class MaxSizeTest {
    private static final ByteSize MOST = ByteSize.parse("1Ki");

    @TempDir
    Path directory;

    private final InMemorySource source =
            InMemorySource.create().put("s3://b/small", new byte[1024]).put("s3://b/large", new byte[1025]);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{kind: shared, size: 1025}",
                "{kind: dynamic, size: 900Ti}",
                "{kind: dynamic, size: 2Ki}",
                "{kind: shared, size: 5Gi}"
            })
    void refusesASpecThatAsksForMoreBeforeAnythingIsReadOrWritten(String volume) {
        DatasetSpec spec = spec("s3://b/small", volume);
        List<DatasetException> told = new ArrayList<>();
        StagingListener listener = new StagingListener() {
            @Override
            public void failed(DatasetSpec failing, DatasetException failure) {
                told.add(failure);
            }
        };
        try (DatasetStager stager = stager(new UnaskedSource())) {
            assertThatExceptionOfType(UnsupportedDatasetException.class)
                    .isThrownBy(() -> stager.forTeam("team").listener(listener).stage(spec))
                    .withMessageContaining("s3://b/small asks for a volumeOptions.size of "
                            + spec.volume().limit().orElseThrow() + ", and this service gives a dataset at most 1Ki")
                    .matches(e -> !e.isRetryable());
            assertThatExceptionOfType(UnsupportedDatasetException.class).isThrownBy(() -> stager.plan(spec));
        }
        assertThat(told).singleElement().isInstanceOf(UnsupportedDatasetException.class);
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{kind: shared, size: 1Ki}", "{kind: dynamic}", "{kind: dynamic, size: 1Ki}"})
    void isTheBudgetWhereTheSpecNamesNoSmallerOne(String volume) throws Exception {
        DatasetSpec small = spec("s3://b/small", volume);
        try (DatasetStager stager = stager(source)) {
            assertThat(stager.plan(small).volume())
                    .isEqualTo(new VolumeRequest(small.volume().kind(), Optional.of(MOST)));
            stager.stage(small).close();
            assertThatExceptionOfType(VolumeFullException.class)
                    .isThrownBy(() -> stager.stage(spec("s3://b/large", volume)))
                    .satisfies(e -> assertThat(e.limit()).isEqualTo(MOST));
        }
        assertThat(directory.resolve("shared/team/data/large")).doesNotExist();
    }

    @Test
    void leavesASmallerSizeAsItIs() throws Exception {
        try (DatasetStager stager = stager(source)) {
            assertThatExceptionOfType(VolumeFullException.class)
                    .isThrownBy(() -> stager.stage(spec("s3://b/small", "{kind: dynamic, size: 1000}")))
                    .satisfies(e -> assertThat(e.limit()).isEqualTo(ByteSize.ofBytes(1000)));
        }
    }

    @Test
    void holdsForWhatStandsAlready() throws Exception {
        DatasetSpec large = DatasetSpec.of("s3://b/large");
        try (DatasetStager unbounded = builder(source).build()) {
            unbounded.stage(large).close();
        }
        try (DatasetStager stager = stager(source)) {
            assertThatExceptionOfType(VolumeFullException.class).isThrownBy(() -> stager.stage(large));
        }
    }

    @Test
    void isNotNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatasetStager.builder().maxSize(ByteSize.ofBytes(0)));
    }

    private static DatasetSpec spec(String uri, String volume) {
        return DatasetSpecs.parse("{uri: " + uri + ", volumeOptions: " + volume + "}")
                .get(0);
    }

    private DatasetStager stager(DatasetSource from) {
        return builder(from).maxSize(MOST).build();
    }

    private DatasetStager.Builder builder(DatasetSource from) {
        return DatasetStager.builder()
                .source(from)
                .sharedStorage(SharedStorage.at(directory.resolve("shared")))
                .ephemeralStorage(EphemeralVolumes.under(directory.resolve("scratch")))
                .team("team");
    }
}
