// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spi.DatasetSource;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteListing;
import io.github.privatedatasets.spi.RemoteObject;
import io.github.privatedatasets.testing.InMemorySource;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stager was told of the source may be old by the time it has the claim: others may have staged a newer revision meanwhile. */
class StaleResolutionTest {
    private static final DatasetSpec SPEC = DatasetSpec.of("s3://b/model.bin");

    @TempDir
    Path directory;

    private final InMemorySource source = InMemorySource.create();
    private DatasetStager stager;
    private TeamStager others;

    @BeforeEach
    void openTheOthersStager() {
        stager = DatasetStager.forTesting(directory, new SlowAnswers(source, () -> {}));
        others = stager.forTeam("test");
        source.put("s3://b/model.bin", "one");
    }

    @AfterEach
    void closeTheOthersStager() {
        stager.close();
    }

    @Test
    void fetchesNoOldRevisionWhereANewerOneWasStagedBeforeTheClaim() throws Exception {
        assertStages("two", true, () -> {
            source.put("s3://b/model.bin", "two");
            others.stage(SPEC).close();
        });
    }

    @Test
    void fetchesNoRevisionThatTheSourceHadWhileTheOneThatStandsAgainWasReplaced() throws Exception {
        others.stage(SPEC).close();
        source.put("s3://b/model.bin", "two");
        assertStages("one", true, () -> {
            others.stage(SPEC).close();
            source.put("s3://b/model.bin", "one");
            others.stage(SPEC).close();
        });
    }

    @Test
    void putsNoOldRevisionFromBesideInThePlaceOfTheOneThatTheSourceHasAgain() throws Exception {
        leaveTheSecondRevisionBesideTheFirst();
        assertStages("one", true, () -> source.put("s3://b/model.bin", "one"));
        try (MaterializedDataset dataset = others.stage(SPEC)) {
            assertThat(dataset.isReused()).isTrue();
            assertThat(dataset.path().resolve("model.bin")).hasContent("one");
        }
    }

    @Test
    void looksAgainWhereTheRevisionBesideWasMovedAndReplacedMeanwhile() throws Exception {
        leaveTheSecondRevisionBesideTheFirst();
        assertStages("three", true, () -> {
            others.stage(SPEC).close();
            source.put("s3://b/model.bin", "three");
            others.stage(SPEC).close();
        });
    }

    @Test
    void movesARevisionFromBesideToItsNameWhenItIsUsed() throws Exception {
        leaveTheSecondRevisionBesideTheFirst();
        try (MaterializedDataset dataset = others.stage(SPEC)) {
            assertThat(dataset.isReused()).isTrue();
            assertThat(dataset.path().getFileName()).hasToString("model.bin");
            assertThat(dataset.path().resolve("model.bin")).hasContent("two");
        }
    }

    private void leaveTheSecondRevisionBesideTheFirst() throws Exception {
        try (MaterializedDataset old = others.stage(SPEC)) {
            source.put("s3://b/model.bin", "two");
            others.stage(SPEC).close();
            assertThat(old.path().resolve("model.bin")).hasContent("one");
        }
    }

    /** Stages with a stager that gets its answer from the source just before something else happens. */
    private void assertStages(String content, boolean reused, Meanwhile meanwhile) throws Exception {
        try (DatasetStager late = DatasetStager.forTesting(directory, new SlowAnswers(source, meanwhile));
                MaterializedDataset dataset = late.forTeam("test").stage(SPEC)) {
            assertThat(dataset.path().resolve("model.bin")).hasContent(content);
            assertThat(dataset.isReused()).isEqualTo(reused);
        }
    }

    private interface Meanwhile {
        void happens() throws DatasetException, InterruptedException;
    }

    /** Gives the first answer late, from a bucket that keeps no versions: what was put there again is the same revision again. */
    private static final class SlowAnswers implements DatasetSource {
        private final DatasetSource source;
        private final Meanwhile meanwhile;
        private boolean answered;

        SlowAnswers(DatasetSource source, Meanwhile meanwhile) {
            this.source = source;
            this.meanwhile = meanwhile;
        }

        @Override
        public Set<String> schemes() {
            return source.schemes();
        }

        @Override
        public RemoteDataset resolve(DatasetSpec spec) throws DatasetException, InterruptedException {
            RemoteDataset resolved = new Unversioned(source.resolve(spec));
            if (!answered) {
                answered = true;
                meanwhile.happens();
            }
            return resolved;
        }

        @Override
        public void close() {}
    }

    private record Unversioned(RemoteDataset versioned) implements RemoteDataset {
        @Override
        public boolean isFolder() {
            return versioned.isFolder();
        }

        @Override
        public RemoteListing list() throws DatasetException, InterruptedException {
            RemoteListing listing = versioned.list();
            return new RemoteListing() {
                @Override
                public @Nullable RemoteObject next() throws DatasetException, InterruptedException {
                    RemoteObject object = listing.next();
                    return object == null
                            ? null
                            : new RemoteObject(
                                    object.path(),
                                    object.sizeBytes(),
                                    object.etag(),
                                    Optional.empty(),
                                    object.checksum(),
                                    object.lastModified());
                }

                @Override
                public void close() {
                    listing.close();
                }
            };
        }

        @Override
        public RemoteContent open(RemoteObject object, long offset, long length)
                throws DatasetException, InterruptedException {
            try (RemoteListing listing = versioned.list()) {
                RemoteObject only = listing.next();
                return versioned.open(only, offset, length);
            }
        }

        @Override
        public void close() {
            versioned.close();
        }
    }
}
