// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.VolumeRequest;
import io.github.privatedatasets.spi.ArchiveContent;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.spi.EntryAttributes;
import io.github.privatedatasets.spi.EntrySink;
import io.github.privatedatasets.testing.InMemorySource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

class DatasetStagerExtensionTest {
    private static Path stagedAt = Path.of("");

    private static Events runTestsOf(Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .execute()
                .testEvents();
    }

    @ExtendWith(DatasetStagerExtension.class)
    static final class GoodTests {
        @BeforeEach
        void putData(InMemorySource source) {
            source.put("s3://b/labels.csv", "0,1");
        }

        @Test
        void stages(DatasetStager stager) throws Exception {
            try (MaterializedDataset dataset = stager.stage(DatasetSpec.of("s3://b/labels.csv"))) {
                assertThat(dataset.path().resolve("labels.csv")).hasContent("0,1");
                stagedAt = dataset.path();
            }
        }

        @Test
        void startsWithNothingStaged(DatasetStager stager, InMemorySource source) throws Exception {
            DatasetSpec spec = DatasetSpec.builder("s3://b/labels.csv")
                    .volume(VolumeRequest.ephemeral())
                    .build();
            try (MaterializedDataset dataset = stager.stage(spec)) {
                assertThat(dataset.isReused()).isFalse();
                assertThat(source.bytesRead()).isEqualTo(3);
            }
        }
    }

    @Test
    void givesEachTestAStagerAndItsSourceAndRemovesWhatWasStaged() {
        runTestsOf(GoodTests.class)
                .assertStatistics(events -> events.succeeded(2).failed(0));
        assertThat(stagedAt).isAbsolute().doesNotExist();
    }

    @ExtendWith(DatasetStagerExtension.class)
    static final class LeakingTests {
        @Test
        void leavesADatasetOpen(DatasetStager stager, InMemorySource source) throws Exception {
            source.put("s3://b/labels.csv", "0,1");
            stagedAt = stager.stage(DatasetSpec.of("s3://b/labels.csv")).path();
        }
    }

    @Test
    void failsATestThatLeavesADatasetOpenAndRemovesItAllTheSame() {
        runTestsOf(LeakingTests.class)
                .assertThatEvents()
                .haveExactly(
                        1,
                        finishedWithFailure(
                                instanceOf(AssertionError.class),
                                message(text -> text.startsWith(
                                        "the test has left open [MaterializedDataset[labels.csv" + " at "))));
        assertThat(stagedAt).isAbsolute().doesNotExist();
    }

    static final class OwnExtractorTests {
        @RegisterExtension
        final DatasetStagerExtension datasets = DatasetStagerExtension.with(new Raw());

        @Test
        void expandsWithIt(DatasetStager stager, InMemorySource source) throws Exception {
            source.put("s3://b/data.raw", "1");
            try (MaterializedDataset dataset = stager.stage(DatasetSpec.of("s3://b/data.raw"))) {
                assertThat(dataset.path().resolve("content")).hasContent("1");
            }
        }
    }

    private static final class Raw implements ArchiveExtractor {
        @Override
        public Set<String> suffixes() {
            return Set.of(".raw");
        }

        @Override
        public void extract(ArchiveContent archive, EntrySink sink, Executor workers)
                throws IOException, InterruptedException {
            try (InputStream content = archive.openStream()) {
                sink.file("content", EntryAttributes.PLAIN, content);
            }
        }
    }

    @Test
    void takesExtractors() {
        runTestsOf(OwnExtractorTests.class)
                .assertStatistics(events -> events.succeeded(1).failed(0));
    }

    @ExtendWith(DatasetStagerExtension.class)
    static final class ConstructorTests {
        @SuppressWarnings("UnusedVariable") // what it refuses
        ConstructorTests(DatasetStager stager) {}

        @Test
        void neverRuns() {}
    }

    @Test
    void givesNoStagerToWhatOutlivesOneTest() {
        runTestsOf(ConstructorTests.class)
                .assertStatistics(events -> events.succeeded(0).failed(1));
    }
}
