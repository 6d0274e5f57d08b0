// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetSpecTest {
    private static final DatasetSpec.Builder SOME = DatasetSpec.builder("s3://b/k");

    @Test
    void showsWhatItAsksForAndNoKey() {
        DatasetSpec spec = DatasetSpec.builder("s3://b/k")
                .name("n")
                .etag("e")
                .versionId("v")
                .credentials(new Credentials("the-id", "the-key", Optional.of("the-token")))
                .endpoint(URI.create("https://host"))
                .volume(VolumeRequest.ephemeral())
                .build();

        assertThat(spec).hasToString("DatasetSpec[s3://b/k, name=n, etag=e, versionId=v, dynamic 5Gi]");
        assertThat(spec.credentials().orElseThrow()).hasToString("Credentials[hidden]");
    }

    @Test
    void isEqualToOneThatAsksForTheSame() {
        DatasetSpec spec = DatasetSpec.builder("s3://b/k").warn("odd").build();

        assertThat(spec).isEqualTo(DatasetSpec.of("s3://b/k")).hasSameHashCodeAs(DatasetSpec.of("s3://b/k"));
        assertThat(spec).isNotEqualTo(DatasetSpec.of("s3://b/l"));
    }

    @Test
    void isBuiltUponWithAllThatItAsksFor() {
        DatasetSpec parsed = DatasetSpecs.parse("""
                        ur: s3://b/k
                        name: n
                        etag: e
                        versionId: v
                        awsAccessKeyId: the-id
                        awsSecretAccessKey: the-key
                        awsSessionToken: the-token
                        awsEndpoint: https://host
                        region: r
                        pathStyle: true
                        requesterPays: true
                        expand: never
                        volumeOptions: {kind: dynamic, size: 900Ti}
                        """).get(0);

        assertThat(parsed.toBuilder().build()).isEqualTo(parsed);
        assertThat(parsed.toBuilder().build().warnings())
                .isEqualTo(parsed.warnings())
                .hasSize(1);

        VolumeRequest small = VolumeRequest.ephemeral(ByteSize.parse("1Gi"));
        DatasetSpec bounded = parsed.toBuilder().volume(small).build();
        assertThat(bounded.volume()).isEqualTo(small);
        assertThat(bounded.toBuilder().volume(parsed.volume()).build()).isEqualTo(parsed);
    }

    @Test
    void refusesAPinOnAFolder() {
        assertThatThrownBy(() -> DatasetSpec.builder("s3://b/f/").etag("x").build())
                .hasMessage("etag is only for an object, and \"s3://b/f/\" is a folder: remove it, or name the object");
        assertThatThrownBy(() -> DatasetSpec.builder("s3://b").versionId("x").build())
                .hasMessage(
                        "versionId is only for an object, and \"s3://b\" is a bucket: remove it, or name the object");
    }

    @Test
    void refusesAnEtagThatIsNoPathOnlyInSharedStorage() {
        DatasetSpec.Builder builder = DatasetSpec.builder("s3://b/k").etag("a/b");

        assertThatThrownBy(builder::build).hasMessageContaining("part of the path in shared storage");
        assertThat(builder.volume(VolumeRequest.ephemeral()).build().etag()).contains(Etag.parse("a/b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://h",
                "minio",
                "https:///x",
                "mailto:a@b",
                "https://u:p@h",
                "https://h:70000",
                "https://h?q",
                "https://h#f",
                "http://a_b"
            })
    void refusesWhatIsNoEndpointAndDoesNotShowIt(String endpoint) {
        assertThatThrownBy(() -> SOME.endpoint(URI.create(endpoint)))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageStartingWith("awsEndpoint is no endpoint: write https://HOST")
                .hasMessageNotContaining(endpoint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x ", " x", "x\n", "a\u0000b", "secret:"})
    void refusesCredentialsThatCanBeNone(String part) {
        assertThatThrownBy(() -> Credentials.of(part, "x"))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageStartingWith("awsAccessKeyId ");
        assertThatThrownBy(() -> Credentials.of("x", part)).hasMessageStartingWith("awsSecretAccessKey ");
        assertThatThrownBy(() -> new Credentials("x", "x", Optional.of(part)))
                .hasMessageStartingWith("awsSessionToken ");
    }

    @Test
    void refusesWhatNoStoreHas() {
        assertThatThrownBy(() -> SOME.versionId(" ")).isInstanceOf(InvalidSpecException.class);
        assertThatThrownBy(() -> SOME.versionId("a\nb")).isInstanceOf(InvalidSpecException.class);
        assertThatThrownBy(() -> SOME.region("eu west")).isInstanceOf(InvalidSpecException.class);
        assertThatThrownBy(() -> VolumeRequest.shared(ByteSize.ofBytes(0))).isInstanceOf(InvalidSpecException.class);
    }
}
