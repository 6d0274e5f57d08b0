// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetSpecsTest {
    private static DatasetSpec one(String text) {
        List<DatasetSpec> specs = DatasetSpecs.parse(text);
        assertThat(specs).hasSize(1);
        return specs.get(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "uri: s3://b/k",
                "- uri: s3://b/k",
                "datasets:\n- uri: s3://b/k",
                "datasets:\n  uri: s3://b/k",
                "name: job\ncontainer: {image: x}\ndatasets:\n- uri: s3://b/k\ncommand: [python, train.py]",
                "{\"datasets\": [{\"uri\": \"s3://b/k\"}]}",
                "[{\"uri\":\"s3://b/k\",},]",
                "{'uri': s3://b/k}",
                "# a comment\n---\nuri: s3://b/k # another\n...\n",
                "%YAML 1.2\n---\nuri: s3://b/k",
                "url: s3://b/k",
                "ur: s3://b/k",
                "{uri: s3://b/k, url: null, name: ~, etag: '', versionId: , region: {}, include: [], volumeOptions: {}}",
                "{uri: s3://b/k, awsAccessKeyId: none, awsSecretAccessKey: \"none\", awsSessionToken: None}",
                "{uri: s3://b/k, volumeOptions: {kind: Shared, size: null}}",
                "{uri: s3://b/k, expand: AUTO, requesterPays: False}"
            })
    void readsOnePlainDatasetHoweverItIsWritten(String text) {
        assertThat(one(text)).isEqualTo(DatasetSpec.of("s3://b/k"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"datasets: []", "datasets:", "datasets: null", "[]", "{datasets: {}}", "datasets: []\netag: x"})
    void readsNoDatasetsWhereTheListSaysSo(String text) {
        assertThat(DatasetSpecs.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "url: https://hook\nuri: [1]",
                "defaults: &d {image: x}\njob: {<<: *d}\nother: !Ref y",
                "!!str a: b\n? [c, {d: e}]\n: f\n*g : h",
                "name: a\nname: b",
                "deep: [[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]"
            })
    void passesOverWhatElseAJobHolds(String job) {
        String datasets = "datasets:\n- uri: s3://b/k";
        String script = "script: " + "x".repeat(20_000);

        for (String text : List.of(job + "\n" + datasets, datasets + "\n" + job, script + "\n" + datasets)) {
            assertThat(one(text)).isEqualTo(DatasetSpec.of("s3://b/k"));
            assertThat(one(text).warnings()).isEmpty();
        }
        assertThat(one("!Job &job\n" + job + "\n" + datasets)).isEqualTo(DatasetSpec.of("s3://b/k"));
    }

    @Test
    void warnsOfWhatMayHaveSlippedOutOfADataset() {
        List<DatasetSpec> specs =
                DatasetSpecs.parse("datasets:\n- uri: s3://b/k\n- uri: s3://b/l\netag: x\netag: y", "job.yaml");

        assertThat(specs.get(0).warnings())
                .containsExactly("job.yaml:4:1: etag beside datasets is not read:"
                        + " put it into a dataset, if it was meant for one");
        assertThat(specs.get(1).warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "name: job\ncommand: [python, train.py]\nregion: x", "base: &b {tag: v1}\njob: !J {<<: *b}"
            })
    void readsNoDatasetsFromAJobWithoutThem(String text) {
        assertThat(DatasetSpecs.parse(text)).isEmpty();
    }

    @Test
    void readsEveryKey() {
        DatasetSpec spec = one("""
                uri: s3://b/folder/
                name: some dataset name
                awsAccessKeyId: secret:my-id
                awsSecretAccessKey: "secret:my-key"
                awsSessionToken: token
                awsEndpoint: https://minio.example:9000
                region: eu-west-1
                pathStyle: true
                requesterPays: TRUE
                expand: Never
                include: "**/*.jpg"
                exclude: [tmp/**, "?.jpg"]
                volumeOptions:
                  kind: DYNAMIC
                  size: 10Gi
                """);

        assertThat(spec)
                .isEqualTo(DatasetSpec.builder("s3://b/folder/")
                        .name("some dataset name")
                        .credentials(new Credentials("secret:my-id", "secret:my-key", Optional.of("token")))
                        .endpoint(URI.create("https://minio.example:9000"))
                        .region("eu-west-1")
                        .pathStyle(true)
                        .requesterPays(true)
                        .expand(Expansion.NEVER)
                        .include(List.of("**/*.jpg"))
                        .exclude(List.of("tmp/**", "?.jpg"))
                        .volume(VolumeRequest.ephemeral(ByteSize.parse("10Gi")))
                        .build());
        assertThat(spec.warnings()).isEmpty();
    }

    @Test
    void tellsTheFileOfAnErrorAndOfAWarning() {
        assertThat(DatasetSpecs.parse("- ur: s3://b/k\n  volumeOptions: {size: 1K}", "job.yaml"))
                .flatExtracting(DatasetSpec::warnings)
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("job.yaml:1:3: ur is read as uri"),
                        second -> assertThat(second).startsWith("job.yaml:2:19: size without a kind"));
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> DatasetSpecs.parse("\n- uri: b", "job.yaml"))
                .withMessageStartingWith("job.yaml:2:8: uri ")
                .satisfies(error -> assertThat(error.line()).hasValue(2));
    }

    @Test
    void keepsTheOrderOfDatasets() {
        assertThat(DatasetSpecs.parse("[{uri: s3://b/1}, {uri: s3://b/2}, {uri: s3://b/3}]"))
                .extracting(s -> s.uri().key())
                .containsExactly("1", "2", "3");
    }

    @Test
    void takesScalarsAsTheyAreWritten() {
        DatasetSpec spec = one("{uri: s3://b/k, versionId: 0x1F, etag: 1e10, name: no}");

        assertThat(spec.versionId()).contains("0x1F");
        assertThat(spec.etag()).contains(Etag.parse("1e10"));
        assertThat(spec.name()).contains(DatasetName.of("no"));
        assertThat(one("{uri: s3://b/k, versionId: 010}").versionId()).contains("010");
        assertThat(one("{uri: s3://b/k, name: 2020-01-01}").name()).contains(DatasetName.of("2020-01-01"));
    }

    @Test
    void takesQuotedNullForTheVersionThatIsCalledSo() {
        assertThat(one("{uri: s3://b/k, versionId: \"null\"}").versionId()).contains("null");
        assertThat(one("{uri: s3://b/k, versionId: null}").versionId()).isEmpty();
    }

    @Test
    void readsTheEscapesOfJson() {
        String json = "{\"uri\":\"s3:\\/\\/b\\/k\",\"name\":\"\\ud83d\\ude00\\u00e9\"}";

        assertThat(one(json))
                .isEqualTo(DatasetSpec.builder("s3://b/k")
                        .name("\ud83d\ude00\u00e9")
                        .build());
    }

    @Test
    void takesAnEtagWithTheQuotesOfHttp() {
        assertThat(one("{uri: s3://b/k, etag: '\"abc\"'}").etag()).contains(Etag.parse("abc"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "dynamic"})
    void warnsOfAPinThatWasLeftEmpty(String kind) {
        for (String empty : List.of("", "''", "' '", "[]", "{}")) {
            DatasetSpec spec = one("volumeOptions: {kind: " + kind + "}\nuri: s3://b/k\netag: " + empty
                    + "\nversionId: " + empty + "\nregion: " + empty);

            assertThat(spec.etag()).isEmpty();
            assertThat(spec.warnings())
                    .containsExactly(
                            "3:1: etag is empty, so it pins nothing: write one, or leave the key out",
                            "4:1: versionId is empty, so it pins nothing: write one, or leave the key out");
        }
        assertThat(DatasetSpecs.from(List.of(Map.of("uri", "s3://b/k", "etag", "")))
                        .get(0)
                        .warnings())
                .singleElement()
                .asString()
                .startsWith("datasets[0].etag: etag is empty");
    }

    @Test
    void doesNotWarnOfANullThatWasWritten() {
        assertThat(one("{uri: s3://b/k, etag: null, versionId: ~}").warnings()).isEmpty();
    }

    @Test
    void warnsThatASizeWithoutAKindIsACapInSharedStorage() {
        DatasetSpec spec = one("uri: s3://b/k\nvolumeOptions: {size: 1G}");

        assertThat(spec.volume()).isEqualTo(VolumeRequest.shared(ByteSize.parse("1G")));
        assertThat(spec.warnings())
                .singleElement()
                .asString()
                .startsWith("2:17: size without a kind")
                .contains("kind: dynamic");
    }

    @Test
    void givesADynamicVolumeItsDefaultSize() {
        assertThat(one("{uri: s3://b/k, volumeOptions: {kind: dynamic}}")
                        .volume()
                        .limit())
                .contains(ByteSize.parse("5Gi"));
    }

    @Test
    void tellsThePositionAlsoAsNumbers() {
        assertThatThrownBy(() -> DatasetSpecs.parse("uri: s3://b/k\nname: a/b"))
                .isInstanceOfSatisfying(InvalidSpecException.class, e -> {
                    assertThat(e.line()).hasValue(2);
                    assertThat(e.column()).hasValue(7);
                });
    }
}
