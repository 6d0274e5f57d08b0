// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.DatasetNotFoundException;
import io.github.privatedatasets.errors.SourceUnavailableException;
import io.github.privatedatasets.errors.StorageFailureException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.errors.VolumeFullException;
import io.github.privatedatasets.spec.ByteSize;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.VolumeRequest;
import io.github.privatedatasets.spi.DatasetSource;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.testing.InMemorySource;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job whose second dataset fails says so. */
class FailedJobTest {
    private static final DatasetSpec GOOD = DatasetSpec.of("s3://b/good");
    private static final DatasetSpec MISSING = DatasetSpec.of("s3://b/missing.csv");

    @TempDir
    Path directory;

    private DatasetStager stager;

    @BeforeEach
    void start() {
        stager = DatasetStager.forTesting(
                directory, InMemorySource.create().put("s3://b/good", "x").put("s3://b/large", "too large"));
    }

    @AfterEach
    void stop() {
        stager.close();
    }

    @Test
    void isToldByTheNameOfThatDatasetWhereItIsStaged() {
        List<DatasetException> told = new ArrayList<>();
        StagingListener listener = new StagingListener() {
            @Override
            public void failed(DatasetSpec spec, DatasetException failure) {
                assertThat(failure.dataset()).contains(DatasetName.of("missing.csv"));
                told.add(failure);
            }
        };
        assertThatExceptionOfType(DatasetNotFoundException.class)
                .isThrownBy(() -> stager.forTeam("team").listener(listener).stageAll(List.of(GOOD, MISSING)))
                .withMessageStartingWith("missing.csv: s3://b/missing.csv was not found: ")
                .satisfies(e -> assertThat(e.dataset()).contains(DatasetName.of("missing.csv")))
                .satisfies(e -> assertThat(told).containsExactly(e));
    }

    @Test
    void isToldByThatNameAlsoWhereTheUriIsInNoMessage() {
        DatasetSpec large = DatasetSpec.builder("s3://b/large")
                .name("la\u2028rge")
                .volume(VolumeRequest.ephemeral(ByteSize.ofBytes(1)))
                .build();
        assertThatExceptionOfType(VolumeFullException.class)
                .isThrownBy(() -> stager.stageAll(List.of(GOOD, large)))
                .withMessageStartingWith("la\\u2028rge: the ");
    }

    @Test
    void isToldByThatNameWhereItIsPlanned() {
        assertThatExceptionOfType(DatasetNotFoundException.class)
                .isThrownBy(() -> stager.forTeam("team").planAll(List.of(GOOD, MISSING)))
                .satisfies(e -> assertThat(e.dataset()).contains(DatasetName.of("missing.csv")));
        assertThatExceptionOfType(UnsupportedDatasetException.class)
                .isThrownBy(() -> stager.forTeam("team").planAll(List.of(GOOD, DatasetSpec.of("gs://b/k"))))
                .satisfies(e -> assertThat(e.dataset()).contains(DatasetName.of("k")));
        assertThatExceptionOfType(DatasetNotFoundException.class)
                .isThrownBy(() -> stager.plan(MISSING))
                .satisfies(e -> assertThat(e.dataset()).contains(DatasetName.of("missing.csv")));
    }

    @Test
    void tellsOfWhichKindAFailureIsThatASourceGaveNoMeaning() {
        assertThatExceptionOfType(SourceUnavailableException.class)
                .isThrownBy(() -> stageFrom(new ProtocolException()))
                .withMessageContaining("java.net.ProtocolException; try again");
        assertThatExceptionOfType(StorageFailureException.class)
                .isThrownBy(() -> stageFrom(new NoSuchFileException("/mnt/gone")))
                .withMessageContaining("java.nio.file.NoSuchFileException: /mnt/gone")
                .satisfies(e -> assertThat(e.path()).hasToString("/mnt/gone"))
                .satisfies(e -> assertThat(e.isRetryable()).isFalse());
    }

    /** Stages from a source in another language, which knows no checked exceptions. */
    private void stageFrom(IOException failure) throws Exception {
        DatasetSource source = new DatasetSource() {
            @Override
            public Set<String> schemes() {
                return Set.of("s3");
            }

            @Override
            public RemoteDataset resolve(DatasetSpec spec) {
                throw FailedJobTest.<RuntimeException>unchecked(failure);
            }

            @Override
            public void close() {}
        };
        try (DatasetStager failing = DatasetStager.forTesting(directory, source)) {
            failing.stage(GOOD).close();
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Throws it as it is.
    private static <E extends Throwable> RuntimeException unchecked(Throwable failure) throws E {
        throw (E) failure;
    }

    @Test
    void isToldByThatNameWhereTheStagerWasClosed() {
        stager.close();
        assertThatExceptionOfType(SourceUnavailableException.class)
                .isThrownBy(() -> stager.stage(GOOD))
                .satisfies(e -> assertThat(e.dataset()).contains(DatasetName.of("good")));
    }
}
