// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.privatedatasets.errors.DatasetChangedException;
import io.github.privatedatasets.errors.DatasetNotFoundException;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.Etag;
import io.github.privatedatasets.spec.LeaseName;
import io.github.privatedatasets.spec.TeamHandle;
import io.github.privatedatasets.storage.ListedDataset;
import io.github.privatedatasets.storage.SharedStorage;
import io.github.privatedatasets.storage.TeamDatasets;
import io.github.privatedatasets.testing.InMemorySource;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReusePolicyTest {
    private static final DatasetSpec SPEC = DatasetSpec.of("s3://b/model.bin");

    @TempDir
    Path directory;

    private final InMemorySource source = InMemorySource.create();
    private DatasetStager stager;
    private TeamStager team;

    @BeforeEach
    void stageTheFirstRevision() throws Exception {
        stager = DatasetStager.forTesting(directory, source);
        team = stager.forTeam("test");
        source.put("s3://b/model.bin", "one");
        team.stage(SPEC).close();
    }

    @AfterEach
    void closeTheStager() {
        stager.close();
    }

    @Test
    void ifUnchangedTakesWhatStandsAndStagesWhatHasChanged() throws Exception {
        try (MaterializedDataset same = team.stage(SPEC)) {
            assertThat(same.isReused()).isTrue();
        }
        source.put("s3://b/model.bin", "two");
        assertThat(team.plan(SPEC).action()).isEqualTo(StagingPlan.Action.DOWNLOAD_OBJECT);
        try (MaterializedDataset changed = team.stage(SPEC)) {
            assertThat(changed.isReused()).isFalse();
            assertThat(changed.path().resolve("model.bin")).hasContent("two");
        }
    }

    @Test
    void whoeverUsesTheOldRevisionKeepsItWhereItIs() throws Exception {
        try (MaterializedDataset old = team.stage(SPEC)) {
            source.put("s3://b/model.bin", "two");
            try (MaterializedDataset changed = team.stage(SPEC)) {
                assertThat(changed.path().resolve("model.bin")).hasContent("two");
                assertThat(changed.mountPath()).isEqualTo(old.mountPath());
                assertThat(old.path().resolve("model.bin")).hasContent("one");
                assertThat(old.isLeased()).isTrue();
                assertThat(changed.isLeased()).isTrue();
            }
        }
    }

    @Test
    void ifPresentTakesWhatStandsWithoutAskingTheStore() throws Exception {
        source.remove("s3://b/model.bin"); // Whoever asks for it fails.
        TeamStager present = team.reuse(ReusePolicy.IF_PRESENT);
        assertThat(present.plan(SPEC).action()).isEqualTo(StagingPlan.Action.REUSE);
        try (MaterializedDataset dataset = present.stage(SPEC)) {
            assertThat(dataset.path().resolve("model.bin")).hasContent("one");
            assertThat(dataset.isReused()).isTrue();
        }
        assertThatThrownBy(() -> team.stage(SPEC)).isInstanceOf(DatasetNotFoundException.class);
    }

    @Test
    void ifPresentStagesWhatDoesNotStand() throws Exception {
        source.put("s3://b/other.bin", "other");
        try (MaterializedDataset dataset =
                team.reuse(ReusePolicy.IF_PRESENT).stage(DatasetSpec.of("s3://b/other.bin"))) {
            assertThat(dataset.path().resolve("other.bin")).hasContent("other");
        }
    }

    @Test
    void failIfChangedNamesBothRevisionsAndLeavesWhatStands() throws Exception {
        TeamStager strict = team.reuse(ReusePolicy.FAIL_IF_CHANGED);
        Etag one;
        try (MaterializedDataset same = strict.stage(SPEC)) {
            assertThat(same.isReused()).isTrue();
            one = same.etag().orElseThrow();
        }
        source.put("s3://b/model.bin", "two");

        assertThatThrownBy(() -> strict.stage(SPEC))
                .isInstanceOf(DatasetChangedException.class)
                .hasMessageContainingAll("s3://b/model.bin", one.value())
                .extracting(e -> ((DatasetChangedException) e).isRetryable())
                .isEqualTo(false);
        assertThatThrownBy(() -> strict.plan(SPEC)).isInstanceOf(DatasetChangedException.class);

        try (MaterializedDataset standing = team.reuse(ReusePolicy.IF_PRESENT).stage(SPEC)) {
            assertThat(standing.etag()).contains(one);
        }
    }

    @Test
    void failIfChangedSaysHowToPinAnObjectAndHowAFolder() throws Exception {
        source.put("s3://b/f/a", "one");
        DatasetSpec folder = DatasetSpec.of("s3://b/f");
        team.stage(folder).close();
        source.put("s3://b/f/a", "two").put("s3://b/model.bin", "two");
        TeamStager strict = team.reuse(ReusePolicy.FAIL_IF_CHANGED);

        assertThatThrownBy(() -> strict.plan(SPEC))
                .hasMessageContaining(": pin the one you want by etag or versionId, or");
        assertThatThrownBy(() -> strict.plan(folder)).hasMessageContaining(": pin the folder, or");
    }

    @Test
    void refusesNullAtOnce() {
        assertThatNullPointerException().isThrownBy(() -> team.reuse(null));
        assertThatNullPointerException().isThrownBy(() -> team.listener(null));
        assertThatNullPointerException().isThrownBy(() -> team.leasedAs(null));
        assertThatNullPointerException().isThrownBy(() -> stager.forTeam(null));
    }

    @Test
    void aPlanTakesNoLeaseAndMovesNothing() throws Exception {
        try (MaterializedDataset old = team.stage(SPEC)) {
            source.put("s3://b/model.bin", "two");
            team.stage(SPEC).close();
            assertThat(old.path()).isDirectory();
        }
        Path planned = team.plan(SPEC).path();
        assertThat(planned.getParent()).hasFileName("revisions");
        assertThat(datasets().list()).extracting(ListedDataset::holders).allMatch(List::isEmpty);
        assertThat(planned).isDirectory();
    }

    @Test
    void aNamedLeaseIsKeptWhenTheDatasetIsClosed() throws Exception {
        MaterializedDataset dataset = team.leasedAs("job-17").stage(SPEC);
        dataset.close();
        assertThat(datasets().list().get(0).holders()).containsExactly("lease job-17");
        assertThat(datasets().endLease(LeaseName.of("job-17"))).isEqualTo(1);
        assertThat(datasets().list().get(0).holders()).isEmpty();
    }

    @Test
    void aFailedJobEndsTheNamedLeasesThatItHasTakenAndNoOthers() throws Exception {
        source.put("s3://b/held.bin", "held").put("s3://b/new.bin", "new");
        team.leasedAs("job-17").stage(DatasetSpec.of("s3://b/held.bin")).close();
        List<DatasetSpec> specs = List.of(
                DatasetSpec.of("s3://b/held.bin"),
                SPEC,
                DatasetSpec.of("s3://b/new.bin"),
                DatasetSpec.of("s3://b/missing.bin"));

        assertThatThrownBy(() -> team.leasedAs("job-17").stageAll(specs)).isInstanceOf(DatasetNotFoundException.class);

        assertThat(stager.openDatasets()).isEmpty();
        assertThat(datasets().list())
                .extracting(ListedDataset::directoryName, ListedDataset::holders)
                .containsExactlyInAnyOrder(
                        tuple("held.bin", List.of("lease job-17")),
                        tuple("model.bin", List.of()),
                        tuple("new.bin", List.of()));
    }

    private TeamDatasets datasets() {
        return SharedStorage.at(directory.resolve("shared")).forTeam(TeamHandle.of("test"));
    }
}
