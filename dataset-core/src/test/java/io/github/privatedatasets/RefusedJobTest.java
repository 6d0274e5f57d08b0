// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.InvalidSpecException;
import io.github.privatedatasets.spec.VolumeRequest;
import io.github.privatedatasets.storage.SharedStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A job of which one dataset can never stand is refused before the first one is asked for. */
class RefusedJobTest {
    private static final DatasetSpec GOOD = DatasetSpec.of("s3://b/good");

    @TempDir
    Path directory;

    static Stream<Arguments> impossible() {
        return Stream.of(
                Arguments.of(
                        DatasetSpec.builder("s3://b/k")
                                .name("n".repeat(200))
                                .etag("e".repeat(100))
                                .build(),
                        InvalidSpecException.class,
                        "name and etag or digest together \"nnn"),
                Arguments.of(
                        DatasetSpec.of("s3://b/.hidden"),
                        InvalidSpecException.class,
                        "no name can be derived from uri"),
                Arguments.of(
                        DatasetSpec.builder("s3://c/other").name("good").build(),
                        InvalidSpecException.class,
                        "two datasets have the name good"),
                Arguments.of(DatasetSpec.of("gs://b/k"), UnsupportedDatasetException.class, "no source serves gs"),
                Arguments.of(
                        DatasetSpec.builder("s3://b/k")
                                .volume(VolumeRequest.ephemeral())
                                .build(),
                        UnsupportedDatasetException.class,
                        "no storage for volumes of kind dynamic"));
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void isAskedForNothing(DatasetSpec spec, Class<? extends Exception> expected, String message) {
        try (DatasetStager stager = stager().team("team").build()) {
            TeamStager team = stager.forTeam("team");
            for (List<DatasetSpec> specs : List.of(List.of(GOOD, spec), List.of(spec, GOOD))) {
                assertThatThrownBy(() -> stager.stageAll(specs))
                        .isInstanceOf(expected)
                        .hasMessageContaining(message);
                assertThatThrownBy(() -> team.planAll(specs))
                        .isInstanceOf(expected)
                        .hasMessageContaining(message);
            }
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void isRefusedWithoutATeam() {
        try (DatasetStager stager = stager().build()) {
            assertThatExceptionOfType(UnsupportedDatasetException.class)
                    .isThrownBy(() -> stager.stageAll(List.of(GOOD)))
                    .withMessageContaining("needs a team");
        }
    }

    @Test
    void isToldOfTheOneThatCannotBeServed() {
        DatasetSpec unserved = DatasetSpec.of("gs://b/k");
        List<String> told = new ArrayList<>();
        StagingListener listener = new StagingListener() {
            @Override
            public void failed(DatasetSpec spec, DatasetException failure) {
                told.add(spec + ": " + failure.getMessage());
            }
        };
        try (DatasetStager stager = stager().build()) {
            assertThatExceptionOfType(UnsupportedDatasetException.class)
                    .isThrownBy(() -> stager.forTeam("team").listener(listener).stageAll(List.of(GOOD, unserved)));
        }
        assertThat(told).singleElement().asString().startsWith(unserved + ": no source serves gs");
    }

    private DatasetStager.Builder stager() {
        return DatasetStager.builder().source(new UnaskedSource()).sharedStorage(SharedStorage.at(directory));
    }
}
