// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.privatedatasets.DatasetStager;
import io.github.privatedatasets.MaterializedDataset;
import io.github.privatedatasets.errors.DatasetNotFoundException;
import io.github.privatedatasets.errors.EtagMismatchException;
import io.github.privatedatasets.errors.VersionNotFoundException;
import io.github.privatedatasets.spec.DatasetSpec;
import io.github.privatedatasets.spi.RemoteContent;
import io.github.privatedatasets.spi.RemoteDataset;
import io.github.privatedatasets.spi.RemoteObject;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions: on s3proxy, whose delete markers are those of S3, and on S3Mock. */
class S3VersionsTest {
    private final AuthenticatedS3 s3 = AuthenticatedS3.shared();
    private final String bucket = s3.newVersionedBucket();
    private final S3DatasetSource source =
            S3DatasetSource.builder().endpoint(s3.endpoint()).build();

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void readsTheVersionAskedForAlsoWhenThereIsANewerOne() throws Exception {
        String first = put("one");
        put("two!");

        try (RemoteDataset dataset = source.resolve(version(first))) {
            RemoteObject object = dataset.list().next();
            assertThat(object.versionId()).contains(first);
            assertThat(read(dataset, object, 0, 3)).isEqualTo("one");
            put("three");
            assertThat(read(dataset, object, 1, 2)).isEqualTo("ne");
        }
    }

    @Test
    void tellsTheVersionItFoundWhereNoneIsAskedFor() throws Exception {
        put("one");
        String second = put("two!");

        try (RemoteDataset dataset = source.resolve(spec().build())) {
            assertThat(dataset.list().next().versionId()).contains(second);
        }
    }

    @Test
    void comparesTheEtagWithThatOfTheVersion() throws Exception {
        String first = put("one");
        String etagOfFirst = etag(first);
        String second = put("two!");

        source.resolve(spec().versionId(first).etag(etagOfFirst).build()).close();
        assertThatExceptionOfType(EtagMismatchException.class)
                .isThrownBy(() -> source.resolve(
                        spec().versionId(second).etag(etagOfFirst).build()));
    }

    @Test
    void findsNoVersionThatIsNotThere() throws Exception {
        String newest = put("one");

        assertThatExceptionOfType(VersionNotFoundException.class)
                .isThrownBy(() -> source.resolve(version("1111111")))
                .withMessageContaining("\"1111111\"")
                .withMessageContaining(newest);
    }

    @Test
    void findsNothingWhereTheNewestVersionIsADeleteMarker() throws Exception {
        put("one");
        delete();

        assertThatExceptionOfType(DatasetNotFoundException.class)
                .isThrownBy(() -> source.resolve(spec().build()))
                .withMessageContaining("delete marker");
    }

    @Test
    void readsAnOlderVersionOfADeletedObject() throws Exception {
        String first = put("one");
        delete();

        try (RemoteDataset dataset = source.resolve(version(first))) {
            assertThat(read(dataset, dataset.list().next(), 0, 3)).isEqualTo("one");
        }
    }

    @Test
    void stagesAPinnedFolderAlsoWhenAllItsObjectsAreDeleted(@TempDir Path directory) throws Exception {
        DatasetSpec folder = DatasetSpec.builder("s3://" + bucket + "/key")
                .credentials(AuthenticatedS3.KEYS)
                .build();
        s3.put(bucket, "key/a", "one".getBytes(UTF_8));
        s3.put(bucket, "key/b", "two!".getBytes(UTF_8));
        try (DatasetStager stager = DatasetStager.forTesting(
                directory, S3DatasetSource.builder().endpoint(s3.endpoint()).build())) {
            DatasetSpec pinned = folder.pinnedTo(stager.pin(folder));
            s3.client().deleteObject(b -> b.bucket(bucket).key("key/a"));
            s3.client().deleteObject(b -> b.bucket(bucket).key("key/b"));

            assertThatExceptionOfType(DatasetNotFoundException.class).isThrownBy(() -> stager.stage(folder));
            try (MaterializedDataset dataset = stager.stage(pinned)) {
                assertThat(dataset.path().resolve("a")).hasContent("one");
                assertThat(dataset.path().resolve("b")).hasContent("two!");
            }
        }
    }

    @Test
    void findsNoVersionInADeleteMarker() throws Exception {
        put("one");
        String marker = delete();

        assertThatExceptionOfType(VersionNotFoundException.class)
                .isThrownBy(() -> source.resolve(version(marker)))
                .withMessageContaining("it is a delete marker");
        assertThatExceptionOfType(VersionNotFoundException.class)
                .isThrownBy(() -> source.resolve(version("1111111")))
                .withMessageContaining("the newest version is a delete marker");
    }

    @Test
    void readsAndMissesVersionsOnS3MockToo() throws Exception {
        LocalS3 mock = LocalS3.shared();
        String versioned = mock.newVersionedBucket();
        mock.put(versioned, "key", "one".getBytes(UTF_8));
        try (S3DatasetSource onMock =
                S3DatasetSource.builder().endpoint(mock.endpoint()).build()) {
            String uri = "s3://" + versioned + "/key";
            Optional<String> first;
            try (RemoteDataset dataset = onMock.resolve(DatasetSpec.of(uri))) {
                first = dataset.list().next().versionId();
            }
            mock.put(versioned, "key", "two!".getBytes(UTF_8));

            try (RemoteDataset dataset = onMock.resolve(
                    DatasetSpec.builder(uri).versionId(first.orElseThrow()).build())) {
                assertThat(read(dataset, dataset.list().next(), 0, 3)).isEqualTo("one");
            }
            assertThatExceptionOfType(VersionNotFoundException.class)
                    .isThrownBy(() -> onMock.resolve(
                            DatasetSpec.builder(uri).versionId("1111111").build()));
        }
    }

    private DatasetSpec.Builder spec() {
        return DatasetSpec.builder("s3://" + bucket + "/key").credentials(AuthenticatedS3.KEYS);
    }

    private DatasetSpec version(String versionId) {
        return spec().versionId(versionId).build();
    }

    private String put(String content) {
        return s3.put(bucket, "key", content.getBytes(UTF_8));
    }

    private String delete() {
        return s3.client().deleteObject(b -> b.bucket(bucket).key("key")).versionId();
    }

    private String etag(String versionId) throws Exception {
        try (RemoteDataset dataset = source.resolve(version(versionId))) {
            return dataset.list().next().etag().value();
        }
    }

    private static String read(RemoteDataset dataset, RemoteObject object, long offset, long length) throws Exception {
        try (RemoteContent content = dataset.open(object, offset, length)) {
            return new String(content.stream().readAllBytes(), UTF_8);
        }
    }
}
