// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.NameConflictException;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.Expansion;
import io.github.privatedatasets.spi.DatasetSource;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.testing.InMemorySource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Datasets of one source and one name, of which one is narrowed or expanded otherwise: they stand at one place. */
class NarrowedDatasetsTest {
    private static final DatasetSpec ROWS =
            DatasetSpec.builder("s3://b/f/").include(List.of("*.csv")).build();
    private static final DatasetSpec PICTURES = DatasetSpec.builder("s3://b/f/")
            .include(List.of("*.jpg"))
            .exclude(List.of("tmp/**"))
            .build();

    @TempDir
    Path directory;

    private final InMemorySource source =
            InMemorySource.create().put("s3://b/f/rows.csv", "0,1").put("s3://b/f/cat.jpg", "miaow");
    private final List<String> warnings = new ArrayList<>();
    private final StagingListener listener = new StagingListener() {
        @Override
        public void warned(DatasetName name, String warning) {
            warnings.add(warning);
        }
    };
    private DatasetStager stager;
    private TeamStager team;
    private Path tree;

    @BeforeEach
    void stageTheRows() throws Exception {
        stager = DatasetStager.forTesting(directory, source);
        team = stager.forTeam("test").listener(listener);
        try (MaterializedDataset rows = team.stage(ROWS)) {
            tree = rows.path();
        }
        assertThat(warnings).isEmpty();
    }

    @AfterEach
    void closeTheStager() {
        stager.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = ReusePolicy.class,
            names = {"IF_UNCHANGED", "IF_PRESENT"})
    void warnsThatTheTreeOfOtherGlobsIsReplaced(ReusePolicy policy) throws Exception {
        try (MaterializedDataset pictures = team.reuse(policy).stage(PICTURES)) {
            assertThat(pictures.path()).isEqualTo(tree).isDirectoryNotContaining("glob:**.csv");
        }
        assertThat(warnings)
                .containsExactly(
                        "replaces s3://b/f/, include \"*.csv\" at " + tree
                                + ", which is staged anew when it is asked for: give one of the two a name of its own to keep both");
    }

    @Test
    void warnsAlsoWhereTheTreeIsInUseAndStaysForNow() throws Exception {
        try (MaterializedDataset rows = team.stage(ROWS);
                MaterializedDataset pictures = team.stage(PICTURES)) {
            assertThat(pictures.path()).isNotEqualTo(rows.path());
        }
        assertThat(warnings).singleElement().asString().contains(" at " + tree + ", which is staged anew");
    }

    @Test
    void aTreeBesideIsReplacedByNobody() throws Exception {
        try (MaterializedDataset rows = team.stage(ROWS);
                MaterializedDataset pictures = team.stage(PICTURES)) {
            assertThat(pictures.path()).isNotEqualTo(rows.path());
        }
        warnings.clear();
        source.put("s3://b/f/rows.csv", "0,2");

        assertThat(team.plan(ROWS).replaces()).isEmpty();
        team.stage(ROWS).close();
        assertThat(warnings).isEmpty();
        try (MaterializedDataset pictures = team.stage(PICTURES)) {
            assertThat(pictures.isReused()).isTrue();
        }
    }

    @Test
    void warnsOfTheTreeThatWasStagedAfterTheFirstLook() throws Exception {
        Path empty = directory.resolve("empty");
        try (DatasetStager others = DatasetStager.forTesting(empty, source);
                DatasetStager late = DatasetStager.forTesting(empty, new LateAnswers(source, others, ROWS))) {
            late.forTeam("test").listener(listener).stage(PICTURES);
        }
        assertThat(warnings).singleElement().asString().startsWith("replaces s3://b/f/, include \"*.csv\" at ");
    }

    /** Gives each answer after others have staged a dataset. */
    private record LateAnswers(DatasetSource source, DatasetStager others, DatasetSpec theirs)
            implements DatasetSource {
        @Override
        public Set<String> schemes() {
            return source.schemes();
        }

        @Override
        public RemoteDataset resolve(DatasetSpec spec) throws DatasetException, InterruptedException {
            others.stage(theirs).close();
            return source.resolve(spec);
        }

        @Override
        public void close() {}
    }

    @Test
    void planTellsWhatWouldBeReplaced() throws Exception {
        assertThat(team.plan(ROWS).replaces()).isEmpty();
        assertThat(team.plan(PICTURES).replaces())
                .hasValueSatisfying(origin -> assertThat(origin.include()).containsExactly("*.csv"));
        source.put("s3://b/f/rows.csv", "0,2");
        assertThat(team.plan(ROWS).replaces())
                .as("a newer revision of the same")
                .isEmpty();
    }

    @Test
    void failIfChangedReplacesNoTreeThatWasNarrowedOtherwise() throws Exception {
        TeamStager strict = team.reuse(ReusePolicy.FAIL_IF_CHANGED);

        assertThatThrownBy(() -> strict.plan(PICTURES)).isInstanceOf(NameConflictException.class);
        assertThatThrownBy(() -> strict.stage(PICTURES))
                .isInstanceOf(NameConflictException.class)
                .hasMessage("f: " + tree
                        + " holds s3://b/f/, include \"*.csv\", not s3://b/f/, include \"*.jpg\", exclude \"tmp/**\":"
                        + " give the dataset another name");
        try (MaterializedDataset rows = strict.stage(ROWS)) {
            assertThat(rows.isReused()).isTrue();
        }
    }

    @Test
    void failIfChangedReplacesNoTreeOfAnEtagThatWasExpandedOtherwise() throws Exception {
        source.put("s3://b/x.zip", "kept as it is");
        DatasetSpec kept = DatasetSpec.builder("s3://b/x.zip")
                .name("x")
                .etag(source.etagOf("s3://b/x.zip").value())
                .expand(Expansion.NEVER)
                .build();
        team.stage(kept).close();
        DatasetSpec expanded = kept.toBuilder().expand(Expansion.AUTO).build();

        assertThatThrownBy(() -> team.reuse(ReusePolicy.FAIL_IF_CHANGED).stage(expanded))
                .isInstanceOf(NameConflictException.class)
                .hasMessageContaining(" holds s3://b/x.zip, expand never, not s3://b/x.zip: ");
    }
}
