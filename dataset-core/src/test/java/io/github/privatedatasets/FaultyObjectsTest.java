// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.privatedatasets.errors.CorruptArchiveException;
import io.github.privatedatasets.errors.DatasetAccessDeniedException;
import io.github.privatedatasets.errors.DatasetException;
import io.github.privatedatasets.errors.IntegrityException;
import io.github.privatedatasets.errors.UnsafeKeysException;
import io.github.privatedatasets.errors.UnsupportedDatasetException;
import io.github.privatedatasets.spec.DatasetName;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spec.DatasetUri;
import io.github.privatedatasets.spec.VolumeRequest;
import io.github.privatedatasets.spi.ArchiveContent;
import io.github.privatedatasets.spi.ArchiveExtractor;
import io.github.privatedatasets.spi.EntryAttributes;
import io.github.privatedatasets.spi.EntrySink;
import io.github.privatedatasets.storage.SharedStorage;
import io.github.privatedatasets.testing.InMemorySource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of datasets of which some bytes come wrong, or not at all. */
class FaultyObjectsTest {
    @TempDir
    Path directory;

    private final InMemorySource store = InMemorySource.create();
    private final FaultySource source = new FaultySource(store);
    private final List<String> retried = new CopyOnWriteArrayList<>();

    /** An archive of two files, of which the second one is the text {@code end}. */
    private final ArchiveExtractor pair = new ArchiveExtractor() {
        @Override
        public Set<String> suffixes() {
            return Set.of(".pair");
        }

        @Override
        public void extract(ArchiveContent archive, EntrySink sink, Executor workers)
                throws IOException, InterruptedException {
            byte[] bytes = archive.openStream().readNBytes(8);
            sink.file("first", EntryAttributes.PLAIN, new ByteArrayInputStream(bytes, 0, 5));
            if (!new String(bytes, 5, 3, StandardCharsets.UTF_8).equals("end")) {
                throw new IOException("it does not end");
            }
            sink.file("second", EntryAttributes.PLAIN, new ByteArrayInputStream(bytes, 5, 3));
        }
    };

    @Test
    void wrongObjectOfAFolderIsFetchedOnceMoreAndNoOther() throws Exception {
        store.put("s3://b/f/a", "aaa").put("s3://b/f/b", "bbb");
        source.wrong("a", 1);

        try (DatasetStager stager = stager();
                MaterializedDataset dataset = stage(stager, DatasetSpec.of("s3://b/f/"))) {
            assertThat(dataset.path().resolve("a")).hasContent("aaa");
            assertThat(dataset.path().resolve("b")).hasContent("bbb");
            assertThat(dataset.sizeBytes()).isEqualTo(6);
            assertThat(dataset.fileCount()).isEqualTo(2);
        }
        assertThat(source.opened()).containsExactlyInAnyOrder("a", "a", "b");
        assertThat(retried).singleElement().asString().startsWith("MD5 of a is ");
    }

    @Test
    void objectThatComesWrongTwiceFailsTheDataset() {
        store.put("s3://b/f/a", "aaa").put("s3://b/a", "aaa");
        for (String uri : List.of("s3://b/f/", "s3://b/a")) {
            source.wrong("a", 2);
            source.opened().clear();
            try (DatasetStager stager = stager()) {
                assertThatExceptionOfType(IntegrityException.class)
                        .isThrownBy(() -> stage(stager, DatasetSpec.of(uri)))
                        .satisfies(e -> assertThat(e.object()).isEqualTo("a"));
            }
            assertThat(source.opened()).containsExactly("a", "a");
            assertNothingIsLeft();
        }
    }

    @Test
    void archiveWhoseBytesCameWrongIsExpandedOnceMoreFromEmpty() throws Exception {
        store.put("s3://b/x.pair", "firstend and more");
        for (VolumeRequest volume : List.of(VolumeRequest.shared(), VolumeRequest.ephemeral())) {
            source.wrong("x.pair", 1).opened().clear();
            DatasetSpec spec =
                    DatasetSpec.builder("s3://b/x.pair").volume(volume).build();
            try (DatasetStager stager = stager();
                    MaterializedDataset dataset = stage(stager, spec)) {
                assertThat(dataset.path().resolve("first")).hasContent("first");
                assertThat(dataset.path().resolve("second")).hasContent("end");
                assertThat(dataset.fileCount()).isEqualTo(2);
            }
            assertThat(source.opened()).containsExactly("x.pair", "x.pair");
        }
    }

    @Test
    void wrongBytesThatLookLikeACorruptArchiveAreToldAsWhatTheyAre() {
        store.put("s3://b/x.pair", "firstend234");
        source.wrong("x.pair", 2); // the byte in the middle is the first of the mark

        try (DatasetStager stager = stager()) {
            assertThatExceptionOfType(IntegrityException.class)
                    .isThrownBy(() -> stage(stager, DatasetSpec.of("s3://b/x.pair")));
        }
        assertThat(source.opened()).containsExactly("x.pair", "x.pair");
        assertThat(retried).hasSize(1);
    }

    @Test
    void extractorThatIgnoresAFailureBehindItsEndDoesNotHideWrongBytes() {
        store.put("s3://b/x.pad", "content and padding");
        source.wrong("x.pad", 2);
        ArchiveExtractor padded = new ArchiveExtractor() {
            @Override
            public Set<String> suffixes() {
                return Set.of(".pad");
            }

            @Override
            public void extract(ArchiveContent archive, EntrySink sink, Executor workers)
                    throws IOException, InterruptedException {
                InputStream bytes = archive.openStream();
                sink.file("file", EntryAttributes.PLAIN, new ByteArrayInputStream(bytes.readNBytes(7)));
                try {
                    bytes.transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    // As java.util.zip.GZIPInputStream does behind a member.
                }
            }
        };

        try (DatasetStager stager = DatasetStager.forTesting(directory, source, padded)) {
            assertThatExceptionOfType(IntegrityException.class)
                    .isThrownBy(() -> stage(stager, DatasetSpec.of("s3://b/x.pad")));
        }
        assertNothingIsLeft();
    }

    @Test
    void corruptArchiveWhoseBytesAreProvenIsNotFetchedAgain() {
        store.put("s3://b/x.pair", "first...");

        try (DatasetStager stager = stager()) {
            assertThatExceptionOfType(CorruptArchiveException.class)
                    .isThrownBy(() -> stage(stager, DatasetSpec.of("s3://b/x.pair")));
        }
        assertThat(source.opened()).containsExactly("x.pair");
    }

    @Test
    void whatTheStoreDoesNotGiveIsReportedTogetherAndTheRestIsKeptForTheNext() throws Exception {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            store.put("s3://b/f/" + name, name);
        }
        DatasetUri uri = DatasetUri.parse("s3://b/f/");
        for (String name : List.of("b", "d", "e")) {
            source.refuses(name, new DatasetAccessDeniedException(uri, "anonymous", "403 " + name, "add keys", null));
        }
        try (DatasetStager stager = stager()) {
            assertThatExceptionOfType(DatasetAccessDeniedException.class)
                    .isThrownBy(() -> stage(stager, DatasetSpec.of("s3://b/f/")))
                    .withMessageContaining("3 objects of the folder: ")
                    .withMessageContaining("403 b")
                    .withMessageContaining("403 d")
                    .withMessageContaining("403 e")
                    .satisfies(e -> assertThat(e.identity()).isEqualTo("anonymous"));
        }
        source.mended();
        try (DatasetStager stager = stager();
                MaterializedDataset dataset = stage(stager, DatasetSpec.of("s3://b/f/"))) {
            assertThat(dataset.fileCount()).isEqualTo(5);
        }
        assertNothingIsLeft();
    }

    @Test
    void archivedAndDeniedObjectsAreReportedTogetherAsDeniedAndTheRestIsKeptForTheNext() throws Exception {
        store.put("s3://b/f/a", "a").put("s3://b/f/denied", "x").put("s3://b/f/z", "x");
        source.refuses(
                        "denied",
                        new DatasetAccessDeniedException(
                                DatasetUri.parse("s3://b/f/"), "anonymous", "403", "ask for it", null))
                .refuses("z", new UnsupportedDatasetException("it is archived"));

        try (DatasetStager oneByOne = DatasetStager.builder()
                .source(source)
                .sharedStorage(SharedStorage.at(directory.resolve("shared")))
                .team("test")
                .threads(1)
                .build()) {
            assertThatExceptionOfType(DatasetAccessDeniedException.class)
                    .isThrownBy(() -> stage(oneByOne, DatasetSpec.of("s3://b/f/")))
                    .withMessageContaining("2 objects of the folder: ")
                    .withMessageContaining("denied: is denied to anonymous: 403")
                    .withMessageContaining("z: it is archived");
        }
        source.mended();
        try (DatasetStager stager = stager();
                MaterializedDataset dataset = stage(stager, DatasetSpec.of("s3://b/f/"))) {
            assertThat(dataset.resumedBytes()).isEqualTo(1);
        }
    }

    @Test
    void archivedAndDeniedObjectsAndUnsafeKeysAreReportedTogether() {
        store.put("s3://b/f/a/../b", "x").put("s3://b/f/denied", "x").put("s3://b/f/z", "x");
        source.refuses(
                        "denied",
                        new DatasetAccessDeniedException(
                                DatasetUri.parse("s3://b/f/"), "anonymous", "403", "add keys", null))
                .refuses("z", new UnsupportedDatasetException("it is archived"));

        try (DatasetStager stager = stager()) {
            assertThatExceptionOfType(UnsafeKeysException.class)
                    .isThrownBy(() -> stage(stager, DatasetSpec.of("s3://b/f/")))
                    .satisfies(e -> assertThat(e.offenders())
                            .hasSize(3)
                            .anySatisfy(o -> assertThat(o).startsWith("a/../b: "))
                            .anySatisfy(o -> assertThat(o).startsWith("denied: is denied to anonymous: 403"))
                            .contains("z: it is archived"));
        }
    }

    @Test
    void refusesOneObjectAsTheStoreDid() {
        store.put("s3://b/a", "aaa");
        UnsupportedDatasetException archived = new UnsupportedDatasetException("it is archived");
        source.refuses("a", archived);

        try (DatasetStager stager = stager()) {
            assertThatExceptionOfType(UnsupportedDatasetException.class)
                    .isThrownBy(() -> stage(stager, DatasetSpec.of("s3://b/a")))
                    .isSameAs(archived);
        }
    }

    @Test
    void afterAHundredOffendersNothingMoreIsAskedFor() {
        for (int i = 1000; i < 2500; i++) {
            store.put("s3://b/f/" + i, "x");
            source.refuses(Integer.toString(i), new UnsupportedDatasetException("it is archived"));
        }
        try (DatasetStager stager = stager()) {
            assertThatExceptionOfType(UnsupportedDatasetException.class)
                    .isThrownBy(() -> stage(stager, DatasetSpec.of("s3://b/f/")))
                    .withMessageContaining("objects of the folder: 1");
        }
        // Those under way when the hundredth was found.
        assertThat(source.opened()).hasSizeBetween(100, 100 + 16);
    }

    private DatasetStager stager() {
        return DatasetStager.forTesting(directory, source, pair);
    }

    private MaterializedDataset stage(DatasetStager stager, DatasetSpec spec)
            throws DatasetException, InterruptedException {
        return stager.forTeam("test")
                .listener(new StagingListener() {
                    @Override
                    public void retried(DatasetName name, String problem, int failures, Duration pause) {
                        retried.add(problem);
                    }
                })
                .stage(spec);
    }

    private void assertNothingIsLeft() {
        assertThat(directory.resolve("shared/test/data/.datasets/staging")).isEmptyDirectory();
    }
}
