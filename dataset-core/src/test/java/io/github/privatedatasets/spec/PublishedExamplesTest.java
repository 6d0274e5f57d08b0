// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The five examples of the published page, as they stand there. */
class PublishedExamplesTest {
    private static final String NAMED = """
            datasets: [
                {
                    "uri": "s3://my-bucket/mnist-modified.zip",
                    "awsSecretAccessKey": "<KEY>",
                    "awsAccessKeyId": "<ID>",
                    "name": "mnist",
                },
            ]
            """;

    private static final String WITH_ETAG = """
            datasets: [
                {
                    "uri": "s3://my-bucket/my-dataset.zip",
                    "awsSecretAccessKey": "<KEY>",
                    "awsAccessKeyId": "<ID>",
                    "etag": "d0e2243df4d1e89ead52d51083b2eb523593b38e",
                },
            ]
            """;

    private static final String WITH_VERSION_ID = """
            datasets: [
                {
                    "ur": "s3://my-bucket/my-dataset.zip",
                    "awsSecretAccessKey": "<KEY>",
                    "awsAccessKeyId": "<ID>",
                    "versionId": "1111111",
                },
            ]
            """;

    private static final String IN_SHARED_STORAGE = """
            datasets: [
                {
                    "url": "s3://my-bucket/my-dataset.zip",
                    "awsSecretAccessKey": "<KEY>",
                    "awsAccessKeyId": "<ID>",
                    "etag": "d0e2243df4d1e89ead52d51083b2eb523593b38e",
                }
            ]
            """;

    private static final String ON_EPHEMERAL_VOLUME = """
            datasets: [
                {
                    "url": "s3://my-bucket/my-dataset.zip",
                    "awsSecretAccessKey": "<KEY>",
                    "awsAccessKeyId": "<ID>",
                    "volumeOptions": {
                        "kind": "dynamic",
                        "size": "10Gi",
                    },
                },
            ]
            """;

    private static final Credentials KEYS = Credentials.of("<ID>", "<KEY>");

    @Test
    void readsTheNamedDataset() {
        assertThat(DatasetSpecs.parse(NAMED))
                .containsExactly(DatasetSpec.builder("s3://my-bucket/mnist-modified.zip")
                        .credentials(KEYS)
                        .name("mnist")
                        .build());
    }

    @Test
    void readsTheDatasetWithAnEtag() {
        assertThat(DatasetSpecs.parse(WITH_ETAG))
                .containsExactly(DatasetSpec.builder("s3://my-bucket/my-dataset.zip")
                        .credentials(KEYS)
                        .etag("d0e2243df4d1e89ead52d51083b2eb523593b38e")
                        .build());
    }

    @Test
    void readsTheDatasetWithAVersionIdAndWarnsOfItsSpelling() {
        List<DatasetSpec> specs = DatasetSpecs.parse(WITH_VERSION_ID);

        assertThat(specs)
                .containsExactly(DatasetSpec.builder("s3://my-bucket/my-dataset.zip")
                        .credentials(KEYS)
                        .versionId("1111111")
                        .build());
        assertThat(specs.get(0).warnings()).containsExactly("3:9: ur is read as uri: write uri");
    }

    @Test
    void readsTheDatasetInSharedStorage() {
        List<DatasetSpec> specs = DatasetSpecs.parse(IN_SHARED_STORAGE);

        assertThat(specs)
                .containsExactly(DatasetSpec.builder("s3://my-bucket/my-dataset.zip")
                        .credentials(KEYS)
                        .etag("d0e2243df4d1e89ead52d51083b2eb523593b38e")
                        .volume(VolumeRequest.shared())
                        .build());
        assertThat(specs.get(0).warnings()).isEmpty();
    }

    @Test
    void readsTheDatasetOnAnEphemeralVolume() {
        assertThat(DatasetSpecs.parse(ON_EPHEMERAL_VOLUME))
                .containsExactly(DatasetSpec.builder("s3://my-bucket/my-dataset.zip")
                        .credentials(KEYS)
                        .volume(VolumeRequest.ephemeral(ByteSize.ofBytes(10L * 1024 * 1024 * 1024)))
                        .build());
    }

    @ParameterizedTest
    @ValueSource(strings = {NAMED, WITH_ETAG, WITH_VERSION_ID, IN_SHARED_STORAGE, ON_EPHEMERAL_VOLUME})
    void readsEachAlsoWithWindowsLineEndsTabsAndAByteOrderMark(String example) {
        String other = "\ufeff" + example.replace("    ", "\t").replace("\n", "\r\n");

        assertThat(DatasetSpecs.parse(other)).isEqualTo(DatasetSpecs.parse(example));
    }

    @ParameterizedTest
    @ValueSource(strings = {NAMED, WITH_ETAG, WITH_VERSION_ID, IN_SHARED_STORAGE, ON_EPHEMERAL_VOLUME})
    void readsEachAlsoInBracesAsJsonFilesHaveIt(String example) {
        assertThat(DatasetSpecs.parse("{" + example + "}")).isEqualTo(DatasetSpecs.parse(example));
    }
}
